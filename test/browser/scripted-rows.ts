import { RowKind, type Rows } from "../../src/protocol/rows.ts";

/** One row of a scripted log. */
export interface ScriptedRow {
  readonly text: string;
  /** What came over the wire, where that is no text. */
  readonly bytes?: Uint8Array;
  /** All of a row of which only `text` is sent. */
  readonly whole?: string;
  readonly level?: number;
  readonly kind?: number;
  readonly flags?: number;
  readonly source?: number;
  readonly seconds?: number;
  readonly nanos?: number;
}

const encoder = new TextEncoder();

/** Rows as a host sends them, at positions from `first` on; `numbers`, where the view has others than the positions. */
export const rowsOf = (
  first: number,
  list: ReadonlyArray<ScriptedRow>,
  numbers?: ReadonlyArray<number>,
): Rows => {
  const texts = list.map((row) => row.bytes ?? encoder.encode(row.text));
  let total = 0;
  const ends = texts.map((text) => (total += text.length));
  const text = new Uint8Array(total);
  for (const [i, bytes] of texts.entries()) text.set(bytes, (ends[i] ?? 0) - bytes.length);
  return {
    first,
    count: list.length,
    ...(numbers === undefined ? {} : { numbers }),
    text,
    ends,
    seconds: list.map((row, i) => row.seconds ?? 1_735_468_245 + (numbers?.[i] ?? first + i)),
    nanos: list.map((row) => row.nanos ?? 123_456_789),
    levels: list.map((row) => row.level ?? 0),
    kinds: list.map((row) => row.kind ?? RowKind.line),
    flags: list.map((row) => row.flags ?? 0),
    sources: list.map((row) => row.source ?? 0),
  };
};
