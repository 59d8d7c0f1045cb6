import { MapMark } from "../../src/protocol/rows.ts";

/** The lanes of the map, as the editor's overview ruler has them, left to right. */
export type Lane = "divider" | "match" | "error" | "warning" | "marker";

/** A bar of the map: px from its top, and length in px. */
export interface MapBar {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
}

const lanes: ReadonlyArray<readonly [Lane, number]> = [
  ["divider", MapMark.divider],
  ["marker", MapMark.marker],
  ["match", MapMark.match],
  ["warning", MapMark.warning],
  // Drawn last: where both are, the error is seen.
  ["error", MapMark.error],
];

/** No bar is lower than this, in px: one error in a million lines must be seen. */
const minHeight = 2;

/** The bars of a map `height` px high over stretches of rows with their `MapMark` bits; neighbours are joined. */
export const mapBars = (marks: Uint8Array, height: number): ReadonlyArray<MapBar> => {
  const bars: Array<MapBar> = [];
  const { length } = marks;
  for (const [lane, bit] of lanes) {
    let from: number | undefined;
    for (let i = 0; i <= length; i++) {
      const is = i < length && ((marks[i] ?? 0) & bit) !== 0;
      if (is) from ??= i;
      else if (from !== undefined) {
        const top = Math.max(0, Math.min(Math.floor((from * height) / length), height - minHeight));
        const bottom = Math.ceil((i * height) / length);
        bars.push({ lane, top, height: Math.max(minHeight, bottom - top) });
        from = undefined;
      }
    }
  }
  return bars;
};

/** The row, with fraction, that a place of the map `y` px from its top stands for. */
export const rowOfMap = (
  extent: { readonly first: number; readonly end: number },
  y: number,
  height: number,
): number => {
  const share = height <= 0 ? 0 : Math.max(0, Math.min(1, y / height));
  const row = extent.first + Math.floor(share * (extent.end - extent.first));
  return Math.max(extent.first, Math.min(extent.end - 1, row));
};
