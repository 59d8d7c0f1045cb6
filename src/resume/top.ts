import { millisBetween, type Instant } from "../domain/instant.ts";
import { lineTime, type LineBlock } from "../domain/line.ts";
import { blocksFrom } from "./commit.ts";
import { countOf } from "./history.ts";
import { mayFollowOthers, sameInstance, type Instance } from "./instances.ts";
import { mark } from "./draft.ts";
import type { Draft } from "./state.ts";

/** Lines kept of the first ones shown, to place older lines by. */
export const topLines = 256;

/** Takes a block that is shown at the end, and not remembered yet, into what is known of the first rows. */
export const growTop = (d: Draft, block: LineBlock): void => {
  const { history, instance, startTold, top } = d.s;
  if (top === undefined) {
    const first = history.whole && countOf(history) === 0;
    d.s.top = {
      instance,
      blocks: [block],
      lines: block.count,
      hidden: 0,
      below: block.count,
      fromStart: first && startIsKnown(d, [block]),
      reached: startTold,
    };
    return;
  }
  const same =
    top.instance === instance ||
    (top.instance !== undefined && instance !== undefined && sameInstance(top.instance, instance));
  if (!same) return;
  const more = top.lines < topLines;
  d.s.top = {
    ...top,
    ...(more ? { blocks: [...top.blocks, block], lines: top.lines + block.count } : {}),
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
    fromStart: false,
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

/** Says so where the first line of the file may not be the first of its instance. */
export const tellUnknownStart = (d: Draft, blocks: ReadonlyArray<LineBlock>): void => {
  if (startIsKnown(d, blocks)) return;
  mark(d, { _tag: "StartUnknown" });
  d.s.startTold = true;
};

/**
 * Whether these first lines of the file are the first of their instance. One that was silent at first looks like one
 * whose first lines rotated away, and no answer of the API tells them apart; unless the file was seen empty so short a
 * time after its instance had not begun that it cannot have been rotated.
 */
const startIsKnown = (d: Draft, blocks: ReadonlyArray<LineBlock>): boolean => {
  const { emptyAt, rules, unbegunAt } = d.s;
  if (!startsLate(d, blocks)) return true;
  return emptyAt !== undefined && emptyAt - unbegunAt <= rules.lateStart && rules.knowsStart;
};

/** Whether the file's first line is too late to be the first of an instance; of the one that is read, if none is given. */
export const startsLate = (
  d: Draft,
  blocks: ReadonlyArray<LineBlock>,
  instance = d.s.instance,
): boolean => {
  const first = timeAt(blocks, 0);
  const startedAt = instance?.startedAt;
  return (
    first !== undefined &&
    startedAt !== undefined &&
    millisBetween(startedAt, first) > d.s.rules.lateStart
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
