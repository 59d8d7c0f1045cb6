import { isoOfInstant } from "../domain/instant.ts";
import { RowKind } from "../protocol/rows.ts";
import type { Store } from "../store/store.ts";

/** What copying gave: the text, or that it would be too much for a clipboard (X1). */
export type Copied =
  | { readonly _tag: "Text"; readonly text: string; readonly lines: number }
  | { readonly _tag: "TooMuch"; readonly megabytes: number };

/** A clipboard takes no more than so many bytes. */
const maxBytes = 50_000_000;
/** Rows read from the store at a time. */
const stride = 1000;

/** All lines of a store as text, one a line, markers and dividers left out; each after its time where `times` says so. */
export const copyLines = (store: Store, times: boolean): Copied => {
  if (store.bytes > maxBytes)
    return { _tag: "TooMuch", megabytes: Math.round(store.bytes / 1_000_000) };
  const decoder = new TextDecoder();
  const lines: Array<string> = [];
  for (let at = store.first; at < store.end; at += stride) {
    const rows = store.rows(at, stride, maxBytes);
    let start = 0;
    for (let i = 0; i < rows.count; i++) {
      const end = rows.ends[i] ?? start;
      if (rows.kinds[i] === RowKind.line) {
        const text = decoder.decode(rows.text.subarray(start, end));
        const time = { seconds: rows.seconds[i] ?? 0, nanos: rows.nanos[i] ?? 0 };
        lines.push(times && time.seconds !== 0 ? `${isoOfInstant(time)} ${text}` : text);
      }
      start = end;
    }
  }
  return { _tag: "Text", text: `${lines.join("\n")}\n`, lines: lines.length };
};
