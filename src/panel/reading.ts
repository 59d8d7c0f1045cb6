import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { SessionError } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import type { Session, SessionElement } from "../session/session.ts";
import type { Store } from "../store/store.ts";
import { FilteredView } from "../store/views.ts";
import { hidesAny, showsSource, sourceName } from "../protocol/sources.ts";
import { SourcesView } from "../store/sources-view.ts";
import { parseFilter } from "../text/filter-parse.ts";
import type { Content, DeliveryEvent, Extent } from "./delivery.ts";
import { type Folds, foldsOf, noFolds } from "./folds.ts";
import { linesPerSecond, noRate, sampleRate, type Rate } from "./rate.ts";
import { RowList } from "./row-list.ts";
import { SourceTallies } from "./source-tallies.ts";
import { problemAfter, toChoice, toConnection, toSourceInfo } from "./shown.ts";

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

/** Has a reading begin anew with an empty store, under the same filter and choice of sources. */
const beginAnew = (
  reading: Reading,
  store: Store,
  { epoch, run }: Pick<Content, "epoch" | "run">,
  { all }: Folds,
): void => {
  Object.assign(reading, { store, epoch, run, tallies: reading.tallies.withoutLines() });
  Object.assign(reading, { filtered: false, rate: noRate, stale: false, cleared: 0, refused: [] });
  const sources = chosenSources(reading);
  const { context, text } = reading.filter;
  const filtered = filters(text) ? new FilteredView(context, sources) : undefined;
  reading.list = new RowList(store, filtered, foldsOf(all), sources);
};

/** Has the log be read from its beginning, under the same filter and choice of sources. */
export const restart = (
  reading: Reading,
  store: Store,
  generation: Pick<Content, "epoch" | "run">,
): void => {
  const { problem: _, ...filter } = reading.filter;
  Object.assign(reading, { filter, connection: { _tag: "Connecting" }, problem: null });
  reading.tallies = new SourceTallies();
  beginAnew(reading, store, generation, reading.list.folds);
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
  beginAnew(reading, store, generation, noFolds);
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

/** Puts an element of a source before the first row; false where there is no memory for it. */
const putAbove = (
  { store, tallies }: Reading,
  source: SourceId,
  element: SourceElement,
): boolean => {
  switch (element._tag) {
    case "Lines":
      if (!store.prepend(source, element.block)) return false;
      tallies.took(source, element.block.count);
      return true;
    case "Marker":
      return store.prependMarker(source, element.marker);
    case "Divider":
      return store.prependDivider(source, element.divider);
    case "State":
      return true;
  }
};

/** Whether rows have left the memory or the display: between older ones and the first would be a gap. */
const isCut = ({ cleared, store }: Reading): boolean => store.evicted.lines > 0 || cleared > 0;

/** Whether older rows can be put before the first one. */
export const takesOlder = (reading: Reading): boolean =>
  !isCut(reading) && reading.refused.length === 0;

const takeOlder = (reading: Reading, source: SourceId, element: SourceElement): void => {
  const { refused } = reading;
  if (isCut(reading)) return;
  // Nothing may stand above what waits.
  if (refused.length > 0 || !putAbove(reading, source, element)) refused.push([source, element]);
};

/** Puts what waited for memory before the first row, as far as there is room now. */
export const takeRefused = (reading: Reading): void => {
  const waiting = reading.refused;
  reading.refused = [];
  for (const [source, element] of waiting) takeOlder(reading, source, element);
  reading.list.grow();
};

const take = (reading: Reading, source: SourceId, element: SourceElement): void => {
  const { store, tallies } = reading;
  switch (element._tag) {
    case "Lines":
      if (element.older) return takeOlder(reading, source, element);
      tallies.took(source, element.block.count);
      store.append(source, element.block);
      return;
    case "Marker":
      if (element.older) takeOlder(reading, source, element);
      else store.appendMarker(source, element.marker);
      return;
    case "Divider":
      if (element.older) takeOlder(reading, source, element);
      else store.appendDivider(source, element.divider);
      return;
    case "State":
      tallies.turned(source, element.state);
  }
};

const hasLines = (batch: ReadonlyArray<SessionElement>): boolean =>
  batch.some((part) => part._tag === "Source" && part.element._tag === "Lines");

/** What a pipe takes its rows into when they replace stale ones. */
export interface Fresh {
  readonly emptyStore: () => Store;
  /** The number of a run, never used before. */
  readonly nextRun: () => number;
}

/** Takes in a batch, in order: its rows go into the store. */
const takeBatch = (
  reading: Reading,
  batch: ReadonlyArray<SessionElement>,
  { emptyStore, nextRun }: Fresh,
): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    if (reading.stale && hasLines(batch)) {
      const next = { epoch: reading.epoch + 1, run: nextRun() };
      beginAnew(reading, emptyStore(), next, reading.list.folds);
    }
    for (const part of batch) takePart(reading, part);
    // Between what waits for memory and the first row is a gap now.
    if (reading.store.evicted.lines > 0) reading.refused = [];
    reading.list.grow();
    reading.rate = sampleRate(reading.rate, now, reading.store.lines);
    reading.tallies.sample(now);
  });

const takePart = (reading: Reading, part: SessionElement): void => {
  switch (part._tag) {
    case "Source":
      take(reading, part.source, part.element);
      return;
    case "Finished":
      return;
    case "Sources":
      reading.shown = { ...reading.shown, sources: part.sources.map(toSourceInfo) };
      return;
    case "Containers":
      // A pod of the same name that came again tells its containers: it is not gone any more.
      reading.shown = {
        ...reading.shown,
        containers: part.containers.map(toChoice),
        gone: false,
      };
      return;
    case "Gone":
      reading.shown = { ...reading.shown, gone: true };
      return;
    case "Connection":
      reading.connection = toConnection(part.state);
      reading.problem = problemAfter(reading.problem, part.state, reading.store.lines);
  }
};

/** What must be told so that one who knows `before` knows `after`. */
export const changes = (before: Content, after: Content): ReadonlyArray<DeliveryEvent> => {
  if (after.epoch !== before.epoch) return [{ _tag: "Afresh", content: after }];
  const { connection, extent, filter, problem, shown } = after;
  return [
    ...(filter === before.filter ? [] : [{ _tag: "Filter" as const, filter }]),
    ...(shown === before.shown ? [] : [{ _tag: "Shown" as const, shown }]),
    ...(connection === before.connection ? [] : [{ _tag: "Connection" as const, connection }]),
    ...(problem === before.problem ? [] : [{ _tag: "Problem" as const, problem }]),
    ...(sameExtent(before.extent, extent) ? [] : [{ _tag: "Extent" as const, extent }]),
  ];
};

/** Whether two extents say the same, how fast lines come aside. */
const sameExtent = (a: Extent, b: Extent): boolean =>
  a.first === b.first &&
  a.end === b.end &&
  a.lines === b.lines &&
  a.bytes === b.bytes &&
  a.maxBytes === b.maxBytes &&
  a.passed?.hits === b.passed?.hits &&
  a.passed?.of === b.passed?.of &&
  a.passed?.whole === b.passed?.whole &&
  a.above?.evicted === b.above?.evicted &&
  a.above?.full === b.above?.full;

/** What the end of a session means; its lines stay (P10). */
const toFailure = (
  reading: Reading,
  known: Content,
  error: SessionError,
): ReadonlyArray<DeliveryEvent> => {
  const why = explain(error.cause);
  reading.connection = { _tag: "Disconnected", why };
  reading.problem = why;
  return changes(known, contentOf(reading));
};

/** Where a pipe ends: what the view is known to know, and who tells it more. */
export interface Outlet {
  readonly known: () => Content;
  /** Told after each batch, once its rows are in the store, and what it says of itself is told. */
  readonly taken: Effect.Effect<void>;
  readonly post: (events: ReadonlyArray<DeliveryEvent>) => Effect.Effect<void>;
}

/** The way of a session's lines to its view, until the session ends: into the store, then told. */
export const readInto = (
  reading: Reading,
  session: Session,
  fresh: Fresh,
  { known, post, taken }: Outlet,
): Effect.Effect<void> =>
  session.batches.pipe(
    Stream.tap((batch) => takeBatch(reading, batch, fresh)),
    Stream.map(() => changes(known(), contentOf(reading))),
    Stream.catchTags({
      SessionError: (error) => Stream.sync(() => toFailure(reading, known(), error)),
    }),
    Stream.runForEach((events) => Effect.andThen(post(events), taken)),
  );
