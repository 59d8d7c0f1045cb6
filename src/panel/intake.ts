import type { SourceElement, SourceId } from "../domain/source.ts";
import type { SessionElement } from "../session/session.ts";
import { sampleRate } from "./rate.ts";
import { beginAnew, type Fresh, type Reading } from "./reading.ts";
import { problemAfter, toChoice, toConnection, toSourceInfo } from "./shown.ts";

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

/** Takes in a batch, in order, at `now` (Unix ms): its rows go into the store. */
export const takeBatch = (
  reading: Reading,
  batch: ReadonlyArray<SessionElement>,
  fresh: Fresh,
  now: number,
): void => {
  if (reading.stale && hasLines(batch)) beginAnew(reading, fresh);
  for (const part of batch) takePart(reading, part);
  // Between what waits for memory and the first row is a gap now.
  if (reading.store.evicted.lines > 0) reading.refused = [];
  reading.list.grow();
  reading.rate = sampleRate(reading.rate, now, reading.store.lines);
  reading.tallies.sample(now);
};

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
