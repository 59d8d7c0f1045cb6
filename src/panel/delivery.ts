import type { Explanation } from "../domain/explain.ts";
import type { Connection, Shown } from "../protocol/shown.ts";
import type { ToHost } from "../protocol/toHost.ts";
import type { ToWebview } from "../protocol/toWebview.ts";

/**
 * What a webview needs, as a pure machine: `deliver` takes what happened and gives what to send. The host's side of
 * the rows (how many there are) is all it knows of them; whoever posts a `Send` reads the rows it names at that moment.
 *
 * Invariants: at most two beats are unacknowledged; nothing is sent while no view lives; a view that lives again gets
 * all there is to know, never a difference to what an earlier one knew.
 */

/** The rows of a panel in numbers: positions `first … end` exist; `rate` is lines per second, sizes are bytes. */
export interface Extent {
  readonly first: number;
  readonly end: number;
  readonly lines: number;
  readonly rate: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** `count` positions from `first` on. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** What the view sees: while it follows, the last `count` rows. */
interface Window {
  readonly count: number;
  readonly follow: boolean;
}

/** Everything there is to know about a panel but its rows. */
export interface Content {
  readonly epoch: number;
  readonly extent: Extent;
  readonly shown: Shown;
  readonly connection: Connection;
  readonly problem: Explanation | null;
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
  /** What the view does not know yet. */
  readonly due: ReadonlySet<Due>;
}

type Due = "shown" | "connection" | "problem" | "beat";

/** What happened, on either side. */
export type DeliveryEvent =
  /** Rows came or went. */
  | { readonly _tag: "Extent"; readonly extent: Extent }
  /** The rows start anew: another session, in an epoch of its own. */
  | { readonly _tag: "Afresh"; readonly content: Content }
  | { readonly _tag: "Shown"; readonly shown: Shown }
  | { readonly _tag: "Connection"; readonly connection: Connection }
  | { readonly _tag: "Problem"; readonly problem: Explanation | null }
  | { readonly _tag: "Say"; readonly text: string }
  | { readonly _tag: "Perform"; readonly what: Performance }
  /** The panel was shown or hidden. */
  | { readonly _tag: "Visible"; readonly visible: boolean }
  /** A message found no live view. */
  | { readonly _tag: "Undelivered"; readonly seq: number }
  | Extract<ToHost, { readonly _tag: "Ready" | "Ack" | "Window" | "Need" }>;

export type Performance = Extract<ToWebview, { readonly _tag: "Perform" }>["what"];

/** A message to the view, its rows still to be read from the store. */
export type Send = { readonly seq: number } & (
  | { readonly _tag: "Showing"; readonly epoch: number; readonly shown: Shown }
  | {
      readonly _tag: "Beat";
      readonly epoch: number;
      readonly extent: Extent;
      readonly span?: Span;
    }
  | {
      readonly _tag: "RowsAt";
      readonly epoch: number;
      readonly request: number;
      readonly span: Span;
    }
  | { readonly _tag: "ConnectionIs"; readonly epoch: number; readonly connection: Connection }
  | { readonly _tag: "Problem"; readonly epoch: number; readonly problem: Explanation | null }
  | { readonly _tag: "Said"; readonly text: string }
  | { readonly _tag: "Perform"; readonly what: Performance }
);

/** `Send` without its number. */
type Unnumbered = Send extends infer S ? (S extends Send ? Omit<S, "seq"> : never) : never;

/** Beats that may be on their way at once: one travels while the other is painted. */
export const maxBeats = 2;

/** Rows sent with the first beat, before the view has told its size: more than a tall window has. */
const firstCount = 100;

const everything: ReadonlySet<Due> = new Set<Due>(["shown", "connection", "problem", "beat"]);

/** The delivery to a panel whose view has not spoken yet. */
export const startDelivery = (content: Content): Delivery => ({
  content,
  view: "none",
  seq: 0,
  since: 0,
  window: { count: firstCount, follow: content.shown.options.follow },
  tail: undefined,
  beats: [],
  due: everything,
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
        due: everything,
      });
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
    case "Say":
      return state.view === "live" ? send(state, { _tag: "Said", text: event.text }) : [state, []];
    case "Perform":
      return state.view === "live"
        ? send(state, { _tag: "Perform", what: event.what })
        : [state, []];
    case "Visible":
      if (!event.visible) return [leave(state), []];
      // A view that was thrown away will say Ready; one that was kept says nothing, and has missed things.
      return state.view === "away" ? flush(arrive(state)) : [state, []];
    case "Undelivered":
      return [event.seq > state.since ? leave(state) : state, []];
    case "Ready":
      return flush(arrive(state));
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
const arrive = (state: Delivery): Delivery => ({
  ...state,
  view: "live",
  since: state.seq,
  tail: undefined,
  beats: [],
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
  return more ? owe({ ...looking, tail: undefined }, "beat") : looking;
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

/** The rows at the end that the view lacks. */
const news = (state: Delivery): Span | undefined => {
  const { extent } = state.content;
  if (!state.window.follow) return undefined;
  const first = Math.max(extent.first, extent.end - state.window.count, state.tail ?? extent.first);
  return first < extent.end ? { first, count: extent.end - first } : undefined;
};

/** Sends what is due, in the order in which a view can use it, as far as it may be sent now. */
const flush = (state: Delivery): Step => {
  if (state.view !== "live") return [state, []];
  const { connection, epoch, extent, problem, shown } = state.content;
  const messages: Array<Unnumbered> = [];
  const due = new Set(state.due);
  if (due.delete("shown")) messages.push({ _tag: "Showing", epoch, shown });
  if (due.delete("connection")) messages.push({ _tag: "ConnectionIs", epoch, connection });
  if (due.delete("problem")) messages.push({ _tag: "Problem", epoch, problem });
  let { beats, tail } = state;
  if (due.has("beat") && beats.length < maxBeats) {
    due.delete("beat");
    const span = news(state);
    messages.push({ _tag: "Beat", epoch, extent, ...(span === undefined ? {} : { span }) });
    beats = [...beats, state.seq + messages.length];
    tail = extent.end;
  }
  return [
    { ...state, due, beats, tail, seq: state.seq + messages.length },
    messages.map((message, i) => ({ ...message, seq: state.seq + i + 1 })),
  ];
};
