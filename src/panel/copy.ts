import * as Effect from "effect/Effect";
import type { Timestamps } from "../protocol/shown.ts";
import { type TextOptions, textOfRow } from "../text/export-text.ts";
import type { RowList } from "./row-list.ts";
import { takeRows, type Taking } from "./taken-rows.ts";
import { localOffset } from "./zone.ts";

/** What copying gave: the text, or that it would be too much for a clipboard (X1). */
export type Copied =
  | { readonly _tag: "Text"; readonly text: string; readonly lines: number }
  | { readonly _tag: "TooMuch" };

/** What is copied, and how it is written. */
export interface Copy extends Taking {
  /** UTF-16 units of the first row to leave out, and of the last row to keep; of text without escape sequences. */
  readonly fromAt?: number;
  readonly toAt?: number;
  readonly text: TextOptions;
}

/** A clipboard takes no more than so many characters (X1: 50 MB). */
const mostText = 50_000_000;

/** How a panel's times are written outside of it: a distance to now would mean nothing there. */
export const textOptions = (
  timestamps: Timestamps,
  parts: { readonly timestamps: boolean; readonly sources: boolean },
): TextOptions => ({
  ...parts,
  ...(timestamps === "local" ? { offsetAt: localOffset } : {}),
});

/** Rows as text with a line break between them; markers and dividers stand among the lines, and are not counted as such. */
export const copyRows = Effect.fnUntraced(function* (
  list: RowList,
  copy: Copy,
): Effect.fn.Return<Copied> {
  const texts: Array<string> = [];
  let length = 0;
  let lines = 0;
  for (const rows of takeRows(list, copy)) {
    for (const { number, row } of rows) {
      const end = number === copy.to ? copy.toAt : undefined;
      const start = number === copy.from ? (copy.fromAt ?? 0) : 0;
      // A part of a row is a part of what it says, and of nothing before it.
      const text =
        start > 0 || end !== undefined ? row.text.slice(start, end) : textOfRow(row, copy.text);
      texts.push(text);
      length += text.length + 1;
      if (row._tag === "Line") lines++;
    }
    if (length > mostText) return { _tag: "TooMuch" };
    yield* Effect.yieldNow;
  }
  return {
    _tag: "Text",
    text: texts.join("\n"),
    lines: lines === 0 ? texts.length : lines,
  };
});
