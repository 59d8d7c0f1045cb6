import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeKnownFiles } from "../../webview/list/known-files.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ask = () => {
  const asked: Array<string> = [];
  const files = makeKnownFiles((message) => {
    if (message._tag === "FileWanted") asked.push(message.path);
  });
  return { asked, files };
};

describe("what is known of the files that lines name (V10)", () => {
  it("is asked for one path at a time, and of those wanted meanwhile the last", () => {
    const { asked, files } = ask();
    for (const path of ["a", "b", "c", "a", "d"]) files.ask(path);
    expect(asked).toEqual(["a"]);
    files.put({ path: "other", found: true });
    expect(asked).toEqual(["a"]);
    files.put({ path: "a", found: true });
    expect(asked).toEqual(["a", "d"]);
    files.put({ path: "d", found: false });
    expect(asked).toEqual(["a", "d"]);
    expect(["a", "d", "b"].map(files.isThere)).toEqual([true, false, undefined]);
  });

  it("counts for ten seconds, as does a question without an answer", () => {
    const { asked, files } = ask();
    files.ask("a");
    files.put({ path: "a", found: true });
    files.ask("b");
    vi.advanceTimersByTime(9_999);
    files.ask("c");
    expect(files.isThere("a")).toBe(true);
    vi.advanceTimersByTime(1);
    expect(files.isThere("a")).toBeUndefined();
    files.ask("c");
    expect(asked).toEqual(["a", "b", "c"]);
  });

  it("is kept of 200 paths", () => {
    const { files } = ask();
    for (let i = 0; i <= 200; i++) files.put({ path: `${i}`, found: true });
    expect(files.isThere("0")).toBeUndefined();
    expect(files.isThere("1")).toBe(true);
  });
});
