import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import {
  exportFileName,
  jsonOfRow,
  textOfRow,
  type ExportRow,
} from "../../src/text/export-text.ts";

const time = { seconds: Date.parse("2024-12-29T10:30:45Z") / 1000, nanos: 123_456_789 };
const line: ExportRow = { _tag: "Line", text: "GET /cart", time, source: "web-0 app" };
const marker: ExportRow = {
  _tag: "Marker",
  text: "restarted · exit 137",
  time,
  source: "web-0 app",
};

describe("textOfRow", () => {
  it.each([
    [line, false, false, "GET /cart"],
    [line, true, false, "2024-12-29T10:30:45.123Z GET /cart"],
    [line, true, true, "2024-12-29T10:30:45.123Z web-0 app GET /cart"],
    [{ _tag: "Line", text: "x", source: "a" } as const, true, false, "x"],
    [marker, false, false, "────── restarted · exit 137 ──────"],
    [marker, true, true, "2024-12-29T10:30:45.123Z web-0 app ────── restarted · exit 137 ──────"],
    [{ _tag: "Marker", text: "a\r\nb" } as const, true, true, "────── a b ──────"],
  ])("%j, timestamps %s, sources %s", (row, timestamps, sources, text) => {
    expect(textOfRow(row, { timestamps, sources })).toBe(text);
  });

  it("shows times in the view's zone", () => {
    expect(textOfRow(line, { timestamps: true, sources: false, offsetAt: () => 60 })).toBe(
      "2024-12-29T11:30:45.123+01:00 GET /cart",
    );
  });
});

describe("jsonOfRow", () => {
  it("tells lines and markers apart", () => {
    expect(jsonOfRow(line)).toBe(
      '{"time":"2024-12-29T10:30:45.123456789Z","source":"web-0 app","text":"GET /cart"}',
    );
    expect(jsonOfRow(marker)).toBe(
      '{"time":"2024-12-29T10:30:45.123456789Z","source":"web-0 app","marker":"restarted · exit 137"}',
    );
    expect(jsonOfRow({ _tag: "Marker", text: "x" })).toBe('{"marker":"x"}');
  });

  it.prop(
    "is one line that holds the text as it came, whatever it is",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff })))],
    ([units]) => {
      const text = String.fromCharCode(...units);
      const written = jsonOfRow({ _tag: "Line", text, source: "a" });
      expect(written).not.toMatch(/[\r\n]/);
      expect(written).not.toMatch(/\p{Cs}/u);
      expect(JSON.parse(written)).toEqual({ source: "a", text });
    },
    { arbitrary: { runs: 500, seed: "jsonl" } },
  );
});

describe("exportFileName", () => {
  it.each([
    [
      { pod: "web-6d4f9", container: "app", format: "text" } as const,
      "web-6d4f9-app-2024-12-29-113045.log",
    ],
    [
      { pod: "web-6d4f9", container: "app", format: "jsonl" } as const,
      "web-6d4f9-app-2024-12-29-113045.jsonl",
    ],
    [{ pod: "deployment/web", format: "text" } as const, "deployment-web-2024-12-29-113045.log"],
    [
      { pod: "app=web,tier in (a)", format: "text" } as const,
      "app-web-tier-in-a-2024-12-29-113045.log",
    ],
    [
      { pod: "../..", container: "nul", format: "text" } as const,
      "log-log-nul-2024-12-29-113045.log",
    ],
    [
      { pod: "日本", container: "café", format: "text" } as const,
      "日本-café-2024-12-29-113045.log",
    ],
  ])("%j", (name, file) => {
    expect(exportFileName(name, time, () => 60)).toBe(file);
  });

  it.prop(
    "is a name that every file system takes",
    [Schema.String, Schema.String],
    ([pod, container]) => {
      const file = exportFileName({ pod, container, format: "text" }, time, () => 0);
      expect(file).toMatch(/^[^\s<>:"/\\|?*]+-2024-12-29-103045\.log$/);
      expect(file).not.toMatch(/^[.-]|\p{C}/u);
      expect(Array.from(file).length).toBeLessThan(160);
    },
    { arbitrary: { runs: 1000, seed: "names" } },
  );
});
