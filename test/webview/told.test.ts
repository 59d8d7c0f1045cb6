import { describe, expect, it } from "vitest";
import type { Rows } from "../../src/protocol/rows.ts";
import type { ToHost } from "../../src/protocol/to-host.ts";
import type { ToWebview } from "../../src/protocol/to-webview.ts";
import { createPanel } from "../../webview/panel.ts";
import { rowsOf } from "../browser/scripted-rows.ts";

type Unsent<M> = M extends ToWebview ? Omit<M, "seq"> : never;

const row = (first: number): Rows => rowsOf(first, [{ text: "a" }]);

const beat = (epoch: number, end: number): Unsent<ToWebview> => ({
  _tag: "Beat",
  epoch,
  first: 0,
  end,
  lines: end,
  rate: 0,
  bytes: 0,
  maxBytes: 1,
  rows: row(end - 1),
});

const viewIs = (
  epoch: number,
  run: number,
  end: number,
  at?: { readonly row: number; readonly position: number },
): Unsent<ToWebview> => ({
  _tag: "ViewIs",
  epoch,
  run,
  first: 0,
  end,
  foldAll: false,
  ...(at === undefined ? {} : { at }),
});

/** A panel at the end of a wire, as its host sees it. */
const open = () => {
  const said: Array<ToHost> = [];
  let hear: (message: ToWebview) => void = () => undefined;
  const { panel } = createPanel({
    post: (message) => said.push(message),
    listen: (listener) => {
      hear = listener;
      return () => undefined;
    },
    getState: () => undefined,
    setState: () => undefined,
  });
  let seq = 0;
  return { panel, said, tell: (message: Unsent<ToWebview>) => hear({ ...message, seq: ++seq }) };
};

describe("messages that were on their way when the rows became others", () => {
  it("bring no rows and no numbers of before", () => {
    const { panel, tell } = open();
    tell(viewIs(1, 10, 100));
    tell(beat(1, 100));
    tell(viewIs(2, 10, 7));
    tell(beat(1, 101));
    tell({ _tag: "RowsAt", epoch: 1, request: 1, rows: row(3) });
    tell({ _tag: "MapIs", epoch: 1, marks: new Uint8Array(1) });
    expect(panel.counts()).toMatchObject({ first: 0, end: 7 });
    expect(panel.rows.size()).toBe(0);
    expect(panel.map()).toBeUndefined();
  });

  it("bring no whole text of a row of another run", () => {
    const { panel, tell } = open();
    tell(viewIs(1, 10, 100));
    tell(viewIs(2, 11, 100));
    tell({ _tag: "TextOf", run: 10, row: 3, text: Uint8Array.of(0x61), rest: 0 });
    expect(panel.wholeTexts.get(3)).toBeUndefined();
  });

  it("are acknowledged all the same: the host waits for that", () => {
    const { panel, said, tell } = open();
    tell(viewIs(2, 10, 7));
    tell(beat(1, 100));
    panel.painted();
    panel.painted();
    expect(said).toEqual([{ _tag: "Ack", seq: 2 }]);
  });
});

describe("other positions of the same rows", () => {
  it("keep what counts for the rows, and rows of another run do not", () => {
    const { panel, tell } = open();
    tell(viewIs(1, 10, 100));
    tell(beat(1, 100));
    tell(viewIs(2, 10, 7));
    expect(panel.counts()).toMatchObject({ end: 7, lines: 100 });
    tell(viewIs(3, 11, 5));
    expect(panel.counts()).toMatchObject({ end: 5, lines: 0 });
  });

  it("are not those of an older word for them", () => {
    const { panel, tell } = open();
    tell(viewIs(2, 10, 7));
    tell(viewIs(1, 10, 100));
    expect([panel.epoch(), panel.counts().end]).toEqual([2, 7]);
  });
});

describe("a view that was hidden", () => {
  it("stands where the answer to its Ready says, whatever was sent before to the one it was (P4)", () => {
    const { panel, tell } = open();
    const stood: Array<unknown> = [];
    const nothing = () => undefined;
    panel.connectList({
      changed: nothing,
      restarted: nothing,
      viewed: (at) => stood.push(at),
      answered: nothing,
      go: nothing,
      stand: nothing,
      near: () => 0,
    });
    tell(viewIs(1, 10, 392));
    tell(viewIs(1, 10, 392, { row: 208, position: 203 }));
    expect(stood).toEqual([{ row: 208, position: 203 }]);
    expect(panel.following()).toBe(false);
  });
});
