import { millisBetween, type Instant } from "../domain/instant.ts";
import { LineFlag, lineTime, sliceBlock, type LineBlock } from "../domain/line.ts";
import { countOf, emptyHistory, remember, remembered, type History } from "./history.ts";
import { mayFollowOthers, sameInstance, type Instance } from "./instances.ts";
import { nanosAt, secondsAt, type Lines } from "./lines.ts";
import { mark, noQuiet, tellUnread, type Draft, type State, type Top } from "./state.ts";

/** Lines kept of the first ones shown, to place older lines by. */
export const topLines = 256;

/** A clock that goes back by this many seconds is told; stdout and stderr of one container differ by milliseconds. */
const clockStep = 2;

/** An instance that begins to log later than this (ms) after its start may have been rotated before. */
const lateStart = 10_000;

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

const withTop = (top: Top | undefined, state: Pick<State, "instance">, block: LineBlock): Top => {
  if (top === undefined)
    return {
      instance: state.instance,
      blocks: [block],
      lines: block.count,
      hidden: 0,
      below: block.count,
      reached: false,
    };
  const { instance } = state;
  if (
    top.instance !== instance &&
    (top.instance === undefined || instance === undefined || !sameInstance(top.instance, instance))
  )
    return top;
  return {
    ...top,
    ...(top.lines < topLines
      ? { blocks: [...top.blocks, block], lines: top.lines + block.count }
      : {}),
    below: top.below + block.count,
  };
};

/**
 * None of these lines at the end of the log is shown, since none was wanted: they are known as what older lines are
 * placed by (S11).
 */
export const hideTop = (d: Draft, blocks: ReadonlyArray<LineBlock>): void => {
  let lines = 0;
  for (const block of blocks) lines += block.count;
  const hidden = Math.min(lines, topLines);
  d.s.top = {
    instance: d.s.instance,
    blocks: blocksFrom(blocks, lines - hidden),
    lines: 0,
    hidden,
    below: 0,
    reached: false,
  };
};

/**
 * The lines shown as those of `old` are another instance's, which a status that lagged did not tell. Where the list was
 * to begin by a time, those of `old` are missing above it.
 */
export const rename = (d: Draft, old: Instance | undefined, instance: Instance): void => {
  const { config, top } = d.s;
  if (top?.instance === undefined || old === undefined || !sameInstance(top.instance, old)) return;
  d.s.top = { ...top, instance };
  const { since } = config;
  if (since !== undefined && mayFollowOthers(instance, since) && d.s.rules.tellsOthers)
    mark(d, { _tag: "StartUnknown", restarts: instance.restarts }, true);
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
  d.s.top = withTop(d.s.top, d.s, block);
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
  if (firstOfInstance(d) && from === 0) tellUnknownStart(d, blocks);
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

const firstOfInstance = (d: Draft): boolean =>
  d.s.history.whole && countOf(d.s.history) === 0 && !d.s.foundEmpty;

/**
 * Says so where the first line of the file is too late to be the first of its instance.
 * A later instance whose file was opened within ten seconds of its start cannot have been rotated: kubelets look
 * every ten seconds.
 */
export const tellUnknownStart = (d: Draft, blocks: ReadonlyArray<LineBlock>): void => {
  if (!startsLate(d.s.instance, blocks)) return;
  if (d.s.anyShown && d.s.now - d.s.aliveAt <= lateStart) return;
  mark(d, { _tag: "StartUnknown" });
};

/** Whether the file's first line is too late to be the first of its instance. */
export const startsLate = (
  instance: Instance | undefined,
  blocks: ReadonlyArray<LineBlock>,
): boolean => {
  const first = timeAt(blocks, 0);
  const startedAt = instance?.startedAt;
  return (
    first !== undefined && startedAt !== undefined && millisBetween(startedAt, first) > lateStart
  );
};

const timeAt = (blocks: ReadonlyArray<LineBlock>, at: number): Instant | undefined => {
  let left = at;
  for (const block of blocks) {
    if (left < block.count) return lineTime(block, left);
    left -= block.count;
  }
  return undefined;
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
