import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { type Copy, copyRows, textOptions } from "../../src/panel/copy.ts";
import { foldsOf } from "../../src/panel/folds.ts";
import { RowList } from "../../src/panel/row-list.ts";
import { makeStore } from "../../src/store/store.ts";
import { block, filteredList, listOf, storeOf } from "./rows.ts";

const plain = { timestamps: false, sources: false };
const labels = new Map([[0, "app"]]);

const copy = (list: RowList, more: Partial<Copy> = {}) =>
  copyRows(list, {
    from: list.store.first,
    to: list.store.end - 1,
    raw: false,
    labels,
    text: plain,
    ...more,
  });

describe("copying rows", () => {
  it.effect("gives exactly the lines, with a line break between them", () =>
    Effect.gen(function* () {
      const list = listOf(storeOf("one", "  two", "", "café 日本"));
      expect(yield* copy(list)).toEqual({
        _tag: "Text",
        text: "one\n  two\n\ncafé 日本",
        lines: 4,
      });
    }),
  );

  it.effect(
    "leaves the first and the last row in part where the selection begins and ends in them",
    () =>
      Effect.gen(function* () {
        const list = listOf(storeOf("zero", "first", "middle", "last"));
        expect(yield* copy(list, { from: 1, to: 3, fromAt: 2, toAt: 2 })).toMatchObject({
          text: "rst\nmiddle\nla",
        });
        expect(yield* copy(list, { from: 1, to: 1, fromAt: 1, toAt: 3 })).toMatchObject({
          text: "ir",
          lines: 1,
        });
      }),
  );

  it.effect(
    "takes what is folded away between two rows along, and nothing that the filter hides",
    () =>
      Effect.gen(function* () {
        const store = storeOf("ERROR boom", "    at a.b(C.java:1)", "INFO on", "INFO off");
        const folded = new RowList(store, undefined, foldsOf(true));
        expect(yield* copy(folded, { from: 0, to: 2 })).toMatchObject({
          text: "ERROR boom\n    at a.b(C.java:1)\nINFO on",
        });
        expect(yield* copy(filteredList(store, [0, 3]))).toMatchObject({
          text: "ERROR boom\nINFO off",
          lines: 2,
        });
      }),
  );

  it.effect("gives text without escape sequences, and with them where they are asked for", () =>
    Effect.gen(function* () {
      const list = listOf(storeOf("\u001b[31mred\u001b[0m \u001b]0;title\u0007end"));
      expect(yield* copy(list)).toMatchObject({ text: "red end" });
      expect(yield* copy(list, { raw: true })).toMatchObject({
        text: "\u001b[31mred\u001b[0m \u001b]0;title\u0007end",
      });
    }),
  );

  it.effect("writes times as the view shows them, and a distance to now in UTC", () =>
    Effect.gen(function* () {
      const list = listOf(storeOf("one"));
      const utc = textOptions("utc", { timestamps: true, sources: false });
      expect(yield* copy(list, { text: utc })).toMatchObject({
        text: "2024-12-29T10:30:45.123Z one",
      });
      const relative = textOptions("relative", { timestamps: true, sources: true });
      expect(yield* copy(list, { text: relative })).toMatchObject({
        text: "2024-12-29T10:30:45.123Z app one",
      });
      expect(textOptions("local", plain).offsetAt).toBeDefined();
    }),
  );

  it.effect("keeps markers and dividers in their places, and does not count them", () =>
    Effect.gen(function* () {
      const store = storeOf("one");
      store.appendDivider(0, { _tag: "Restarted", exitCode: 137 });
      store.append(0, block(["two"]));
      expect(yield* copy(listOf(store))).toEqual({
        _tag: "Text",
        text: "one\n────── restarted · exit 137 ──────\ntwo",
        lines: 2,
      });
    }),
  );

  it.effect("is too much above 50 MB", () =>
    Effect.gen(function* () {
      const store = makeStore({ maxBytes: 100_000_000 });
      const megabyte = "x".repeat(1_000_000);
      for (let i = 0; i < 51; i++) store.append(0, block([megabyte]));
      expect(yield* copy(listOf(store))).toEqual({ _tag: "TooMuch" });
      expect(yield* copy(listOf(store), { from: 0, to: 9 })).toMatchObject({ lines: 10 });
    }),
  );

  it.effect("leaves out rows that are gone", () =>
    Effect.gen(function* () {
      const list = listOf(storeOf("one", "two"));
      expect(yield* copy(list, { from: -50, to: 0, fromAt: 2 })).toMatchObject({ text: "one" });
      expect(yield* copy(list, { from: 50, to: 60 })).toMatchObject({ lines: 0 });
    }),
  );
});
