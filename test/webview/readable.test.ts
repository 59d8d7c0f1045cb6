import { describe, expect, it } from "@effect/vitest";
import {
  contrast,
  luminance,
  over,
  parseColour,
  readableOn,
  type Colour,
} from "../../webview/contrast/readable.ts";

const colour = (text: string): Colour => {
  const parsed = parseColour(text);
  if (parsed === undefined) throw new Error(`${text} is no colour`);
  return parsed;
};

describe("colours of a theme", () => {
  it.each([
    ["#0969da", { red: 9, green: 105, blue: 218, alpha: 1 }],
    ["#00000080", { red: 0, green: 0, blue: 0, alpha: 128 / 255 }],
    ["rgb(1, 2, 3)", { red: 1, green: 2, blue: 3, alpha: 1 }],
    [" rgba(39, 103, 130, 0.87)", { red: 39, green: 103, blue: 130, alpha: 0.87 }],
    ["", undefined],
    ["#12345", undefined],
    ["rgb(1, 2)", undefined],
    ["color-mix(in srgb, red, blue)", undefined],
  ])("%s is read as VS Code writes it", (text, expected) => {
    expect(parseColour(text)).toEqual(expected);
  });

  it("lie over each other", () => {
    expect(over(colour("rgba(255, 0, 0, 0.5)"), colour("#000064"))).toEqual({
      red: 127.5,
      green: 0,
      blue: 50,
      alpha: 1,
    });
  });

  // The values of WCAG's own tools.
  it.each([
    ["#000000", "#ffffff", 21],
    ["#767676", "#ffffff", 4.54],
    ["#098658", "#ebebeb", 3.86],
    ["#ff0000", "#00ff00", 2.91],
  ])("%s on %s has the contrast %d, either way", (a, b, expected) => {
    expect(contrast(colour(a), colour(b))).toBeCloseTo(expected, 2);
    expect(contrast(colour(b), colour(a))).toBeCloseTo(expected, 2);
  });
});

describe("what makes an ink readable", () => {
  /** The least luminance that an ink is given, or the most; as the middle channel says. */
  const bound = (...grounds: ReadonlyArray<string>): readonly [string, number] => {
    const [, kind = "", number = ""] =
      /\) (max|min)\(y, ([\d.]+)\)/.exec(readableOn(grounds.map(colour))) ?? [];
    return [kind, Number(number)];
  };
  const contrastOf = (ink: number, ground: string) => {
    const [dark = 0, light = 0] = [ink, luminance(colour(ground))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(["#000000", "#121314", "#2d2d2d", "#747474"])("is lighter on %s", (ground) => {
    const [kind, least] = bound(ground);
    expect(kind).toBe("max");
    expect(contrastOf(least, ground)).toBeGreaterThan(4.5);
  });

  it.each(["#ffffff", "#fdf6e3", "#ebebeb", "#808080"])("is darker on %s", (ground) => {
    const [kind, most] = bound(ground);
    expect(kind).toBe("min");
    expect(contrastOf(most, ground)).toBeGreaterThan(4.5);
  });

  it("suits the ground where it is hardest", () => {
    expect(bound("#121314", "#262728")).toEqual(bound("#262728"));
    expect(bound("#ffffff", "#ebebeb")).toEqual(bound("#ebebeb"));
  });

  it("is black or white where no ink can be read on all of its grounds", () => {
    expect(bound("#000000", "#909090")).toEqual(["max", 1]);
    expect(bound("#404040", "#ffffff")).toEqual(["min", 0]);
  });
});
