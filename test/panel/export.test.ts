import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { vi } from "vitest";
import { ExportFailed, exportSentence } from "../../src/domain/export-problem.ts";
import { type Export, exportRows, formatOf } from "../../src/panel/export.ts";
import type { RowList } from "../../src/panel/row-list.ts";
import { Saving } from "../../src/vscode/saving.ts";
import { desk, Uri } from "../vscode/edge.ts";
import { block, filteredList, listOf, storeOf } from "./rows.ts";

vi.mock("vscode", () => import("../vscode/edge.ts"));

let folder: string;
beforeEach(() => {
  desk.reset();
  folder = mkdtempSync(join(tmpdir(), "podlog-export-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const labels = new Map([[0, "app"]]);
const what = (list: RowList, more: Partial<Export> = {}): Export => ({
  list,
  labels,
  format: "text",
  text: { timestamps: false, sources: false },
  ...more,
});

/** A file on this machine, or on another one. */
const place = (name: string, scheme = "file") => {
  const path = scheme === "file" ? join(folder, name) : `/remote/${name}`;
  return {
    name,
    path: scheme === "file" ? path : undefined,
    uri: Object.assign(new Uri(path, scheme)),
  };
};

const run = (one: Export, name = "a.log", report: (share: number) => void = () => {}) =>
  // SAFETY: the export passes the address on, and asks nothing of it.
  exportRows(one, place(name) as never, report).pipe(Effect.provide(Saving.layer));

const written = (name = "a.log"): string => readFileSync(join(folder, name), "utf8");

describe("an export", () => {
  it.effect("writes the lines of the view as they came, markers and dividers in their places", () =>
    Effect.gen(function* () {
      const store = storeOf("one", "\u001b[31mtwo\u001b[0m", "hidden");
      store.appendDivider(0, { _tag: "Restarted", exitCode: 137, reason: "OOMKilled" });
      store.append(0, block(["three"]));
      expect(yield* run(what(listOf(store)))).toBe(4);
      expect(written()).toBe(
        "one\n\u001b[31mtwo\u001b[0m\nhidden\n────── restarted · exit 137 · OOMKilled ──────\nthree\n",
      );
      expect(yield* run(what(filteredList(store, [0, 4])))).toBe(2);
      expect(written()).toBe("one\nthree\n");
    }),
  );

  it.effect("writes the very bytes, also those that are no text", () =>
    Effect.gen(function* () {
      const store = storeOf();
      const bytes = Uint8Array.of(0xff, 0xfe, 0x41, 0xc3);
      store.append(0, { ...block(["1234"]), bytes });
      yield* run(what(listOf(store)));
      expect([...readFileSync(join(folder, "a.log"))]).toEqual([...bytes, 10]);
    }),
  );

  it.effect("writes times and sources where the view shows them", () =>
    Effect.gen(function* () {
      yield* run(what(listOf(storeOf("one")), { text: { timestamps: true, sources: true } }));
      expect(written()).toBe("2024-12-29T10:30:45.123Z app one\n");
    }),
  );

  it.effect("writes JSON Lines with all nanoseconds, in which no line can pass for a marker", () =>
    Effect.gen(function* () {
      const store = storeOf('{"a":1}');
      store.appendMarker(0, { _tag: "StartUnknown" });
      yield* run(what(listOf(store), { format: "jsonl" }), "a.jsonl");
      expect(
        written("a.jsonl")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ).toEqual([
        { time: "2024-12-29T10:30:45.123456789Z", source: "app", text: '{"a":1}' },
        { source: "app", marker: "Start unknown: earlier lines may have rotated away" },
      ]);
    }),
  );

  it.effect("tells how far it is, to the end", () =>
    Effect.gen(function* () {
      const shares: Array<number> = [];
      const store = storeOf(...Array.from({ length: 12_000 }, (_, i) => `row ${i}`));
      yield* run(what(listOf(store)), "a.log", (share) => void shares.push(share));
      expect(shares.length).toBeGreaterThan(1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    }),
  );

  it.effect("leaves what stood there, and nothing beside it, when it is cancelled", () =>
    Effect.gen(function* () {
      writeFileSync(join(folder, "a.log"), "before");
      const store = storeOf(...Array.from({ length: 50_000 }, (_, i) => `row ${i}`));
      let stop: (() => void) | undefined;
      const fiber = yield* Effect.forkChild(run(what(listOf(store)), "a.log", () => stop?.()));
      yield* Effect.callback<void>((resume) => {
        stop = () => resume(Effect.void);
      });
      yield* Fiber.interrupt(fiber);
      expect(written()).toBe("before");
      expect(readdirSync(folder)).toEqual(["a.log"]);
    }),
  );

  it.effect("says why it failed, and leaves nothing", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(what(listOf(storeOf("one"))), "gone/a.log"));
      expect(error).toBeInstanceOf(ExportFailed);
      expect(exportSentence(error)).toMatch(/a\.log was not written: its folder is gone/);
      expect(readdirSync(folder)).toEqual([]);
    }),
  );

  it.effect("goes by way of VS Code where Node cannot reach, whole or not at all", () =>
    Effect.gen(function* () {
      const far = (path: string) =>
        exportRows(
          what(listOf(storeOf("one", "two"))),
          // SAFETY: as above.
          { name: "a.log", path: undefined, uri: new Uri(path, "vscode-vfs") as never },
          () => {},
        ).pipe(Effect.provide(Saving.layer));
      expect(yield* far("/remote/a.log")).toBe(2);
      expect(
        [...desk.remote].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
      ).toEqual([["/remote/a.log", "one\ntwo\n"]]);
      const error = yield* Effect.flip(far("/readonly/a.log"));
      expect(error.why).toBe("not permitted");
      expect(desk.remote.size).toBe(1);
    }),
  );

  it("takes its format from the file's name", () => {
    expect(["a.log", "a.txt", "a", "a.jsonl", "a.NDJSON", "a.json"].map(formatOf)).toEqual([
      "text",
      "text",
      "text",
      "jsonl",
      "jsonl",
      "jsonl",
    ]);
  });
});
