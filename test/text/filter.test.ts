import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { Level } from "../../src/domain/level.ts";
import type { Filter, Term } from "../../src/text/filter.ts";
import { compileFilter, matches, type FilterRow } from "../../src/text/filter-match.ts";
import { parseFilter, printFilter, printTerm } from "../../src/text/filter-parse.ts";
import type { Clock } from "../../src/text/when.ts";

const clock: Clock = {
  now: { seconds: Date.parse("2024-12-29T10:30:45Z") / 1000, nanos: 0 },
  offsetAt: () => 0,
};

const text = (value: string, exclude = false): Term => ({ _tag: "Text", exclude, text: value });

describe("parseFilter", () => {
  const readings: ReadonlyArray<readonly [string, Filter]> = [
    ["", []],
    ["  error   cart ", [text("error"), text("cart")]],
    ["-healthz", [text("healthz", true)]],
    ["- a", [text("-"), text("a")]],
    ['"two words" -"a \\"b\\" \\\\"', [text("two words"), text('a "b" \\', true)]],
    ['""', []],
    ["/time ?out/i", [{ _tag: "Expression", exclude: false, source: "time ?out", flags: "i" }]],
    ["-/^GET/", [{ _tag: "Expression", exclude: true, source: "^GET", flags: "" }]],
    ["/a\\/b[/]/gs", [{ _tag: "Expression", exclude: false, source: "a\\/b[/]", flags: "s" }]],
    ["/api/users", [text("/api/users")]],
    ["/healthz and /readyz", [text("/healthz"), text("and"), text("/readyz")]],
    ["//", [text("//")]],
    ["level>=warn", [{ _tag: "Level", exclude: false, comparison: ">=", level: "warn" }]],
    ["LEVEL:Warning", [{ _tag: "Level", exclude: false, comparison: "=", level: "warn" }]],
    ["-level=none", [{ _tag: "Level", exclude: true, comparison: "=", level: "none" }]],
    ["source:app", [{ _tag: "Source", exclude: false, exact: false, label: "app" }]],
    ['-source="web-0 app"', [{ _tag: "Source", exclude: true, exact: true, label: "web-0 app" }]],
    ["since:10:30", [{ _tag: "Time", exclude: false, side: "since", when: "10:30" }]],
    [
      'until:"2024-12-29 10:30"',
      [{ _tag: "Time", exclude: false, side: "until", when: "2024-12-29 10:30" }],
    ],
    [
      "status>=500",
      [{ _tag: "Field", exclude: false, path: "status", comparison: ">=", value: "500" }],
    ],
    [
      "http.status!=200",
      [{ _tag: "Field", exclude: false, path: "http.status", comparison: "!=", value: "200" }],
    ],
    [
      "user==anna",
      [{ _tag: "Field", exclude: false, path: "user", comparison: "=", value: "anna" }],
    ],
    [
      'user="Anna B"',
      [{ _tag: "Field", exclude: false, path: "user", comparison: "=", value: "Anna B" }],
    ],
    ["-took<5ms", [{ _tag: "Field", exclude: true, path: "took", comparison: "<", value: "5ms" }]],
    ["List<String> x=>y a->b", [text("List<String>"), text("x=>y"), text("a->b")]],
    [
      "https://a.example/?x=1 10:30:45 key:value",
      [text("https://a.example/?x=1"), text("10:30:45"), text("key:value")],
    ],
    ["café 日本", [text("café"), text("日本")]],
  ];
  it.each(readings)("%j", (typed, filter) => {
    expect(parseFilter(typed)).toEqual({ filter, problems: [] });
  });

  it.each([
    ['a "b c', [text("a")], 2, 6, "The quote that opens here is never closed."],
    ['user="b c', [], 5, 9, "The quote that opens here is never closed."],
    ["a /(/ b", [text("a"), text("b")], 2, 5, "This expression is not valid: Unterminated group."],
    [
      "level>=loud x",
      [text("x")],
      0,
      11,
      '"loud" is no level: use trace, debug, info, warn, error or fatal.',
    ],
    ["-since:soon", [], 0, 11, '"soon" is no time: use 10:30, 5m or 2024-12-29T10:30.'],
    ["source:", [], 0, 7, 'Name a source after "source:".'],
  ])("says what is wrong in %j, and keeps the rest", (typed, filter, from, to, sentence) => {
    expect(parseFilter(typed)).toEqual({ filter, problems: [{ from, to, sentence }] });
  });

  it.prop(
    "reads anything, and its problems stand in the text",
    [
      Schema.Array(
        Schema.Literals([
          "a",
          '"',
          "/",
          "-",
          " ",
          "\\",
          "level",
          "since",
          ":",
          "=",
          ">",
          "<",
          "[",
          "(",
          "5",
          "é",
          "source",
        ]),
      ),
    ],
    ([parts]) => {
      const typed = parts.join("");
      const { filter, problems } = parseFilter(typed);
      for (const { from, to } of problems) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(typed.length);
      }
      expect(parseFilter(printFilter(filter)).problems).toEqual([]);
      expect(printFilter(parseFilter(printFilter(filter)).filter)).toBe(printFilter(filter));
    },
    { arbitrary: { runs: 2000, seed: "typed" } },
  );
});

const comparison = Schema.Literals(["=", "!=", ">=", "<=", ">", "<"]);
const exclude = Schema.Boolean;
const anyTerm = Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("Text"), exclude, text: Schema.NonEmptyString }),
  Schema.Struct({
    _tag: Schema.Literal("Expression"),
    exclude,
    source: Schema.Literals(["a b", "\\d+", '[/"]x', "a\\/b", "é|日"]),
    flags: Schema.Literals(["", "i", "is", "ims"]),
  }),
  Schema.Struct({
    _tag: Schema.Literal("Level"),
    exclude,
    comparison,
    level: Schema.Literals(["none", "trace", "debug", "info", "warn", "error", "fatal"]),
  }),
  Schema.Struct({
    _tag: Schema.Literal("Source"),
    exclude,
    exact: Schema.Boolean,
    label: Schema.NonEmptyString,
  }),
  Schema.Struct({
    _tag: Schema.Literal("Time"),
    exclude,
    side: Schema.Literals(["since", "until"]),
    when: Schema.Literals([
      "10:30",
      "5m",
      "5 min",
      "2024-12-29 10:30",
      "2024-12-29T10:30:45.5+01:00",
    ]),
  }),
  Schema.Struct({
    _tag: Schema.Literal("Field"),
    exclude,
    path: Schema.Literals(["status", "http.status", "@level", "k8s.io/name", "a-b"]),
    comparison,
    value: Schema.Union([Schema.String, Schema.Literals(["500", "-1.5", "5ms", ">x", "=x", '"'])]),
  }),
]);

describe("printTerm", () => {
  it.prop(
    "is read back as the same terms",
    [Schema.Array(anyTerm)],
    ([filter]) => {
      const printed = printFilter(filter);
      expect(parseFilter(printed)).toEqual({ filter, problems: [] });
    },
    { arbitrary: { runs: 2000, seed: "round trip" } },
  );

  it("puts quotes only where they are needed", () => {
    expect(printTerm(text("error"))).toBe("error");
    expect(printTerm(text("two words", true))).toBe('-"two words"');
    expect(printTerm(text("-x"))).toBe('"-x"');
    expect(printTerm(text("level=warn"))).toBe('"level=warn"');
    expect(printTerm(text("/x/"))).toBe('"/x/"');
    expect(printTerm(text("/api/users"))).toBe("/api/users");
  });
});

const row = (over: Partial<FilterRow> = {}): FilterRow => ({
  text: "GET /cart?id=5 took café time",
  level: Level.warn,
  source: "web-0/app",
  time: { seconds: Date.parse("2024-12-29T10:30:00Z") / 1000, nanos: 500 },
  ...over,
});

const json = row({ text: '{"status":503,"took":"812ms","user":"Anna","http":{"path":"/x"}}' });
const logfmt = row({ text: 'status=503 took=812ms user="Anna B" at=2024-12-29' });

describe("matches", () => {
  it.each<readonly [string, FilterRow, boolean]>([
    ["", row(), true],
    ["CAFÉ", row(), true],
    ["cafe\u0301", row(), true],
    ["日本", row({ text: "東京、日本" }), true],
    ["get cart", row(), true],
    ["get missing", row(), false],
    ["-cart", row(), false],
    ["-missing", row(), true],
    ["/^get/", row(), false],
    ["/^get/i", row(), true],
    ["-/^get/i", row(), false],
    ["level>=warn", row(), true],
    ["level>warn", row(), false],
    ["level<error", row({ level: Level.none }), false],
    ["-level<error", row({ level: Level.none }), true],
    ["level=none", row({ level: Level.none }), true],
    ["level!=info", row(), true],
    ["level=info level=warn", row(), true],
    ["level=info level=error", row(), false],
    ["source:APP", row(), true],
    ["source:db", row(), false],
    ["source:db source:web", row(), true],
    ["source:web -source:app", row(), false],
    ["source=web-0/app", row(), true],
    ["source=web-0", row(), true],
    ["source=App", row(), true],
    ["source=web", row(), false],
    ["source=web-0/ap", row(), false],
    ["since:10:30", row(), true],
    ["since:10:30:01", row(), false],
    ["until:10:30:01", row(), true],
    ["until:10:30", row(), false],
    ["since:1m", row(), true],
    ["since:30s", row(), false],
    ["status>=500", json, true],
    ["status>=504", json, false],
    ["status=503.0", json, true],
    ["took>800ms", json, true],
    ["took>800", json, false],
    ["user=ANNA", json, true],
    ["user!=bert", json, true],
    ["user!=bert", row(), false],
    ["-user=bert", row(), true],
    ["http.path=/x", json, true],
    ["http.path=/y", json, false],
    ["status<600", logfmt, true],
    ['user="anna b"', logfmt, true],
    ['at>="2024-12-28"', logfmt, true],
    ['at>="2024-12-30"', logfmt, false],
    ["id=5", row(), true],
    ["id=5", row({ text: "GET /cart?id=55" }), false],
    ["d=5", row(), false],
    ["status>=500 -café level>=warn source:app", json, true],
  ])("%j", (typed, wanted, passes) => {
    const { filter, problems } = parseFilter(typed);
    expect(problems).toEqual([]);
    expect(matches(filter, wanted, clock)).toBe(passes);
  });

  it("leaves rows without a time out of every range of time", () => {
    const timeless: FilterRow = { text: "x", level: Level.none, source: "a" };
    expect(matches(parseFilter("since:1d").filter, timeless, clock)).toBe(false);
    expect(matches(parseFilter("until:1s").filter, timeless, clock)).toBe(false);
  });

  const rows = Arbitrary.schema(
    Schema.Struct({
      text: Schema.Literals(["", "a b", 'status=500 user="x"', '{"status":404,"user":"x"}', "É"]),
      level: Schema.Literals([0, 1, 2, 3, 4, 5, 6]),
      source: Schema.Literals(["web-0", "web-1"]),
    }),
  );

  it.prop(
    "an excluding term passes just the rows that the term itself does not",
    [anyTerm, rows],
    ([term, anyRow]) => {
      const passes = compileFilter([{ ...term, exclude: false }], clock)(anyRow);
      expect(compileFilter([{ ...term, exclude: true }], clock)(anyRow)).toBe(!passes);
    },
    { arbitrary: { runs: 1000, seed: "exclude" } },
  );

  it.prop(
    "one more term never lets more through, alternatives aside",
    [Schema.Array(anyTerm), anyTerm, rows],
    ([filter, term, anyRow]) => {
      if (term._tag === "Source" || term._tag === "Level") return;
      const before = compileFilter(filter, clock)(anyRow);
      const after = compileFilter([...filter, term], clock)(anyRow);
      expect(after && !before).toBe(false);
    },
    { arbitrary: { runs: 1000, seed: "narrow" } },
  );
});
