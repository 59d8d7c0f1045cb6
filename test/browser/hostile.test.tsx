import { describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowFlag } from "../../src/protocol/rows.ts";
import { expectCovered } from "./seen-rows.ts";
import type { ScriptedRow } from "./scripted-rows.ts";
import { useStage } from "./stage.ts";

const open = useStage();

const ESC = "\u001b";
const piled = `e${"\u0301\u0323".repeat(60)}`;

/** Lines that a hostile or broken program may write. */
const corpus: ReadonlyArray<readonly [string, ScriptedRow]> = [
  ["a script", { text: `<script>window.pwned = true</script>` }],
  ["an image that runs", { text: `<img src=x onerror="window.pwned = true">` }],
  ["an SVG that runs", { text: `<svg onload="window.pwned = true"><a href="javascript:1">x` }],
  ["closed elements", { text: `</span></div></div></main></body></html><!-- ` }],
  ["entities", { text: `&lt;b&gt; &#x3c;script&#x3e; &nbsp;` }],
  ["a style", { text: `<style>*{display:none}</style>` }],
  ["a link by OSC 8", { text: `${ESC}]8;;javascript:alert(1)\u0007click${ESC}]8;;\u0007` }],
  ["a title by OSC, never closed", { text: `${ESC}]0;owned` }],
  ["a clipboard by OSC 52", { text: `${ESC}]52;c;cm0gLXJm\u0007x` }],
  ["a broken off colour", { text: `red ${ESC}[31` }],
  ["an endless colour", { text: `${ESC}[${"3;".repeat(5_000)}m x` }],
  ["a cleared screen", { text: `${ESC}[2J${ESC}[H${ESC}c gone` }],
  ["a device string", { text: `${ESC}P1$r0m${ESC}\\ x` }],
  ["controls", { text: `a\u0000b\u0008c\u007fd\u009be\rf` }],
  ["marks that turn the text", { text: `user \u202egnp.exe\u202c \u2066x\u2069 \u200f` }],
  ["hidden text", { text: `zero\u200bwidth\u2060 \ufeff\u00ad \u{e0041}` }],
  ["piled marks", { text: piled.repeat(20) }],
  ["lines within a line", { text: `one\u2028two\u2029three\u0085four` }],
  ["lone surrogates", { text: `x\ud83d y\udc00 z` }],
  [
    "no UTF-8",
    { text: "", bytes: Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0xff, 0xc0, 0x80, 0xf0, 0x9f, 0x62) },
  ],
  ["an emoji family", { text: `👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 नमस्ते ﷽` }],
  ["a deep value", { text: `${`{"a":`.repeat(3_000)}1` }],
  ["a broken value", { text: `{"a":"\\ud800","b":[1,2,{"c":"` }],
  ["a long word", { text: "﷽".repeat(20_000), flags: RowFlag.partial }],
  ["a thousand colours", { text: `${ESC}[31mx${ESC}[0my`.repeat(2_000) }],
  ["tabs", { text: "\t".repeat(3_000) }],
];

const tags = new Set(["DIV", "SPAN"]);
/** Characters that act and do not show themselves: controls, directional marks, separators of lines. */
const acts = (sign: string): boolean => {
  const c = sign.codePointAt(0) ?? 0;
  const isControl = c !== 9 && (c < 0x20 || (c >= 0x7f && c < 0xa0));
  const isDirection = c === 0x200e || c === 0x200f || (c >= 0x2066 && c <= 0x2069);
  return isControl || isDirection || c === 0x200b || (c >= 0x2028 && c <= 0x202e) || c === 0x2060;
};

describe.each([
  ["wrapped", true],
  ["in one line each", false],
] as const)("hostile lines, %s", (_name, wrap) => {
  it.each(corpus)("%s: is shown as text, and stays in its row (K6)", async (_what, row) => {
    const view = await open((position) =>
      position === 1 ? { level: Level.error, ...row } : { text: `line ${position}` },
    );
    view.host.show({}, { wrap });
    view.host.beat(3);
    await view.settled();
    expect(view.list.querySelectorAll(".row")).toHaveLength(3);
    const hostile = view.list.querySelector("#row1");
    expect(hostile?.querySelectorAll("*").length).toBeLessThan(2_000);
    for (const element of hostile?.querySelectorAll("*") ?? [])
      expect(tags.has(element.tagName)).toBe(true);
    const shown = hostile?.querySelector(".words")?.textContent ?? "";
    expect(Array.from(shown).filter(acts)).toEqual([]);
    expect("pwned" in window).toBe(false);
    expect(view.root.scrollWidth).toBeLessThanOrEqual(view.root.clientWidth);
    expect(view.host.said.some((message) => message._tag === "Trouble")).toBe(false);
    if (!wrap) {
      const heights = view.seen().map((one) => Math.round(one.bottom - one.top));
      expect(new Set(heights).size).toBe(1);
    }
    const rows = [...view.seen()];
    for (const [i, one] of rows.entries())
      if (i > 0) expect(one.top).toBeCloseTo(rows[i - 1]?.bottom ?? -1, 1);
  });
});

describe("what acts unseen", () => {
  it("is a sign in its place, which says what it is and cannot be taken for the log's own", async () => {
    const view = await open(() => ({ text: "pass\u200bword · user\u202egnp.exe \u{e0041}" }));
    view.host.beat(1);
    await view.settled();
    const signs = [...view.list.querySelectorAll<HTMLElement>(".unseen-sign")];
    expect(signs.map((sign) => [sign.textContent, sign.title])).toEqual([
      ["·", "U+200B zero width space"],
      ["↔", "U+202E right-to-left override"],
      ["··", "U+E0041"],
    ]);
    expect(view.seen()[0]?.text).toBe("pass·word · user↔gnp.exe ··");
    view.host.send({ _tag: "Perform", what: "find" });
    await view.settled();
    await view.typeInto(".find-input", "gnp");
    expect(view.currentMatch()).toBe("gnp");
  });

  it("is marked only so often in one row", async () => {
    const view = await open(() => ({ text: "\u200b".repeat(5_000) }));
    view.host.beat(1);
    await view.settled();
    expect(view.list.querySelectorAll(".unseen-sign").length).toBe(200);
    expect(view.seen()[0]?.text).toBe("·".repeat(5_000));
  });
});

describe("a log of nothing but hostile lines", () => {
  it("scrolls, finds, selects and expands like any other", async () => {
    const view = await open((position) => corpus[position % corpus.length]?.[1] ?? { text: "" });
    view.host.beat(500);
    await view.settled();
    for (const key of ["Home", "PageDown", "PageDown", "ArrowDown", "Enter", "End"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.key(key);
      expectCovered(view);
    }
    view.host.send({ _tag: "Perform", what: "find" });
    await view.settled();
    await view.typeInto(".find-input", "x");
    expect(view.currentMatch()).toMatch(/^x$/i);
    await view.key("a", { ctrlKey: true });
    expect(view.selectedRows().length).toBeGreaterThan(0);
    expect("pwned" in window).toBe(false);
    expect(view.host.said.some((message) => message._tag === "Trouble")).toBe(false);
  });
});
