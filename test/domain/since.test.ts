import * as Schema from "effect/Schema";
import { expect, test } from "vitest";
import { Since, sinceInstant, sinceWords, usualSinces } from "../../src/domain/since.ts";

const at = { seconds: 1_764_066_600, nanos: 250_000_000 };

test("The usual beginnings are 5 and 15 minutes, 1, 6 and 24 hours ago (S10)", () => {
  expect(usualSinces.map(sinceWords)).toEqual([
    "last 5 min",
    "last 15 min",
    "last 1 h",
    "last 6 h",
    "last 24 h",
  ]);
});

test("A beginning is named in the largest unit that it fills, or by its moment (S10)", () => {
  expect(sinceWords({ _tag: "Ago", seconds: 90 })).toBe("last 90 s");
  expect(sinceWords({ _tag: "Ago", seconds: 5400 })).toBe("last 90 min");
  expect(sinceWords({ _tag: "At", at })).toBe("since 2025-11-25T10:30:00.250Z");
  expect(sinceWords({ _tag: "At", at: { ...at, nanos: 0 } })).toBe("since 2025-11-25T10:30:00Z");
});

test("Some time ago is counted back from the present; a moment is itself (S10)", () => {
  expect(sinceInstant({ _tag: "Ago", seconds: 900 }, at)).toEqual({
    ...at,
    seconds: 1_764_065_700,
  });
  expect(sinceInstant({ _tag: "At", at }, { seconds: 9, nanos: 0 })).toEqual(at);
});

test("What is no beginning is refused (S10)", () => {
  const is = Schema.is(Since);
  expect(is({ _tag: "Ago", seconds: 900 })).toBe(true);
  expect(is({ _tag: "Ago", seconds: 0 })).toBe(false);
  expect(is({ _tag: "Ago", seconds: 1.5 })).toBe(false);
  expect(is({ _tag: "At", at: { seconds: -1, nanos: 0 } })).toBe(false);
  expect(is({ _tag: "At", at: { seconds: 1e15, nanos: 0 } })).toBe(false);
  expect(is({ _tag: "At", at: { seconds: 1, nanos: 1e9 } })).toBe(false);
});
