import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { SessionError } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import type { Session, SessionElement } from "../session/session.ts";
import type { Store } from "../store/store.ts";
import type { Content, DeliveryEvent, Extent } from "./delivery.ts";
import { linesPerSecond, noRate, sampleRate, type Rate } from "./rate.ts";
import { problemAfter, toChoice, toConnection } from "./shown.ts";

/** What a panel's pipe works on: the rows, what the session tells of itself, and how fast lines come. */
export interface Reading extends Omit<{ -readonly [K in keyof Content]: Content[K] }, "extent"> {
  store: Store;
  rate: Rate;
  /**
   * The rows are those of a session that has ended: they stay until the next one has lines of its own, and go then,
   * since it reads the same log again from where its own limit says.
   */
  stale: boolean;
}

/** A reading of no rows yet. */
export const startReading = (store: Store, epoch: number, shown: Content["shown"]): Reading => ({
  store,
  epoch,
  shown,
  connection: { _tag: "Connecting" },
  problem: null,
  rate: noRate,
  stale: false,
});

/** The rows of a reading in numbers. */
export const extentOf = ({ rate, store }: Reading): Extent => ({
  first: store.first,
  end: store.end,
  lines: store.lines,
  rate: linesPerSecond(rate),
  bytes: store.bytes,
  maxBytes: store.maxBytes,
});

/** All that a view is to know of a reading, its rows aside. */
export const contentOf = (reading: Reading): Content => {
  const { connection, epoch, problem, shown } = reading;
  return { connection, epoch, problem, shown, extent: extentOf(reading) };
};

const take = (store: Store, source: SourceId, element: SourceElement): void => {
  switch (element._tag) {
    case "Lines":
      if (element.older) store.prepend(source, element.block);
      else store.append(source, element.block);
      return;
    case "Marker":
      if (element.older) store.prependMarker(source, element.marker);
      else store.appendMarker(source, element.marker);
      return;
    case "Divider":
      if (element.older) store.prependDivider(source, element.divider);
      else store.appendDivider(source, element.divider);
      return;
    case "State":
  }
};

const hasLines = (batch: ReadonlyArray<SessionElement>): boolean =>
  batch.some((part) => part._tag === "Source" && part.element._tag === "Lines");

/** Puts the rows of a batch into the store, in order; `emptyStore` makes the one that replaces stale rows. */
const append = (
  reading: Reading,
  batch: ReadonlyArray<SessionElement>,
  emptyStore: () => Store,
): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    if (reading.stale && hasLines(batch)) {
      reading.stale = false;
      reading.store = emptyStore();
      reading.rate = noRate;
      reading.epoch++;
    }
    for (const part of batch)
      if (part._tag === "Source") take(reading.store, part.source, part.element);
    reading.rate = sampleRate(reading.rate, now, reading.store.lines);
  });

const note = (reading: Reading, part: SessionElement): void => {
  switch (part._tag) {
    case "Source":
    case "Finished":
      return;
    case "Sources":
      reading.shown = {
        ...reading.shown,
        sources: part.sources.map(({ id, label, ref }) => ({
          id,
          label,
          pod: ref.pod,
          container: ref.container,
        })),
      };
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

/** What changed in a reading, once the rows of the batch are in the store. */
const toEvents = (
  reading: Reading,
  known: Content,
  batch: ReadonlyArray<SessionElement>,
): ReadonlyArray<DeliveryEvent> => {
  for (const part of batch) note(reading, part);
  return changes(known, contentOf(reading));
};

/** What must be told so that one who knows `before` knows `after`. */
export const changes = (before: Content, after: Content): ReadonlyArray<DeliveryEvent> => {
  if (after.epoch !== before.epoch) return [{ _tag: "Afresh", content: after }];
  const { connection, extent, problem, shown } = after;
  const grew = (Object.keys(extent) as Array<keyof Extent>).some(
    (key) => key !== "rate" && extent[key] !== before.extent[key],
  );
  return [
    ...(shown === before.shown ? [] : [{ _tag: "Shown" as const, shown }]),
    ...(connection === before.connection ? [] : [{ _tag: "Connection" as const, connection }]),
    ...(problem === before.problem ? [] : [{ _tag: "Problem" as const, problem }]),
    ...(grew ? [{ _tag: "Extent" as const, extent }] : []),
  ];
};

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
  readonly post: (events: ReadonlyArray<DeliveryEvent>) => Effect.Effect<void>;
}

/** The way of a session's lines to its view, until the session ends: into the store, then told. */
export const readInto = (
  reading: Reading,
  session: Session,
  emptyStore: () => Store,
  { known, post }: Outlet,
): Effect.Effect<void> =>
  session.batches.pipe(
    Stream.tap((batch) => append(reading, batch, emptyStore)),
    Stream.map((batch) => toEvents(reading, known(), batch)),
    Stream.catchTags({
      SessionError: (error) => Stream.sync(() => toFailure(reading, known(), error)),
    }),
    Stream.runForEach(post),
  );
