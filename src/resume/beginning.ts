import { LineFlag, type LineBlock } from "../domain/line.ts";
import type { LogAnswer } from "./events.ts";
import { linesOf } from "./lines.ts";

/** Bytes of a file's beginning that tell whether a tail begins with its first line. */
export const headBytes = 4096;

/** Whether these lines begin as the file does, of which `head` is the beginning. */
export const beginsAs = (blocks: ReadonlyArray<LineBlock>, head: LogAnswer): boolean => {
  const file = linesOf(head.blocks);
  const r = linesOf(blocks);
  let i = 0;
  for (; i < file.count && i < r.count; i++) {
    const a = head.blocks[file.piece[i] ?? 0];
    const b = blocks[r.piece[i] ?? 0];
    if (a === undefined || b === undefined) return false;
    if (!startsWith(b, r.index[i] ?? 0, a, file.index[i] ?? 0, true)) return false;
  }
  if (i > 0 || head.rest === undefined || head.rest.count === 0) return i > 0;
  const first = blocks[r.piece[0] ?? 0];
  return first !== undefined && startsWith(first, r.index[0] ?? 0, head.rest, 0, false);
};

/** Whether line `i` of `line` begins with the text and time of line `j` of `part`, and ends there if `exact`. */
const startsWith = (
  line: LineBlock,
  i: number,
  part: LineBlock,
  j: number,
  exact: boolean,
): boolean => {
  if (((part.flags[j] ?? 0) & LineFlag.noTime) !== ((line.flags[i] ?? 0) & LineFlag.noTime))
    return false;
  if (line.seconds[i] !== part.seconds[j] || line.nanos[i] !== part.nanos[j]) return false;
  const p = line.start[i] ?? 0;
  const q = part.start[j] ?? 0;
  const length = (part.end[j] ?? 0) - q;
  const whole = (line.end[i] ?? 0) - p;
  if (exact ? whole !== length : whole < length) return false;
  for (let k = 0; k < length; k++) if (line.bytes[p + k] !== part.bytes[q + k]) return false;
  return true;
};
