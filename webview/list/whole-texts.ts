import type { ToHost } from "../../src/protocol/to-host.ts";

/** So many bytes of a long row are shown by the first *Show all*, and so many more by each next one. */
const step = 1_000_000;
/** Rows shown in whole that are kept; each may take megabytes. */
const maxKept = 4;

/** More of a long row than rows are sent with. */
export interface WholeText {
  readonly text: string;
  /** Bytes that are stored beyond. */
  readonly rest: number;
}

/** The long rows that the user wanted to see in whole, by row number. */
export interface WholeTexts {
  readonly get: (row: number) => WholeText | undefined;
  /** Asks the host for more of a row than is here. */
  readonly ask: (row: number) => void;
  /** Goes back to the part that rows are sent with. */
  readonly drop: (row: number) => void;
  readonly put: (answer: {
    readonly row: number;
    readonly text: Uint8Array;
    readonly rest: number;
  }) => void;
  readonly clear: () => void;
}

/** No row in whole yet. */
export const makeWholeTexts = (post: (message: ToHost) => void): WholeTexts => {
  const decoder = new TextDecoder();
  const kept = new Map<number, WholeText & { readonly bytes: number }>();
  return {
    get: (row) => kept.get(row),
    ask: (row) => post({ _tag: "NeedText", row, maxBytes: (kept.get(row)?.bytes ?? 0) + step }),
    drop: (row) => void kept.delete(row),
    put: ({ row, text, rest }) => {
      kept.delete(row);
      kept.set(row, { text: decoder.decode(text), rest, bytes: text.length });
      for (const oldest of kept.keys()) {
        if (kept.size <= maxKept) break;
        kept.delete(oldest);
      }
    },
    clear: () => kept.clear(),
  };
};
