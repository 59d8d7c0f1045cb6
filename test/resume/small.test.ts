import { describe, expect, it } from "vitest";
import { Throttled } from "../../src/domain/errors.ts";
import { waitBefore } from "../../src/resume/backoff.ts";
import { inBandError } from "../../src/resume/in-band.ts";
import { rest } from "./blocks.ts";

describe("a kubelet's error inside a 200", () => {
  it.each([
    ["unable to retrieve container logs for containerd://abc", false],
    ["failed to create fsnotify watcher: too many open files", true],
    ['failed to open log file "/var/log/pods/x"', false],
    ['failed to watch "/var/log/pods/x": no space left', false],
    ["failed to try resolving symlinks in path", false],
    ["failed to get parse function: unsupported log format", false],
  ])("%s", (text, cannotFollow) => {
    expect(inBandError(rest(text))).toEqual({ text, cannotFollow });
  });

  it("is none when the container itself wrote it: then it has a time", () => {
    expect(inBandError(rest("17 failed to open log file"))).toBeUndefined();
  });

  it("is none when it is any other text", () => {
    expect(inBandError(rest("failed to reach the moon"))).toBeUndefined();
    expect(inBandError(undefined)).toBeUndefined();
  });

  it("is shown as plain text, and not at length", () => {
    const text = inBandError(rest(`failed to open \u001b[31m${"x".repeat(9000)}`))?.text ?? "";
    expect(text).not.toContain("\u001b");
    expect(text.length).toBeLessThanOrEqual(500);
  });
});

describe("the wait before a try", () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [6, 16_000],
    [7, 30_000],
    [40, 30_000],
  ])("the %i. is up to %i ms", (attempt, jitter) => {
    expect(waitBefore(attempt, undefined)).toEqual({ ms: 0, jitter });
  });

  it("is never shorter than the server asks for", () => {
    expect(waitBefore(1, new Throttled({ retryAfterMs: 7000 }))).toEqual({ ms: 7000, jitter: 500 });
  });
});
