import { batch, createSignal, type Accessor } from "solid-js";
import type { Since } from "../src/domain/since.ts";
import type { LineLimit } from "../src/domain/target.ts";
import { decodeSaved, type Saved } from "../src/protocol/saved.ts";
import type {
  Connection,
  Explanation,
  LabelWidth,
  Options,
  Shown,
  Timestamps,
} from "../src/protocol/shown.ts";
import type { SourceChange, SourceReport } from "../src/protocol/sources.ts";
import type { Action, ToHost } from "../src/protocol/to-host.ts";
import type { ToWebview } from "../src/protocol/to-webview.ts";
import type { Host } from "./host.ts";
import { makeRowCache, type RowCache } from "./list/row-cache.ts";
import { makeWholeTexts, type WholeTexts } from "./list/whole-texts.ts";

type Message<Tag extends ToWebview["_tag"]> = Extract<ToWebview, { readonly _tag: Tag }>;

/** The numbers of the last beat; see `Beat` in the protocol for their units. */
export interface Counts {
  readonly first: number;
  readonly end: number;
  readonly lines: number;
  readonly rate: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

const noCounts: Counts = { first: 0, end: 0, lines: 0, rate: 0, bytes: 0, maxBytes: 0 };

/** How many lines pass the filter; absent without one. */
export type Passed = NonNullable<Message<"Beat">["passed"]>;
/** What is missing above the first row; see `Beat` in the protocol. */
export type Above = NonNullable<Message<"Beat">["above"]>;
/** The filter as the host has it. */
export type FilterIs = Pick<Message<"FilterIs">, "text" | "context" | "problem">;
/** How far a find is. */
export type Finding = Message<"Finding">;
/** Errors, warnings and the like over all rows. */
export type MapIs = Message<"MapIs">;
/** What each source has come to, by its number. */
export type Reports = ReadonlyMap<number, SourceReport>;
/** What a command of the palette or a key asks the view to do. */
export type Performance = Message<"Perform">["what"];

/** What the list hears from the panel between frames. */
export interface ListEvents {
  /** Rows or counts changed: draw at the next frame. */
  readonly changed: () => void;
  /** The rows start anew. */
  readonly restarted: () => void;
  /** The same rows have other positions; the row to stand at, if there is one. */
  readonly viewed: (at: { readonly row: number; readonly position: number } | undefined) => void;
  /** An answer to `Need` came; `fruitful` when it brought a row that was missing. */
  readonly answered: (request: number, fruitful: boolean) => void;
  /** The host sends the view to a row; `offset` px of it above the top edge, or anywhere in sight. */
  readonly go: (to: Extract<ToWebview, { readonly _tag: "Go" }>) => void;
  /** Another panel in step went to the row at this position, or (undefined) to the end. */
  readonly stand: (position: number | undefined) => void;
  /** The number of the row that the user is at, or the one given: where it stands it is to stay. */
  readonly near: (row?: number) => number;
}

/**
 * All that the panel knows. Only what components show is reactive; rows lie in a plain cache beside it, so that
 * a thousand rows a beat cost no signal.
 */
export interface Panel {
  readonly shown: Accessor<Shown | undefined>;
  readonly counts: Accessor<Counts>;
  readonly connection: Accessor<Connection>;
  readonly problem: Accessor<Explanation | null>;
  /** The host's last short message, with a number that tells two equal ones apart. */
  readonly said: Accessor<{ readonly text: string; readonly number: number } | undefined>;
  readonly lineLimit: Accessor<LineLimit>;
  /** Where the log begins, in place of the line limit. */
  readonly since: Accessor<Since | undefined>;
  readonly timestamps: Accessor<Timestamps>;
  readonly wrap: Accessor<boolean>;
  /** The column of source labels, also while it is being dragged. */
  readonly labels: Accessor<LabelWidth>;
  /** The view stands at the end and stays there. */
  readonly following: Accessor<boolean>;
  /** Rows came that the view has not shown, since it left the end. */
  readonly unseen: Accessor<number>;
  readonly passed: Accessor<Passed | undefined>;
  readonly above: Accessor<Above | undefined>;
  readonly filter: Accessor<FilterIs>;
  readonly finding: Accessor<Finding | undefined>;
  readonly map: Accessor<MapIs | undefined>;
  /** The list of sources is open. */
  readonly sourcesOpen: Accessor<boolean>;
  readonly reports: Accessor<Reports>;
  /** All traces are folded, but for those unfolded by hand. */
  readonly foldAll: Accessor<boolean>;
  readonly rows: RowCache;
  readonly wholeTexts: WholeTexts;
  readonly epoch: () => number;
  /** Row numbers are those of this run. */
  readonly run: () => number;
  /** Follows or stops, without a word to the host: what scrolling does. */
  readonly setFollowing: (following: boolean) => void;
  readonly setUnseen: (rows: number) => void;
  readonly chooseFollow: (follow: boolean) => void;
  readonly chooseTimestamps: (timestamps: Timestamps) => void;
  readonly chooseWrap: (wrap: boolean) => void;
  /** Draws the labels in another width, without a word to the host: what dragging does. */
  readonly setLabels: (labels: LabelWidth) => void;
  readonly chooseLabels: (labels: LabelWidth) => void;
  readonly openSources: (open: boolean) => void;
  /** Shows the rows of other sources; the user stays at the row they are at, or at the one given. */
  readonly chooseSources: (change: SourceChange, near?: number) => void;
  readonly chooseLineLimit: (limit: LineLimit) => void;
  readonly chooseSince: (since: Since) => void;
  /** Shows the rows that pass a filter, with `context` lines around each; `near` is the row to stay at. */
  readonly chooseFilter: (text: string, context: number, near?: number) => void;
  readonly foldTraces: (folded: boolean) => void;
  readonly act: (action: Action) => void;
  readonly post: (message: ToHost) => void;
  /** Joins the list to the panel; one list per panel. */
  readonly connectList: (events: ListEvents) => void;
  /** Does what a command, a key or a button asks for. */
  readonly perform: (what: Performance) => void;
  /** Calls `handle` for each such request; returns how to stop. */
  readonly onPerform: (handle: (what: Performance) => void) => () => void;
  /** Acknowledges all messages so far, once what they brought is on the screen. */
  readonly painted: () => void;
  /** What was kept of the view when it was hidden. */
  readonly restored: Saved | undefined;
  readonly remember: (state: Saved) => void;
}

const defaults: Options = { lineLimit: 1000, timestamps: "off", follow: true, wrap: true };

/** Joins a host and the state of one panel, and says *Ready*. `dispose` stops listening. */
export const createPanel = (
  host: Host,
): { readonly panel: Panel; readonly dispose: () => void } => {
  const restored = decodeSaved(host.getState());
  const [shown, setShown] = createSignal<Shown>();
  const [counts, setCounts] = createSignal<Counts>(noCounts);
  const [connection, setConnection] = createSignal<Connection>({ _tag: "Connecting" });
  const [problem, setProblem] = createSignal<Explanation | null>(null);
  const [said, setSaid] = createSignal<{ text: string; number: number }>();
  const [lineLimit, setLineLimit] = createSignal<LineLimit>(defaults.lineLimit);
  const [since, setSince] = createSignal<Since>();
  const [timestamps, setTimestamps] = createSignal<Timestamps>(defaults.timestamps);
  const [wrap, setWrap] = createSignal(defaults.wrap);
  const [labels, setLabels] = createSignal<LabelWidth>("auto");
  const [sourcesOpen, openSources] = createSignal(restored?.sources === true);
  const [reports, setReports] = createSignal<Reports>(new Map());
  const [following, setFollowing] = createSignal(defaults.follow);
  const [unseen, setUnseen] = createSignal(0);
  const [passed, setPassed] = createSignal<Passed>();
  const [above, setAbove] = createSignal<Above>();
  const [filter, setFilter] = createSignal<FilterIs>({ text: "", context: 0 });
  const [finding, setFinding] = createSignal<Finding>();
  const [map, setMap] = createSignal<MapIs>();
  const [foldAll, setFoldAll] = createSignal(false);
  const rows = makeRowCache();
  const wholeTexts = makeWholeTexts(host.post);
  const performers = new Set<(what: Performance) => void>();
  let list: ListEvents | undefined;
  let epoch = -1;
  let run = -1;
  let lastSeq = -1;
  let ackedSeq = -1;
  let hostOptions: Options | undefined;
  /** The view stands where it stood before it was hidden: the option to follow is for views that begin. */
  let placed = false;

  /**
   * What the user chose shows at once; the host's echo comes later, and older echoes must not undo it. So an
   * option is taken from the host only when the host's own value has changed.
   */
  const takeOptions = (options: Options) => {
    const before = hostOptions;
    hostOptions = options;
    if (before?.lineLimit !== options.lineLimit) setLineLimit(options.lineLimit);
    if (JSON.stringify(before?.since) !== JSON.stringify(options.since)) setSince(options.since);
    if (before?.timestamps !== options.timestamps) setTimestamps(options.timestamps);
    if (before?.wrap !== options.wrap) setWrap(options.wrap);
    if (before?.labels !== options.labels) setLabels(options.labels ?? "auto");
    if (before?.follow !== options.follow && !(before === undefined && placed))
      setFollowing(options.follow);
  };

  const startAnew = (nextEpoch: number, nextRun: number) => {
    epoch = nextEpoch;
    run = nextRun;
    rows.clear();
    wholeTexts.clear();
    setCounts(noCounts);
    setPassed(undefined);
    setMap(undefined);
    setReports(new Map());
    setUnseen(0);
    if (hostOptions?.follow === true) setFollowing(true);
    list?.restarted();
  };

  const takeView = (view: Message<"ViewIs">) => {
    if (view.epoch < epoch) return;
    setFoldAll(view.foldAll);
    const same = view.epoch === epoch;
    const known = epoch === -1 ? view.at !== undefined : view.run === run;
    if (!known) startAnew(view.epoch, view.run);
    else if (!same) {
      placed = epoch === -1;
      if (placed) setFollowing(false);
      epoch = view.epoch;
      run = view.run;
      rows.clear();
      setUnseen(0);
    }
    setCounts({ ...counts(), first: view.first, end: view.end });
    if (view.rows !== undefined) rows.put(view.rows);
    if (known && !same) list?.viewed(view.at);
  };

  const act = (action: Action) => host.post({ _tag: "Do", action });

  const chooseFollow = (follow: boolean) => {
    setFollowing(follow);
    act({ _tag: "SetFollow", follow });
  };

  const perform = (what: Performance) => {
    if (what === "toggleFollow") chooseFollow(!following());
    if (what === "sources") openSources(!sourcesOpen());
    for (const handle of performers) handle(what);
  };

  const take = (message: ToWebview) => {
    switch (message._tag) {
      case "Showing":
        takeOptions(message.shown.options);
        setShown(message.shown);
        if (message.epoch > epoch || epoch === -1) startAnew(message.epoch, message.epoch);
        break;
      case "ViewIs":
        takeView(message);
        break;
      case "Beat": {
        if (message.epoch < epoch) break;
        if (message.epoch > epoch) startAnew(message.epoch, message.epoch);
        const { first, end, lines, rate, bytes, maxBytes } = message;
        if (message.rows !== undefined) rows.put(message.rows);
        setCounts({ first, end, lines, rate, bytes, maxBytes });
        setPassed(message.passed);
        setAbove(message.above);
        break;
      }
      case "RowsAt": {
        if (message.epoch !== epoch) break;
        let fruitful = false;
        for (let i = 0; i < message.rows.count && !fruitful; i++)
          fruitful = !rows.has(message.rows.first + i);
        rows.put(message.rows);
        list?.answered(message.request, fruitful);
        break;
      }
      case "ConnectionIs":
        if (message.epoch >= epoch) setConnection(message.connection);
        break;
      case "Problem":
        if (message.epoch >= epoch) setProblem(message.problem);
        break;
      case "Said":
        setSaid((before) => ({ text: message.text, number: (before?.number ?? 0) + 1 }));
        break;
      case "FilterIs":
        setFilter(message);
        break;
      case "Finding":
        setFinding(message);
        break;
      case "SourcesAre":
        setReports(new Map(message.sources.map((report) => [report.id, report])));
        break;
      case "MapIs":
        if (message.epoch === epoch) setMap(message);
        break;
      case "TextOf":
        if (message.run === run) wholeTexts.put(message);
        break;
      case "Go":
        if (message.epoch === epoch) list?.go(message);
        break;
      case "Stand":
        if (message.epoch === epoch) list?.stand(message.position);
        break;
      case "Perform":
        perform(message.what);
        break;
    }
  };

  const receive = (message: ToWebview) => {
    lastSeq = Math.max(lastSeq, message.seq);
    batch(() => take(message));
    list?.changed();
  };

  const dispose = host.listen(receive);
  return {
    dispose,
    panel: {
      shown,
      counts,
      connection,
      problem,
      said,
      lineLimit,
      since,
      timestamps,
      wrap,
      following,
      unseen,
      passed,
      above,
      filter,
      finding,
      map,
      labels,
      sourcesOpen,
      reports,
      foldAll,
      rows,
      wholeTexts,
      epoch: () => epoch,
      run: () => run,
      setFollowing,
      setUnseen,
      chooseFollow,
      chooseTimestamps: (next) => {
        setTimestamps(next);
        act({ _tag: "SetTimestamps", timestamps: next });
      },
      chooseWrap: (next) => {
        setWrap(next);
        act({ _tag: "SetWrap", wrap: next });
      },
      setLabels,
      chooseLabels: (next) => {
        setLabels(next);
        act({ _tag: "SetLabels", labels: next });
      },
      openSources,
      chooseSources: (change, near) =>
        host.post({ _tag: "ShowSources", change, near: list?.near(near) ?? 0 }),
      chooseLineLimit: (limit) => {
        setLineLimit(limit);
        setSince(undefined);
        act({ _tag: "SetLineLimit", limit });
      },
      chooseSince: (next) => {
        setSince(next);
        act({ _tag: "SetSince", since: next });
      },
      chooseFilter: (text, context, near) =>
        host.post({ _tag: "Filter", text, context, near: list?.near(near) ?? 0 }),
      foldTraces: (folded) => host.post({ _tag: "FoldAll", folded, near: list?.near() ?? 0 }),
      act,
      post: host.post,
      connectList: (events) => {
        list = events;
        host.post({
          _tag: "Ready",
          ...(restored === undefined || restored.follow
            ? {}
            : { at: { run: restored.run, row: restored.row } }),
        });
      },
      perform,
      onPerform: (handle) => {
        performers.add(handle);
        return () => performers.delete(handle);
      },
      painted: () => {
        if (lastSeq <= ackedSeq) return;
        ackedSeq = lastSeq;
        host.post({ _tag: "Ack", seq: lastSeq });
      },
      restored,
      remember: host.setState,
    },
  };
};
