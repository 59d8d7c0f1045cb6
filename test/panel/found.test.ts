import { describe, expect, it } from "vitest";
import { FindState } from "../../src/panel/found.ts";
import type { Found } from "../../src/search/messages.ts";
import { filteredList, listOf, storeOf } from "./rows.ts";

const query = { text: "x", caseSensitive: false, wholeWord: false, regex: false };
const store = storeOf(...Array.from({ length: 20 }, (_, i) => `line ${i}`));
const all = listOf(store);

/** Matches in rows `from … to`, as [row, how many]. */
const found = (
  from: number,
  to: number,
  matches: ReadonlyArray<readonly [number, number]>,
  whole = false,
): Found => ({
  from,
  to,
  whole,
  rows: Float64Array.from(matches, ([row]) => row),
  counts: Uint32Array.from(matches, ([, count]) => count),
});

const stateOf = (near: number, ...answers: ReadonlyArray<Found>): FindState => {
  const state = new FindState(1, query, near);
  for (const answer of answers) state.take(answer);
  state.lookAt(all);
  return state;
};

const everything = found(
  0,
  20,
  [
    [3, 2],
    [9, 1],
    [15, 3],
  ],
  true,
);

describe("a find", () => {
  it("goes to the match nearest to where the user is (F3)", () => {
    const state = stateOf(10, everything);
    expect(state.settle()).toBe(true);
    expect(state).toMatchObject({ at: { row: 9, match: 0 }, total: 6, index: 2 });
    expect(state.settle()).toBe(false);
  });

  it("waits until no nearer one can come", () => {
    const state = stateOf(10, found(10, 16, [[15, 3]]));
    expect(state.settle()).toBe(false);
    state.take(found(4, 10, [[9, 1]]));
    state.lookAt(all);
    expect(state.settle()).toBe(true);
    expect(state.at).toEqual({ row: 9, match: 0 });
  });

  it("does not wait for rows that there are none of", () => {
    const state = stateOf(20, found(14, 20, [[15, 3]]));
    expect(state.settle()).toBe(true);
    expect(state.at?.row).toBe(15);
  });

  it("goes from match to match, within rows and across them, and round both ends", () => {
    const state = stateOf(3, everything);
    state.settle();
    const forward = Array.from({ length: 6 }, () => {
      state.step(1, undefined);
      return [state.at?.row, state.at?.match, state.index];
    });
    expect(forward).toEqual([
      [3, 1, 1],
      [9, 0, 2],
      [15, 0, 3],
      [15, 1, 4],
      [15, 2, 5],
      [3, 0, 0],
    ]);
    state.step(-1, undefined);
    expect(state).toMatchObject({ at: { row: 15, match: 2 }, index: 5 });
  });

  it("goes on from where the user has gone since", () => {
    const state = stateOf(3, everything);
    state.settle();
    state.step(1, 12);
    expect(state.at).toEqual({ row: 15, match: 0 });
    state.step(-1, 12);
    expect(state.at).toEqual({ row: 9, match: 0 });
    state.step(1, 3);
    expect(state.at).toEqual({ row: 3, match: 0 });
  });

  it("counts only what the filter lets pass, and moves off a match that is filtered out", () => {
    const state = stateOf(10, everything);
    state.settle();
    state.lookAt(filteredList(store, [2, 3, 4, 15]));
    expect(state).toMatchObject({ total: 5, at: { row: 15, match: 0 }, index: 2 });
    state.lookAt(all);
    expect(state.total).toBe(6);
  });

  it("has none where nothing matches", () => {
    const state = stateOf(3, found(0, 20, [], true));
    expect(state.settle()).toBe(false);
    state.step(1, undefined);
    expect(state).toMatchObject({ at: undefined, total: 0 });
  });
});
