import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { stripAnsi, tokenizeAnsi } from "../../src/text/ansi.ts";
import { rgbOf, type Style } from "../../src/text/ansi-style.ts";
import { nameOfCharacter, visibleControls } from "../../src/text/visible.ts";

const E = "\u001b";

const styleAfter = (sequence: string): Style | undefined => tokenizeAnsi(`${sequence}x`)[0]?.style;

describe("tokenizeAnsi", () => {
  const styles: ReadonlyArray<readonly [string, Style]> = [
    [`${E}[31m`, { foreground: 1 }],
    [`${E}[97m`, { foreground: 15 }],
    [`${E}[44m`, { background: 4 }],
    [`${E}[100m`, { background: 8 }],
    [
      `${E}[1;2;3;4;7;9m`,
      { bold: true, dim: true, italic: true, underline: true, inverse: true, strikethrough: true },
    ],
    [`${E}[1;31m${E}[22;39m`, {}],
    [`${E}[3;4;7;9;31;41m${E}[23;24;27;29;39;49m`, {}],
    [`${E}[31m${E}[m`, {}],
    [`${E}[31m${E}[0m`, {}],
    [`${E}[31;;1m`, { bold: true }],
    [`${E}[38;5;208m`, { foreground: 208 }],
    [`${E}[48;5;17;1m`, { background: 17, bold: true }],
    [`${E}[38:5:208m`, { foreground: 208 }],
    [`${E}[38;2;1;2;3m`, { foreground: 0x1010203 }],
    [`${E}[38:2::1:2:3m`, { foreground: 0x1010203 }],
    [`${E}[38:2:1:2:3m`, { foreground: 0x1010203 }],
    [`${E}[48:2:0:1:2:3;1m`, { background: 0x1010203, bold: true }],
    [`${E}[58;2;1;2;3;31m`, { foreground: 1 }],
    [`${E}[58:5:1;31m`, { foreground: 1 }],
    [`${E}[4:3m`, { underline: true }],
    [`${E}[4m${E}[4:0m`, {}],
    [`${E}[21m`, { underline: true }],
    [`${E}[38;5;999m`, {}],
    [`${E}[38;2;1;2m`, { foreground: 0x1010200 }],
    [`${E}[38m`, {}],
    [`${E}[38;5m`, { foreground: 0 }],
    [`${E}[5;8;53;200m`, {}],
    ["\u009b31m", { foreground: 1 }],
    [`${E}[?1m`, {}],
    [`${E}[>4;1m`, {}],
    [`${E}[1 m`, {}],
  ];
  it.each(styles)("%j", (sequence, style) => {
    expect(styleAfter(sequence)).toEqual(style);
  });

  it("gives the pieces of a line", () => {
    expect(tokenizeAnsi(`a${E}[33mWARN${E}[0m b`)).toEqual([
      { text: "a", style: {} },
      { text: "WARN", style: { foreground: 3 } },
      { text: " b", style: {} },
    ]);
  });

  it("tells the parts of a colour beyond the palette", () => {
    expect(rgbOf(0x10a0b0c)).toEqual([10, 11, 12]);
    expect(rgbOf(255)).toBeUndefined();
  });
});

describe("stripAnsi", () => {
  const removed: ReadonlyArray<readonly [string, string]> = [
    ["cursor", `a${E}[2K${E}[1;1Hb`],
    ["private mode", `a${E}[?25lb`],
    ["hyperlink, ended by BEL", `${E}]8;;https://example.org\u0007a${E}]8;;\u0007b`],
    ["hyperlink, ended by ST", `${E}]8;id=1;https://example.org${E}\\a${E}]8;;${E}\\b`],
    ["title", `${E}]0;title\u0007ab`],
    ["title ended by C1", `\u009d0;title\u009cab`],
    ["title cancelled by another escape", `${E}]0;title${E}[31mab`],
    ["title cancelled", `${E}]0;title\u0018ab`],
    ["device control", `a${E}P1$r0m${E}\\b`],
    ["application command", `a${E}_hidden${E}\\b`],
    ["privacy message", `a${E}^hidden${E}\\b`],
    ["start of string", `a${E}Xhidden${E}\\b`],
    ["character set", `a${E}(Bb`],
    ["save and restore", `${E}7a${E}8b`],
    ["reset", `${E}cab`],
    ["alignment test", `a${E}#8b`],
    ["C1 controls", "a\u0085\u0084b"],
    ["broken-off escape", `ab${E}`],
    ["broken-off introducer", `ab${E}[`],
    ["broken-off parameters", `ab${E}[3`],
    ["broken-off colour", `ab${E}[38;2;1;`],
    ["broken-off hyperlink", `ab${E}]8;;https://exa`],
    ["broken-off terminator", `ab${E}]8;;https://example.org${E}`],
    ["broken-off character set", `ab${E}(`],
    ["escape twice", `a${E}${E}[31mb`],
    ["a stray terminator", `a${E}\\b`],
  ];
  it.each(removed)("removes: %s", (_name, text) => {
    expect(stripAnsi(text)).toBe("ab");
    expect(
      tokenizeAnsi(text)
        .map((token) => token.text)
        .join(""),
    ).toBe("ab");
  });

  it("goes on at a character that no sequence can hold", () => {
    expect(stripAnsi(`${E}[31é`)).toBe("é");
    expect(stripAnsi(`${E}[3\u0000x`)).toBe("\u0000x");
    expect(stripAnsi(`${E}日本`)).toBe("日本");
  });

  const pieces = Arbitrary.schema(
    Schema.Array(
      Schema.Union([
        Schema.String,
        Schema.Literals([
          E,
          `${E}[`,
          `${E}]`,
          `${E}P`,
          `${E}\\`,
          "\u009b",
          "\u009d",
          "\u0007",
          "31",
          "m",
          ";",
          ":",
          "38;5",
          "日本",
          "é",
        ]),
      ]),
    ),
  );

  it.prop(
    "leaves no sequence, and says the same as the pieces do",
    [pieces],
    ([parts]) => {
      const text = parts.join("");
      const stripped = stripAnsi(text);
      expect(
        Array.from(stripped, (c) => c.charCodeAt(0)).some((c) => c === 27 || (c >= 128 && c < 160)),
      ).toBe(false);
      const tokens = tokenizeAnsi(text);
      expect(tokens.map((token) => token.text).join("")).toBe(stripped);
      expect(tokens.every((token) => token.text !== "")).toBe(true);
      expect(stripAnsi(stripped)).toBe(stripped);
    },
    { arbitrary: { runs: 2000, seed: "ansi" } },
  );

  it.prop(
    "gives back what was coloured, wherever the line is cut",
    [
      Schema.Array(
        Schema.Tuple([
          Schema.Literals(["a", "é日", " "]),
          Schema.Literals([`${E}[31m`, `${E}]0;t\u0007`, `${E}(B`]),
        ]),
      ),
      Schema.Int,
    ],
    ([parts, at]) => {
      const whole = parts.map(([word, sequence]) => word + sequence).join("");
      const text = whole.slice(0, Math.abs(at) % (whole.length + 1));
      expect(
        parts
          .map(([word]) => word)
          .join("")
          .startsWith(stripAnsi(text)),
      ).toBe(true);
    },
    { arbitrary: { runs: 1000, seed: "cut" } },
  );
});

describe("visibleControls", () => {
  it.each([
    ["a\rb\u0000", "a␍b␀"],
    ["tab\tstays", "tab\tstays"],
    ["\u0008\u007f", "␈␡"],
    ["user\u202egnp.exe", "user↔gnp.exe"],
    ["a\u2066b\u2069c\u200fd\u061c", "a↔b↔c↔d↔"],
    ["pass\u200bword\ufeff\u00ad\u2060", "pass·word···"],
    ["a\u2028b\u2029", "a␤b␤"],
    ["\ud800x\udc00", "�x�"],
    ["a\udb40\udc41b", "a··b"],
    ["a\u200db", "a·b"],
    ["👩\u200d💻 क्\u200d", "👩\u200d💻 क्\u200d"],
    ["café 日本 שלום", "café 日本 שלום"],
    ["\u0085", "�"],
  ])("%j", (text, shown) => {
    expect(visibleControls(text)).toBe(shown);
  });

  it.prop(
    "keeps every index, is whole text, and has nothing left to do",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff })))],
    ([units]) => {
      const text = String.fromCharCode(...units);
      const shown = visibleControls(text);
      expect(shown.length).toBe(text.length);
      expect(shown).not.toMatch(/\p{Cs}/u);
      expect(visibleControls(shown)).toBe(shown);
    },
    { arbitrary: { runs: 1000, seed: "controls" } },
  );
});

describe("nameOfCharacter", () => {
  it.each([
    ["a\u200bb", 1, "U+200B zero width space"],
    ["\u202e", 0, "U+202E right-to-left override"],
    ["\u0085", 0, "U+0085"],
    ["x\u{e0041}", 1, "U+E0041"],
    ["\ud800", 0, "U+D800"],
  ])("%j at %i", (text, at, name) => {
    expect(nameOfCharacter(text, at)).toBe(name);
  });
});
