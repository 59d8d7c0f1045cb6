import { always, keyOf } from "./keys.ts";
import type { Lane } from "./lane.ts";

/**
 * By how much (ms) a source's clock is ahead, as its newest line shows: of this machine's clock and of that of another
 * live source. Either alone may be the one that is wrong.
 */
export const clockAhead = (
  lane: Lane,
  lanes: Iterable<Lane>,
  now: number,
  base: number,
): number => {
  const ahead = (lane.latest - keyOf(now, base)) / 1e6;
  if (lane.ahead === undefined || ahead > lane.ahead) lane.ahead = ahead;
  let others = always;
  for (const other of lanes)
    if (other !== lane && other.live && other.settled && other.ahead !== undefined)
      others = Math.min(others, other.ahead);
  return Math.min(lane.ahead, lane.ahead - others);
};
