import { LineFlag, type LineBlock } from "../../src/domain/line.ts";
import type { Merged } from "../../src/session/merge.ts";

/** A line: its text, and its time in Unix ms, or none. */
export interface Line {
  readonly text: string;
  readonly at?: number;
}

/** These lines as a source would give them. */
export const blockOf = (lines: ReadonlyArray<Line>): LineBlock => {
  const texts = lines.map(({ text }) => Buffer.from(text));
  const ends: Array<number> = [];
  let size = 0;
  for (const text of texts) ends.push((size += text.length));
  return {
    bytes: Buffer.concat(texts),
    count: lines.length,
    start: Uint32Array.from(ends, (end, i) => end - (texts[i]?.length ?? 0)),
    end: Uint32Array.from(ends),
    seconds: Uint32Array.from(lines, ({ at = 0 }) => Math.floor(at / 1000)),
    nanos: Uint32Array.from(lines, ({ at = 0 }) => (at % 1000) * 1e6),
    flags: Uint8Array.from(lines, ({ at }) => (at === undefined ? LineFlag.noTime : 0)),
  };
};

/** The texts in their order, each with `!` behind it where it is flagged as late; a marker or divider by its tag. */
export const textsOf = (merged: ReadonlyArray<Merged>): ReadonlyArray<string> =>
  merged.flatMap(({ element }) => {
    switch (element._tag) {
      case "Lines": {
        const { bytes, count, end, flags, start } = element.block;
        return Array.from({ length: count }, (_, i) => {
          const text = Buffer.from(bytes.subarray(start[i], end[i])).toString();
          return ((flags[i] ?? 0) & LineFlag.late) === 0 ? text : `${text}!`;
        });
      }
      case "Marker":
        return [`[${element.marker._tag}]`];
      case "Divider":
        return [`(${element.divider._tag})`];
      case "State":
        return [];
    }
  });
