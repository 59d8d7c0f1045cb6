import type { Instant } from "../domain/instant.ts";
import { LineFlag, sliceBlock, type LineBlock } from "../domain/line.ts";
import { countOf, emptyHistory, remember, remembered, type History } from "./history.ts";
import { nanosAt, secondsAt, type Lines } from "./lines.ts";
import { mark, tellUnread } from "./draft.ts";
import { noQuiet, type Draft } from "./state.ts";
import { growTop, tellUnknownStart } from "./top.ts";

/** A clock that goes back by this many seconds is told; stdout and stderr of one container differ by milliseconds. */
const clockStep = 2;

/** Where in the block the time first falls well behind the latest seen, and the latest second after it. */
const clockBack = (
  block: LineBlock,
  from: number,
  latest: number,
): { at: number; latest: number } => {
  const { seconds, count } = block;
  let max = latest;
  for (let i = from; i < count; i++) {
    const second = seconds[i] ?? 0;
    if (second > max) max = second;
    else if (max - second >= clockStep && second !== 0) return { at: i, latest: max };
  }
  return { at: -1, latest: max };
};

/** Not one line of it has a time: some virtual kubelets know none. */
const withoutTimes = ({ flags, count }: LineBlock): boolean => {
  for (let i = 0; i < count; i++) if (((flags[i] ?? 0) & LineFlag.noTime) === 0) return false;
  return true;
};

/** Shows a block at the end and remembers it. */
export const commitBlock = (d: Draft, block: LineBlock): void => {
  if (block.count === 0) return;
  let from = 0;
  let back = clockBack(block, 0, d.s.latest);
  while (back.at >= 0) {
    if (back.at > from) show(d, sliceBlock(block, from, back.at));
    const second = block.seconds[back.at] ?? 0;
    mark(d, { _tag: "ClockBack", millis: (back.latest - second) * 1000 });
    from = back.at;
    back = clockBack(block, from + 1, second);
  }
  d.s.latest = back.latest;
  show(d, from === 0 ? block : sliceBlock(block, from, block.count));
};

const show = (d: Draft, block: LineBlock): void => {
  if (!d.s.anyShown && withoutTimes(block)) {
    d.s.timeless = true;
    mark(d, { _tag: "Unverified", why: "no timestamps" });
  }
  tellUnread(d);
  d.out.push({ _tag: "Rows", block, older: false });
  d.s.anyShown = true;
  growTop(d, block);
  d.s.history = remember(d.s.history, block, d.s.rules.historyLines);
  d.s.quiet = noQuiet;
};

/** The blocks of an answer, without its first `from` lines. */
export const blocksFrom = (
  blocks: ReadonlyArray<LineBlock>,
  from: number,
): ReadonlyArray<LineBlock> => {
  let left = from;
  const out: LineBlock[] = [];
  for (const block of blocks) {
    const skip = Math.min(left, block.count);
    left -= skip;
    if (skip < block.count) out.push(sliceBlock(block, skip, block.count));
  }
  return out;
};

/** Shows all lines of these blocks from line `from` on, and remembers them. */
export const commit = (d: Draft, blocks: ReadonlyArray<LineBlock>, from = 0): void => {
  const { emptyAt, history } = d.s;
  if (history.whole && countOf(history) === 0 && emptyAt === undefined && from === 0)
    tellUnknownStart(d, blocks);
  for (const block of blocksFrom(blocks, from)) commitBlock(d, block);
};

/** Forgets the history and remembers these lines instead, which stand at the end of the file now. */
export const replaceHistory = (
  d: Draft,
  blocks: ReadonlyArray<LineBlock>,
  from: number,
  whole: boolean,
): void => {
  let history = emptyHistory(whole);
  for (const block of blocksFrom(blocks, from))
    history = remember(history, block, d.s.rules.historyLines);
  d.s.history = history;
};

/** The time of line `i`, absent where it has none. */
export const timeOf = (lines: Lines, i: number): Instant | undefined => {
  const seconds = i < 0 || i >= lines.count ? 0 : secondsAt(lines, i);
  return seconds === 0 ? undefined : { seconds, nanos: nanosAt(lines, i) };
};

/** The time of the last line remembered. */
export const lastTime = (history: History): Instant | undefined => {
  const last = remembered(history).at(-1);
  const i = (last?.count ?? 0) - 1;
  const seconds = last?.seconds[i] ?? 0;
  return seconds === 0 ? undefined : { seconds, nanos: last?.nanos[i] ?? 0 };
};
