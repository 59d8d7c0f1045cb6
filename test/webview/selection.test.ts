import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { prettyJson, tokenizeJson } from "../../src/text/json.ts";
import { offsetInLine, offsetInPretty } from "../../webview/selection/pretty-offset.ts";
import {
  copyOf,
  endsOf,
  isEmpty,
  partOf,
  Part,
  selectedPart,
  type Point,
  type Selection,
} from "../../webview/selection/selection.ts";
import { scriptedCopy } from "../browser/scripted-view.ts";

const natural = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }));
const point = Schema.Struct({ row: natural(7), at: natural(9) });
const options = { arbitrary: { runs: 500, seed: "selection" } };

/** A document of eight lines, some of them empty. */
const lines = ["alpha", "", "gamma ray", "d", "", "epsilon", "zeta!", "eta"];
const document = lines.join("\n");
const rowAt = (row: number) => ({ text: lines[row] ?? "" });

/** Where a point is in the document; beyond a line's end it is its end. */
const place = ({ row, at }: Point): number =>
  lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0) +
  Math.min(at, lines[row]?.length ?? 0);

/** What the rows show as selected, put together. */
const shown = (selection: Selection): string =>
  lines
    .map((line, row) => {
      const part = partOf(selection, row, line.length);
      return part === undefined ? "" : line.slice(part.from, part.to) + (part.breaks ? "\n" : "");
    })
    .join("");

describe("a selection of text", () => {
  it.prop(
    "shows in the rows just what lies between its ends in the document",
    [point, point],
    ([anchor, focus]) => {
      const [from, to] = [place(anchor), place(focus)].sort((a, b) => a - b);
      expect(shown({ anchor, focus, whole: false })).toBe(document.slice(from, to));
    },
    options,
  );

  it.prop(
    "is copied as it is shown",
    [point, point],
    ([anchor, focus]) => {
      const selection: Selection = { anchor, focus, whole: false };
      const request = copyOf(selection, { timestamps: false, raw: false });
      if (request === undefined) {
        expect(isEmpty(selection)).toBe(true);
        return;
      }
      expect(scriptedCopy(request, rowAt, () => true, 0, lines.length)).toBe(shown(selection));
    },
    options,
  );

  it.prop(
    "is the same whichever way it was made",
    [point, point],
    ([anchor, focus]) => {
      expect(endsOf({ anchor, focus, whole: false })).toEqual(
        endsOf({ anchor: focus, focus: anchor, whole: false }),
      );
    },
    options,
  );
});

describe("a selection of rows", () => {
  it.prop(
    "has each of its rows as a whole, whatever its points say",
    [point, point],
    ([anchor, focus]) => {
      const selection: Selection = { anchor, focus, whole: true };
      const [first = 0, last = 0] = [anchor.row, focus.row].sort((a, b) => a - b);
      expect(shown(selection)).toBe(`${lines.slice(first, last + 1).join("\n")}\n`);
      for (const row of lines.keys())
        expect(selectedPart(selection, row)).toBe(
          row >= first && row <= last ? Part.whole : Part.none,
        );
    },
    options,
  );

  it("asks for whole rows", () => {
    const selection: Selection = {
      anchor: { row: 5, at: 3 },
      focus: { row: 2, at: 1 },
      whole: true,
    };
    expect(copyOf(selection, { timestamps: true, raw: false })).toEqual({
      _tag: "CopyRows",
      from: 2,
      to: 5,
      timestamps: true,
      raw: false,
    });
  });
});

describe("places in a pretty-printed value", () => {
  const values = [
    `{"level":"info","msg":"two  words","n":[1,2,{}],"ok":true}`,
    `2024-12-29 {"a": {"b" : [ ]}} tail`,
    `[{"a":1},{"b":"x y"}]`,
  ];
  it.each(values)("are those of the line for every sign of %s", (line) => {
    const tokens = tokenizeJson(line);
    const pretty = prettyJson(tokens ?? [])
      .map((parts) => parts.map(({ text }) => text).join(""))
      .join("\n");
    for (let at = 0; at < line.length; at++) {
      if (/\s/.test(line[at] ?? "")) continue;
      const there = offsetInPretty(pretty, line, at);
      expect(pretty[there]).toBe(line[at]);
      expect(offsetInLine(pretty, line, there)).toBe(at);
    }
    expect(offsetInPretty(pretty, line, line.length)).toBe(pretty.length);
    expect(offsetInLine(pretty, line, pretty.length)).toBe(line.length);
  });
});
