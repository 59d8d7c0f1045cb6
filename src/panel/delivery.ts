import type { ToHost } from "../protocol/to-host.ts";
import type { Content, Extent, Place, Span } from "./content.ts";
import type { DeliveryEvent, Passing, Send } from "./delivery-events.ts";

/**
 * What a webview needs, as a pure machine: `deliver` takes what happened and gives what to send. The host's side of
 * the rows (how many there are) is all it knows of them; whoever posts a `Send` reads the rows it names at that moment.
 *
 * Invariants: at most two beats that bring news are unacknowledged; rows at the end come at most every 100 ms, unless
 * the view has just begun or come to look there; nothing is sent while no view lives; a view that lives again gets all
 * there is to know, never a difference to what an earlier one knew.
 */

/** What the view sees: while it follows, the last `count` rows. */
interface Window {
  readonly count: number;
  readonly follow: boolean;
}

/** Where the delivery to one panel stands. */
export interface Delivery {
  readonly content: Content;
  /** `none`: no view has spoken yet; `away`: the last one is hidden or gone. */
  readonly view: "none" | "live" | "away";
  readonly seq: number;
  /** `seq` when the view came: what was sent before was for another one. */
  readonly since: number;
  readonly window: Window;
  /** Rows before this position are at the view, as far as it follows; undefined: none are known to be. */
  readonly tail: number | undefined;
  /** The beats that are on their way. */
  readonly beats: ReadonlyArray<number>;
  /** The beat that brought rows less than `beatMs` ago: the next waits until it has rested. */
  readonly resting: number | undefined;
  /** What the view does not know yet. */
  readonly due: ReadonlySet<Due>;
  /** Where the view is to stand when it is told that it is another. */
  readonly at: Place | undefined;
}

type Due = "view" | "shown" | "filter" | "connection" | "problem" | "beat";

/** `Send` without its number. */
type Unnumbered = Send extends infer S ? (S extends Send ? Omit<S, "seq"> : never) : never;

/** Beats that may be on their way at once: one travels while the other is painted. */
const maxBeats = 2;

/**
 * From a beat that brings rows to the next, in ms. A flood's batches come more often, each with rows that fill the
 * view: to draw them all would take the thread that draws the editor too.
 */
export const beatMs = 100;

/** Rows sent with the first beat, before the view has told its size: more than a tall window has. */
const firstCount = 100;

/** Rows sent around a place, in heights of the window: one above it, its own, one below. */
const around = 3;
/** And at most so many. */
const mostAround = 600;

const everything: ReadonlySet<Due> = new Set<Due>([
  "view",
  "shown",
  "filter",
  "connection",
  "problem",
  "beat",
]);

/** The delivery to a panel whose view has not spoken yet. */
export const startDelivery = (content: Content): Delivery => ({
  content,
  view: "none",
  seq: 0,
  since: 0,
  window: { count: firstCount, follow: content.shown.options.follow },
  tail: undefined,
  beats: [],
  resting: undefined,
  due: everything,
  at: undefined,
});

type Step = readonly [Delivery, ReadonlyArray<Send>];

/** What happens next in a delivery, and what to send for it. */
export const deliver = (state: Delivery, event: DeliveryEvent): Step => {
  switch (event._tag) {
    case "Extent":
      return flush(owe({ ...state, content: { ...state.content, extent: event.extent } }, "beat"));
    case "Afresh":
      return flush({
        ...state,
        content: event.content,
        window: { ...state.window, follow: event.content.shown.options.follow },
        tail: undefined,
        resting: undefined,
        due: everything,
        at: undefined,
      });
    case "Viewed":
      return flush(
        owe(
          { ...state, content: event.content, tail: undefined, resting: undefined, at: event.at },
          "view",
          "beat",
        ),
      );
    case "Filter":
      return flush(
        owe({ ...state, content: { ...state.content, filter: event.filter } }, "filter"),
      );
    case "Shown":
      return flush(owe({ ...state, content: { ...state.content, shown: event.shown } }, "shown"));
    case "Connection":
      return flush(
        owe(
          { ...state, content: { ...state.content, connection: event.connection } },
          "connection",
        ),
      );
    case "Problem":
      return flush(
        owe({ ...state, content: { ...state.content, problem: event.problem } }, "problem"),
      );
    case "Tell":
      return state.view === "live" ? tell(state, event.message) : [state, []];
    case "Visible":
      if (!event.visible) return [leave(state), []];
      // A view that was thrown away will say Ready; one that was kept says nothing, and has missed things.
      return state.view === "away" ? flush(arrive(state, undefined)) : [state, []];
    case "Rested":
      return state.resting === event.seq ? flush({ ...state, resting: undefined }) : [state, []];
    case "Undelivered":
      return [event.seq > state.since ? leave(state) : state, []];
    case "Ready":
      return flush(arrive(state, event.at));
    case "Ack":
      return flush({ ...state, beats: state.beats.filter((seq) => seq > event.seq) });
    case "Window":
      return flush(look(state, event));
    case "Need":
      return state.view !== "live" || event.epoch !== state.content.epoch
        ? [state, []]
        : send(state, {
            _tag: "RowsAt",
            epoch: event.epoch,
            request: event.request,
            span: within(state.content.extent, event),
          });
  }
};

const owe = (state: Delivery, ...due: ReadonlyArray<Due>): Delivery => ({
  ...state,
  due: new Set([...state.due, ...due]),
});

/** A view that knows nothing is there. */
const arrive = (state: Delivery, at: Place | undefined): Delivery => ({
  ...state,
  at,
  view: "live",
  since: state.seq,
  tail: undefined,
  beats: [],
  resting: undefined,
  due: everything,
});

const leave = (state: Delivery): Delivery => ({
  ...state,
  view: state.view === "none" ? "none" : "away",
  beats: [],
});

const look = (state: Delivery, event: Extract<ToHost, { readonly _tag: "Window" }>): Delivery => {
  // A window of an earlier epoch says how tall the view is, and nothing about these rows.
  const follow = event.epoch === state.content.epoch ? event.follow : state.window.follow;
  const more = follow && (!state.window.follow || event.count > state.window.count);
  const looking = { ...state, window: { count: event.count, follow } };
  return more ? owe({ ...looking, tail: undefined, resting: undefined }, "beat") : looking;
};

/** The part of a span that exists. */
const within = (extent: Extent, span: Span): Span => {
  const first = Math.min(Math.max(span.first, extent.first), extent.end);
  const end = Math.max(first, Math.min(span.first + span.count, extent.end));
  return { first, count: end - first };
};

const send = (state: Delivery, message: Unnumbered): Step => {
  const seq = state.seq + 1;
  return [{ ...state, seq }, [{ ...message, seq }]];
};

/**
 * Sends a message as it is. Before one that leads to a row the view is told, however many beats are on their way, which
 * rows there are: it would stop at the last one that it knows of. The rows themselves stay due.
 */
const tell = (state: Delivery, message: Passing): Step => {
  const leads = message._tag === "Go" || message._tag === "Stand";
  if (!leads || !state.due.has("beat")) return send(state, message);
  const { epoch, extent } = state.content;
  const [knowing, known] = send(state, { _tag: "Beat", epoch, extent });
  const [told, sent] = send(knowing, message);
  return [told, [...known, ...sent]];
};

/** The rows at the end that the view lacks. */
const news = (state: Delivery): Span | undefined => {
  const { extent } = state.content;
  if (!state.window.follow) return undefined;
  const first = Math.max(extent.first, extent.end - state.window.count, state.tail ?? extent.first);
  return first < extent.end ? { first, count: extent.end - first } : undefined;
};

/** The rows of a view that begins: those at the end where it follows, else those around its place. */
const begin = (state: Delivery): Span | undefined => {
  const { extent } = state.content;
  const { count, follow } = state.window;
  if (follow) return news(state);
  if (state.at === undefined) return undefined;
  const rows = Math.min(count * around, mostAround);
  const above = Math.min(count, Math.floor(rows / 3));
  const span = within(extent, { first: state.at.position - above, count: rows });
  return span.count === 0 ? undefined : span;
};

/** Sends what is due, in the order in which a view can use it, as far as it may be sent now. */
const flush = (state: Delivery): Step => {
  if (state.view !== "live") return [state, []];
  const { connection, epoch, extent, filter, foldAll, folding, problem, run, shown } =
    state.content;
  const messages: Array<Unnumbered> = [];
  const due = new Set(state.due);
  let { beats, resting, tail } = state;
  /** Up to where rows are at the view: the last one once more where its count of folded rows may grow. */
  const sent = folding ? extent.end - 1 : extent.end;
  if (due.delete("view")) {
    const { first, end } = extent;
    const span = begin(state);
    messages.push({
      _tag: "ViewIs",
      epoch,
      run,
      first,
      end,
      foldAll,
      ...(state.at === undefined ? {} : { at: state.at }),
      ...(span === undefined ? {} : { span }),
    });
    if (state.window.follow) tail = sent;
  }
  if (due.delete("shown")) messages.push({ _tag: "Showing", shown });
  if (due.delete("filter")) messages.push({ _tag: "FilterIs", ...filter });
  if (due.delete("connection")) messages.push({ _tag: "ConnectionIs", epoch, connection });
  if (due.delete("problem")) messages.push({ _tag: "Problem", epoch, problem });
  if (due.has("beat") && beats.length < maxBeats && resting === undefined) {
    due.delete("beat");
    const span = news({ ...state, tail });
    messages.push({ _tag: "Beat", epoch, extent, ...(span === undefined ? {} : { span }) });
    const seq = state.seq + messages.length;
    beats = [...beats, seq];
    if (span !== undefined) resting = seq;
    tail = sent;
  }
  return [
    { ...state, at: undefined, due, beats, resting, tail, seq: state.seq + messages.length },
    messages.map((message, i) => ({ ...message, seq: state.seq + i + 1 })),
  ];
};
