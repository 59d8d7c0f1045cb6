import { instantFromMillis } from "../../src/domain/instant.ts";
import type { ConnectionState, SourceElement } from "../../src/domain/source.ts";
import { Merge } from "../../src/session/merge.ts";
import { blockOf, type Line } from "./blocks.ts";

/** When every test begins (Unix ms). */
export const start = Date.UTC(2026, 0, 1);
/** The state of a source whose lines come as they are written. */
export const streaming: ConnectionState = { _tag: "Streaming" };

/** A row that has no time of its own. */
export const startUnknown: SourceElement = {
  _tag: "Marker",
  marker: { _tag: "StartUnknown" },
  older: false,
};

/** Lines of a source come. */
export const lines = (
  merge: Merge,
  source: number,
  rows: ReadonlyArray<Line>,
  now: number,
): void => {
  merge.take(source, { _tag: "Lines", block: blockOf(rows), older: false }, now);
};

/** A line of a source comes, written at that time. */
export const line = (merge: Merge, source: number, text: string, at: number, now = at): void =>
  lines(merge, source, [{ text, at }], now);

/** A source changes its state. */
export const state = (merge: Merge, source: number, to: ConnectionState, now: number): void => {
  merge.take(source, { _tag: "State", state: to }, now);
};

/** Sources that stream already. */
export const live = (count: number): Merge => {
  const merge = new Merge(start);
  for (let source = 0; source < count; source++) {
    merge.join(source, start, { whole: false, opening: false });
    state(merge, source, streaming, start);
  }
  return merge;
};

/** That an instance of a source's container ended at that time. */
export const restart = (merge: Merge, source: number, at: number, now: number): void => {
  const divider = { _tag: "Restarted", at: instantFromMillis(at) } as const;
  merge.take(source, { _tag: "Divider", divider, older: false }, now);
};
/** A row about a pod, that is no source's own. */
export const deleted: SourceElement = {
  _tag: "Divider",
  divider: { _tag: "PodDeleted" },
  older: false,
};
