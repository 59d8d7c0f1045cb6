import { afterEach, describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowFlag } from "../../src/protocol/rows.ts";
import { contrast, over, parseColour, type Colour } from "../../webview/contrast/readable.ts";
import type { ScriptedRow } from "./scripted-rows.ts";
import { setTheme, themes, type Theme } from "./themes.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

afterEach(() => setTheme(undefined));

const sgr = (codes: string, text: string) => `\u001b[${codes}m${text}\u001b[0m`;

/** Rows in all the colours that there are: of the theme, of the palette of 256, of programs' own. */
const lines: ReadonlyArray<ScriptedRow> = [
  { text: '{"level":"info","status":500,"retry":true,"cause":null,"msg":"paid"}', level: 3 },
  { text: 'level=warn msg="slow checkout" duration=1812 ok=false', level: Level.warn },
  ...(["trace", "debug", "info", "warn", "error", "fatal"] as const).map((name) => ({
    text: `${name.toUpperCase()} something happened`,
    level: Level[name],
  })),
  { text: Array.from({ length: 16 }, (_, i) => sgr(`38;5;${i}`, `n${i}`)).join(" ") },
  { text: Array.from({ length: 16 }, (_, i) => sgr(`48;5;${i}`, `on${i}`)).join(" ") },
  { text: Array.from({ length: 16 }, (_, i) => sgr(`7;38;5;${i}`, `turned${i}`)).join(" ") },
  { text: Array.from({ length: 240 }, (_, i) => sgr(`38;5;${16 + i}`, `p${i}`)).join(" ") },
  { text: `${sgr("31;41", "red on red")} ${sgr("38;2;9;9;9;48;2;0;0;0", "black on black")}` },
  { text: `${sgr("2", "dim")} ${sgr("2;33", "dim yellow")} ${sgr("7", "turned")}` },
  { text: "\u0000 nothing \u200b seen", source: 1 },
  { text: "among what passed the filter", flags: RowFlag.context, source: 2 },
  { text: sgr("33", "yellow among it"), flags: RowFlag.context, source: 3 },
  { text: "one of six sources", source: 4 },
  { text: "the last of them", source: 5 },
];

const openLines = async (): Promise<Stage> => {
  const view = await open((position) => lines[position] ?? { text: "none" }, {
    width: 1_200,
    height: 900,
  });
  const containers = ["a", "b", "c", "d", "e", "f"].map((name) => ({ name }));
  view.host.show(
    {
      containers: containers.map(({ name }) => ({ name, kind: "container", hasPrevious: false })),
      sources: containers.map(({ name }, id) => ({
        id,
        pod: "web",
        container: name,
        label: name,
      })),
    },
    { timestamps: "utc" },
  );
  view.host.beat(lines.length);
  await view.settled();
  return view;
};

/** A colour as the browser reckons it, in whatever space. */
const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const seenAs = (css: string): Colour => {
  if (pixel === null) throw new Error("there is no canvas");
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return { red, green, blue, alpha: alpha / 255 };
};

/** Each element of the rows that has text of its own. */
const written = (view: Stage): ReadonlyArray<Element> =>
  [...view.list.querySelectorAll(".row.line *")].filter((element) =>
    [...element.childNodes].some(
      (node) => node instanceof Text && node.data.trim() !== "" && element.checkVisibility(),
    ),
  );

/** A layer of the theme over each of these grounds, where the theme has it. */
const layered = (theme: Theme, name: string, grounds: ReadonlyArray<Colour>) => {
  const layer = parseColour(theme[name] ?? "");
  return layer === undefined ? [] : grounds.map((ground) => over(layer, ground));
};

/** The texts that have less than 4.5 on some ground that they may be seen on: `INFO on hover 3.9`. */
const unreadable = (view: Stage, theme: Theme): ReadonlyArray<string> => {
  const plain = parseColour(theme["editor-background"] ?? "");
  if (plain === undefined) throw new Error("the theme has no background");
  const rows = [plain, ...layered(theme, "list-hoverBackground", [plain])];
  const selected = layered(theme, "editor-selectionBackground", rows);
  const both = [...rows, ...selected];
  const matched = layered(theme, "editor-findMatchHighlightBackground", both);
  const current = layered(theme, "editor-findMatchBackground", both);
  return written(view).flatMap((element) => {
    /** The ground that an element brings itself lies over the row's. */
    const own = [element, ...parentsWithin(element, ".row")].reduceRight<ReadonlyArray<Colour>>(
      (grounds, one) => {
        const ground = seenAs(getComputedStyle(one).backgroundColor);
        return ground.alpha === 0 ? grounds : grounds.map((behind) => over(ground, behind));
      },
      rows,
    );
    const inWords = element.closest(".words") !== null;
    const cases: ReadonlyArray<readonly [string | null, ReadonlyArray<Colour>]> = [
      [null, own],
      ...(inWords
        ? ([
            ["::highlight(podlog-selection)", selected],
            ["::highlight(podlog-match)", matched],
            ["::highlight(podlog-current-match)", current],
          ] as const)
        : []),
    ];
    return cases.flatMap(([pseudo, grounds]) => {
      const colour = seenAs(getComputedStyle(element, pseudo).color);
      const worst = Math.min(...grounds.map((ground) => contrast(colour, ground)));
      return worst >= 4.5
        ? []
        : [`${element.textContent} in ${pseudo ?? "a row"} ${worst.toFixed(2)}`];
    });
  });
};

const parentsWithin = (element: Element, end: string): ReadonlyArray<Element> => {
  const { parentElement } = element;
  return parentElement === null || element.matches(end)
    ? []
    : [parentElement, ...parentsWithin(parentElement, end)];
};

/** A number from 0 to 1, the same ones every time (mulberry32). */
const makeRandom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A theme by a maker without eyes: any colours on a ground that has room for some contrast, and layers that are thin. */
const wildTheme = (random: () => number): Theme => {
  const byte = (from = 0, to = 255) => Math.round(from + random() * (to - from));
  const isDark = random() < 0.5;
  const ground = (alpha: number) => {
    const [from, to] = isDark ? [0, 60] : [215, 255];
    return `rgba(${byte(from, to)}, ${byte(from, to)}, ${byte(from, to)}, ${alpha})`;
  };
  return Object.fromEntries(
    Object.keys(themes["Dark 2026"]).map((name) => [
      name,
      name === "editor-background" || name === "sideBar-background"
        ? ground(1)
        : name.endsWith("Background")
          ? ground(Math.round(random() * 100) / 100)
          : `rgb(${byte()}, ${byte()}, ${byte()})`,
    ]),
  );
};

describe("every text of the rows has a contrast of 4.5: plain, under the pointer, selected, found (T7)", () => {
  it.each(Object.entries<Theme>(themes))("in %s", async (_name, theme) => {
    setTheme(theme);
    const view = await openLines();
    expect(written(view).length).toBeGreaterThan(350);
    expect(unreadable(view, theme)).toEqual([]);
  });

  it("at once where the theme changes, and in themes by whoever", async () => {
    const view = await openLines();
    const random = makeRandom(12);
    for (let i = 0; i < 20; i++) {
      const theme = wildTheme(random);
      setTheme(theme);
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.settled();
      expect([i, ...unreadable(view, theme)]).toEqual([i]);
    }
  });
});

/** Red, green and blue of an element's text. */
const inkOf = (element: Element): ReadonlyArray<number> => {
  const { red, green, blue } = seenAs(getComputedStyle(element).color);
  return [red, green, blue];
};

describe("a colour that can be read stays as the theme has it", () => {
  it("and as a program has it, on its own ground; those of programs are still told apart (V7)", async () => {
    setTheme(themes["Dark 2026"]);
    const texts = [
      sgr("38;5;16;48;5;231", "black on white"),
      Array.from({ length: 240 }, (_, i) => sgr(`38;5;${16 + i}`, "word")).join(""),
    ];
    const view = await open((position) => ({ text: texts[position] ?? "" }), { height: 900 });
    view.host.beat(texts.length);
    await view.settled();
    const [own, ...drawn] = [...view.list.querySelectorAll(".ink")].map((word) =>
      inkOf(word).join(),
    );
    expect(own).toBe("0,0,0");
    expect(drawn).toHaveLength(240);
    expect(new Set(drawn).size).toBeGreaterThan(180);
  });

  it("and one that can't keeps its hue", async () => {
    setTheme({
      "editor-background": "#ffffff",
      "editor-foreground": "#202020",
      "debugTokenExpression-string": "#a31515",
      "debugTokenExpression-number": "#f0c000",
    });
    const view = await open(() => ({ text: '{"a":"b","n":1}' }));
    view.host.beat(1);
    await view.settled();
    const colourOf = (selector: string) => {
      const element = view.list.querySelector(selector);
      if (element === null) throw new Error(`nothing is ${selector}`);
      return inkOf(element);
    };
    expect(colourOf(".token-string")).toEqual([0xa3, 0x15, 0x15]);
    const [red = 0, green = 0, blue = 0] = colourOf(".token-number");
    expect(blue).toBe(0);
    expect(green / red).toBeCloseTo(0xc0 / 0xf0, 1);
    expect(red).toBeLessThan(0xf0);
  });
});
