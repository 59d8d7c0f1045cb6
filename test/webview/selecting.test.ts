import { describe, expect, it } from "vitest";
import type { ToWebview } from "../../src/protocol/to-webview.ts";
import { createPanel } from "../../webview/panel.ts";
import { makeSelecting } from "../../webview/selection/selecting.ts";
import { rowsOf } from "../browser/scripted-rows.ts";

/**
 * The selecting of a list with a filter, at its end: rows elsewhere are not here. The row at position `p` has the
 * number `2 p`.
 */
const openFiltered = (end: number) => {
  let hear: (message: ToWebview) => void = () => undefined;
  const { panel } = createPanel({
    post: () => undefined,
    listen: (listener) => {
      hear = listener;
      return () => undefined;
    },
    getState: () => undefined,
    setState: () => undefined,
  });
  const selecting = makeSelecting(panel, panel.rows.numberAt, () => undefined);
  let seq = 0;
  const beat = (first: number) =>
    hear({
      _tag: "Beat",
      seq: ++seq,
      epoch: 1,
      first,
      end,
      lines: 2 * end,
      rate: 0,
      bytes: 0,
      maxBytes: 1,
    });
  hear({ _tag: "ViewIs", seq: ++seq, epoch: 1, run: 1, first: 0, end, foldAll: false });
  const put = (position: number) =>
    panel.rows.put(rowsOf(position, [{ text: "" }], [2 * position]));
  put(end - 1);
  return { selecting, beat, put };
};

describe("selecting all rows of a filtered view", () => {
  it("wants the number of the first row, and has it once that is here", () => {
    const { put, selecting } = openFiltered(1000);
    selecting.all();
    expect(selecting.wanted()).toEqual([0]);
    expect(selecting.get()).toBeUndefined();
    put(0);
    selecting.resolve();
    expect(selecting.get()).toMatchObject({ anchor: { row: 0 }, focus: { row: 1998 } });
    expect(selecting.wanted()).toEqual([]);
  });

  it("takes the first row that is left, where the first leaves before it is here", () => {
    const { beat, put, selecting } = openFiltered(1000);
    selecting.all();
    beat(100);
    expect(selecting.wanted()).toEqual([100]);
    put(100);
    selecting.resolve();
    expect(selecting.get()).toMatchObject({ anchor: { row: 200 }, focus: { row: 1998 } });
  });
});
