import type { SourceElement, SourceId } from "../domain/source.ts";
import { hidesAny, showsSource, sourceName } from "../protocol/sources.ts";
import { SourcesView } from "../store/sources-view.ts";
import type { Store } from "../store/store.ts";
import { FilteredView } from "../store/views.ts";
import { parseFilter } from "../text/filter-parse.ts";
import type { Content, Extent } from "./content.ts";
import { type Folds, foldsOf, noFolds } from "./folds.ts";
import { linesPerSecond, noRate, type Rate } from "./rate.ts";
import { RowList } from "./row-list.ts";
import { SourceTallies } from "./source-tallies.ts";

/** What a panel's pipe works on: the rows, what the session tells of itself, and how fast lines come. */
export interface Reading extends Omit<
  { -readonly [K in keyof Content]: Content[K] },
  "extent" | "foldAll" | "folding"
> {
  store: Store;
  /** The rows of the store that are shown. */
  list: RowList;
  /** Whether the filter has looked at all rows that were there. */
  filtered: boolean;
  rate: Rate;
  /** What each source has come to. */
  tallies: SourceTallies;
  /** Lines ever when the display was emptied. */
  cleared: number;
  /** Older elements, from the lowest up, for which there was no memory. */
  refused: Array<readonly [SourceId, SourceElement]>;
  /**
   * The rows are those of a session that has ended: they stay until the next one has lines of its own, and go then,
   * since it reads the same log again from where its own limit says.
   */
  stale: boolean;
}

/** A filter that lets everything pass. */
const noFilter: Content["filter"] = { text: "", context: 0 };

/** Whether a typed filter has terms that can be read, so that it leaves anything out. */
export const filters = (text: string): boolean => parseFilter(text).filter.length > 0;

/** The rows of a reading's store whose sources are chosen, those of sources to come too; undefined where all are. */
export const chosenSources = (reading: Reading): SourcesView | undefined => {
  const { choice } = reading.shown;
  if (!hidesAny(choice)) return undefined;
  let known: Content["shown"]["sources"] = [];
  let hidden: ReadonlySet<SourceId> = new Set();
  return new SourcesView(reading.store, (source) => {
    const { sources } = reading.shown;
    if (sources !== known) {
      known = sources;
      const others = sources.filter((one) => !showsSource(choice, sourceName(one)));
      hidden = new Set(others.map(({ id }) => id));
    }
    return !hidden.has(source);
  });
};

/** The list of a reading whose store is empty: by its filter, its choice of sources, and whether all traces are folded. */
const emptyList = (reading: Reading, { all }: Folds): RowList => {
  const sources = chosenSources(reading);
  const { context, text } = reading.filter;
  const filtered = filters(text) ? new FilteredView(context, sources) : undefined;
  return new RowList(reading.store, filtered, foldsOf(all), sources);
};

/** The command that what stands in the way of a reading offers for logging in; undefined where it offers none. */
export const loginOffered = ({ connection, problem }: Reading): string | undefined => {
  const why = "why" in connection && typeof connection.why === "object" ? connection.why : problem;
  return why?.remedies.find((remedy) => remedy._tag === "LogIn")?.command;
};

/** What a reading takes its rows into when they replace others. */
export interface Fresh {
  readonly emptyStore: () => Store;
  /** The number of a run, never used before. */
  readonly nextRun: () => number;
}

/** Has a reading begin anew with no rows, under the same filter and choice of sources. */
export const beginAnew = (reading: Reading, { emptyStore, nextRun }: Fresh): void => {
  Object.assign(reading, {
    store: emptyStore(),
    epoch: reading.epoch + 1,
    run: nextRun(),
    filtered: false,
    rate: noRate,
    tallies: reading.tallies.withoutLines(),
    stale: false,
    cleared: 0,
    refused: [],
  } satisfies Partial<Reading>);
  reading.list = emptyList(reading, reading.list.folds);
};

/** Has a reading begin anew, and forgets how it went: its connection, its problem, the states of its sources. */
export const restart = (reading: Reading, fresh: Fresh): void => {
  const { problem: _, ...filter } = reading.filter;
  Object.assign(reading, {
    filter,
    connection: { _tag: "Connecting" },
    problem: null,
    tallies: new SourceTallies(),
  } satisfies Partial<Reading>);
  beginAnew(reading, fresh);
};

/** A reading of no rows yet; `run` is another number for other rows, and never used again. */
export const startReading = (
  store: Store,
  generation: Pick<Content, "epoch" | "run">,
  shown: Content["shown"],
  filter: Content["filter"] = noFilter,
): Reading => {
  const reading: Reading = {
    ...generation,
    store,
    list: new RowList(store, undefined, noFolds),
    shown,
    filter,
    filtered: false,
    connection: { _tag: "Connecting" },
    problem: null,
    rate: noRate,
    tallies: new SourceTallies(),
    stale: false,
    cleared: 0,
    refused: [],
  };
  reading.list = emptyList(reading, noFolds);
  return reading;
};

/** Lines in the store, markers and dividers aside. */
const linesLoaded = ({ cleared, store }: Reading): number =>
  store.lines - store.evicted.lines - cleared;

const passedOf = (reading: Reading): Pick<Extent, "passed"> => {
  const { filtered, sources } = reading.list;
  const hits = filtered?.hits ?? sources?.lines;
  if (hits === undefined) return {};
  const whole = filtered === undefined || reading.filtered;
  return { passed: { hits, of: linesLoaded(reading), whole } };
};

const aboveOf = ({ refused, store }: Reading): Pick<Extent, "above"> => {
  const { lines, since } = store.evicted;
  if (lines === 0 && refused.length === 0) return {};
  return {
    above: {
      evicted: lines,
      ...(since === undefined ? {} : { since: since.seconds }),
      full: refused.length > 0,
    },
  };
};

/** The rows of a reading in numbers. */
export const extentOf = (reading: Reading): Extent => {
  const { list, rate, store } = reading;
  return {
    first: list.first,
    end: list.end,
    lines: store.lines,
    rate: linesPerSecond(rate),
    bytes: store.bytes,
    maxBytes: store.maxBytes,
    ...passedOf(reading),
    ...aboveOf(reading),
  };
};

/** All that a view is to know of a reading, its rows aside. */
export const contentOf = (reading: Reading): Content => {
  const { connection, epoch, filter, list, problem, run, shown } = reading;
  return {
    connection,
    epoch,
    run,
    foldAll: list.folds.all,
    folding: list.folding,
    filter,
    problem,
    shown,
    extent: extentOf(reading),
  };
};
