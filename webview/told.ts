import { batch, createSignal, type Accessor } from "solid-js";
import type { Connection, Explanation, Shown } from "../src/protocol/shown.ts";
import type { SourceReport } from "../src/protocol/sources.ts";
import type { ToHost } from "../src/protocol/to-host.ts";
import type { ToWebview } from "../src/protocol/to-webview.ts";
import type { HostedChoices } from "./choices.ts";
import { type KnownFiles, makeKnownFiles } from "./list/known-files.ts";
import type { ListEvents } from "./list/list-events.ts";
import { makeRowCache, type RowCache } from "./list/row-cache.ts";
import { makeWholeTexts, type WholeTexts } from "./list/whole-texts.ts";

type Message<Tag extends ToWebview["_tag"]> = Extract<ToWebview, { readonly _tag: Tag }>;

/** The numbers of the last beat; see `Beat` in the protocol for their units. */
export type Counts = Pick<
  Message<"Beat">,
  "first" | "end" | "lines" | "rate" | "bytes" | "maxBytes"
>;

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
/**
 * All that the host has told. Only what components show is reactive; rows lie in a plain cache beside it, so that a
 * thousand rows a beat cost no signal.
 */
export interface Told {
  readonly shown: Accessor<Shown | undefined>;
  readonly counts: Accessor<Counts>;
  readonly connection: Accessor<Connection>;
  readonly problem: Accessor<Explanation | null>;
  /** The host's last short message, with a number that tells two equal ones apart. */
  readonly said: Accessor<{ readonly text: string; readonly number: number } | undefined>;
  readonly passed: Accessor<Passed | undefined>;
  readonly above: Accessor<Above | undefined>;
  readonly filter: Accessor<FilterIs>;
  readonly finding: Accessor<Finding | undefined>;
  readonly map: Accessor<MapIs | undefined>;
  readonly reports: Accessor<Reports>;
  /** All traces are folded, but for those unfolded by hand. */
  readonly foldAll: Accessor<boolean>;
  readonly rows: RowCache;
  readonly wholeTexts: WholeTexts;
  readonly files: KnownFiles;
  readonly epoch: () => number;
  /** Row numbers are those of this run. */
  readonly run: () => number;
}

/** Whom the host's messages reach beside. */
export interface Hearers {
  readonly choices: HostedChoices;
  /** The list, once it is there. */
  readonly list: () => ListEvents | undefined;
  /** Other rows are shown, or the same at other positions. */
  readonly renewed: () => void;
  readonly perform: (what: Message<"Perform">["what"]) => void;
  readonly post: (message: ToHost) => void;
}

/** What the host has told so far, and how to take in more. */
export const createTold = ({
  choices,
  list,
  perform,
  post,
  renewed,
}: Hearers): { readonly told: Told; readonly take: (message: ToWebview) => void } => {
  const [shown, setShown] = createSignal<Shown>();
  const [counts, setCounts] = createSignal<Counts>(noCounts);
  const [connection, setConnection] = createSignal<Connection>({ _tag: "Connecting" });
  const [problem, setProblem] = createSignal<Explanation | null>(null);
  const [said, setSaid] = createSignal<{ text: string; number: number }>();
  const [reports, setReports] = createSignal<Reports>(new Map());
  const [passed, setPassed] = createSignal<Passed>();
  const [above, setAbove] = createSignal<Above>();
  const [filter, setFilter] = createSignal<FilterIs>({ text: "", context: 0 });
  const [finding, setFinding] = createSignal<Finding>();
  const [map, setMap] = createSignal<MapIs>();
  const [foldAll, setFoldAll] = createSignal(false);
  const rows = makeRowCache();
  const wholeTexts = makeWholeTexts(post);
  const files = makeKnownFiles(post);
  let epoch = -1;
  let run = -1;

  const startAnew = (nextEpoch: number, nextRun: number) => {
    epoch = nextEpoch;
    run = nextRun;
    rows.clear();
    wholeTexts.clear();
    setCounts(noCounts);
    setPassed(undefined);
    setMap(undefined);
    setReports(new Map());
    renewed();
    choices.begin();
    list()?.restarted();
  };

  const takeView = (view: Message<"ViewIs">) => {
    if (view.epoch < epoch) return;
    setFoldAll(view.foldAll);
    const same = view.epoch === epoch;
    const known = epoch === -1 ? view.at !== undefined : view.run === run;
    // What answers this view's Ready may come after what was sent while nobody knew yet that the view is another (P4).
    const back = view.at !== undefined && (epoch === -1 || same);
    if (back) choices.stay();
    if (!known) startAnew(view.epoch, view.run);
    else if (!same) {
      epoch = view.epoch;
      run = view.run;
      rows.clear();
      renewed();
    }
    setCounts({ ...counts(), first: view.first, end: view.end });
    if (view.rows !== undefined) rows.put(view.rows);
    if (known && (!same || back)) list()?.viewed(view.at);
  };

  const take = (message: ToWebview) => {
    switch (message._tag) {
      case "Showing":
        choices.take(message.shown.options);
        setShown(message.shown);
        break;
      case "ViewIs":
        takeView(message);
        break;
      case "Beat": {
        if (message.epoch !== epoch) break;
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
        list()?.answered(message.request, fruitful);
        break;
      }
      case "ConnectionIs":
        if (message.epoch === epoch) setConnection(message.connection);
        break;
      case "Problem":
        if (message.epoch === epoch) setProblem(message.problem);
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
      case "FileIs":
        files.put(message);
        break;
      case "Go":
        if (message.epoch === epoch) list()?.go(message);
        break;
      case "Stand":
        if (message.epoch === epoch) list()?.stand(message.position);
        break;
      case "Perform":
        perform(message.what);
        break;
    }
  };

  return {
    take: (message) => batch(() => take(message)),
    told: {
      shown,
      counts,
      connection,
      problem,
      said,
      passed,
      above,
      filter,
      finding,
      map,
      reports,
      foldAll,
      rows,
      wholeTexts,
      files,
      epoch: () => epoch,
      run: () => run,
    },
  };
};
