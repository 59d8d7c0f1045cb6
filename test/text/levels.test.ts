import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { Level, levelNames } from "../../src/domain/level.ts";
import { detectLevel } from "../../src/text/levels.ts";
import { levelOfName } from "../../src/text/level-words.ts";
import { levelless, levelSamples } from "./level-samples.ts";

const encoder = new TextEncoder();

const nameOf = (line: string): string | undefined => {
  const bytes = encoder.encode(line);
  return levelNames[detectLevel(bytes, 0, bytes.length)];
};

describe("detectLevel", () => {
  it("knows at least sixty formats in ten languages", () => {
    expect(new Set(levelSamples.map(([, logger]) => logger)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(levelSamples.map(([language]) => language)).size).toBeGreaterThanOrEqual(10);
  });

  it.each(levelSamples)("%s, %s: %s", (_language, _logger, level, line) => {
    expect(nameOf(line)).toBe(level);
  });

  it.each(levelless)("finds none in: %s", (line) => {
    expect(nameOf(line)).toBe("none");
  });

  it.each(levelSamples)("%s, %s: is the same amid other lines' bytes", (_l, _n, level, line) => {
    const around = encoder.encode(`ERROR: before\n${line}\n"level":"fatal" after`);
    const from = 14;
    expect(levelNames[detectLevel(around, from, from + encoder.encode(line).length)]).toBe(level);
  });

  it.prop(
    "never fails, and never looks beyond the line",
    [Schema.String, Schema.String],
    ([line, after]) => {
      const alone = encoder.encode(line);
      const both = encoder.encode(`${line}\n${after} "level":"fatal"}`);
      const level = detectLevel(alone, 0, alone.length);
      expect(levelNames[level]).toBeDefined();
      expect(detectLevel(both, 0, alone.length)).toBe(level);
    },
    { arbitrary: { runs: 2000, seed: "levels" } },
  );

  it.prop(
    "survives a line cut anywhere",
    [Schema.Literals(levelSamples.map(([, , , line]) => line)), Schema.Int],
    ([line, cut]) => {
      const bytes = encoder.encode(line);
      const to = Math.abs(cut) % (bytes.length + 1);
      const copy = bytes.slice(0, to);
      expect(detectLevel(bytes, 0, to)).toBe(detectLevel(copy, 0, to));
    },
    { arbitrary: { runs: 2000, seed: "cuts" } },
  );
});

describe("What hangs on a digit", () => {
  const Part = Schema.Literals([
    ...'1 7 ERROR error warn I level = : , . - / [ ] ( ) " | Exception the of'.split(" "),
    "INFO:",
    " ",
    " ",
    "§",
    '{"level":',
  ]);
  const coloured = (text: string): string => text.replaceAll("§", "\u001B[31m");

  it.prop(
    "says no level, whatever it is",
    [Schema.Array(Part)],
    ([parts]) => {
      const text = parts.join("");
      const other = text.replace(/\d[0-9a-z]*/giu, (token) => token.replace(/[a-z]/giu, "x"));
      expect(nameOf(coloured(other))).toBe(nameOf(coloured(text)));
    },
    { arbitrary: { runs: 4000, seed: "digits" } },
  );

  it("says none behind a colour either", () => {
    expect(nameOf("1\u001B[31mERROR: x")).toBe("none");
    expect(nameOf("1 \u001B[31mERROR: x")).toBe("error");
  });
});

describe("levelOfName", () => {
  it.each([
    ["warn", Level.warn],
    ["WARNING", Level.warn],
    ["err", Level.error],
    ["none", Level.none],
    ["loud", undefined],
  ])("%s", (name, level) => {
    expect(levelOfName(name)).toBe(level);
  });
});
