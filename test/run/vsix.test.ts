import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeAtEnd } from "./processes.mjs";
import { faultsOf, namesInZip } from "./vsix.mjs";

const good = [
  "extension.vsixmanifest",
  "[Content_Types].xml",
  "extension/package.json",
  "extension/readme.md",
  "extension/changelog.md",
  "extension/LICENSE.txt",
  "extension/dist/extension/extension.cjs",
  "extension/dist/extension/search-worker.cjs",
  "extension/dist/webview/main.js",
  "extension/dist/webview/style.css",
  "extension/dist/webview/codicon.ttf",
  "extension/media/icons/podlog.svg",
  "extension/media/walkthrough/open.md",
];

describe("the package", () => {
  it("is right with the built files, the manifest and the icons", () => {
    expect(faultsOf(good, 1_500_000)).toEqual([]);
  });

  it.each([
    "extension/src/main.ts",
    "extension/dist/extension/extension.cjs.map",
    "extension/dist/extension/.sources",
    "extension/test/run/start.mjs",
    "extension/media/screenshot.png",
    "extension/node_modules/effect/package.json",
    "extension/tsconfig.json",
  ])("is wrong with %s", (name) => {
    expect(faultsOf([...good, name], 1)).toEqual([`${name} does not belong in the package.`]);
  });

  it("is wrong without the extension", () => {
    const names = good.filter((name) => !name.endsWith("extension.cjs"));
    expect(faultsOf(names, 1)).toEqual(["extension/dist/extension/extension.cjs is missing."]);
  });

  it("is wrong above 1.5 MB", () => {
    expect(faultsOf(good, 1_500_001)).toEqual(["1500001 bytes are more than 1500000."]);
  });
});

describe("the names in a zip file", () => {
  it("are those of its central directory", () => {
    const path = join(removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-zip-"))), "a.zip");
    writeFileSync(path, Buffer.concat([entry("a.txt"), entry("ü/b.txt", 7), end(2)]));
    expect(namesInZip(path)).toEqual(["a.txt", "ü/b.txt"]);
  });

  it("are not read from what is not a zip file", () => {
    const path = join(removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-zip-"))), "a.zip");
    writeFileSync(path, "no zip");
    expect(() => namesInZip(path)).toThrow("is not a zip file");
  });
});

/** A record of the central directory, with `extra` bytes behind the name. */
function entry(name: string, extra = 0): Buffer {
  const bytes = Buffer.from(name);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50);
  record.writeUInt16LE(bytes.length, 28);
  record.writeUInt16LE(extra, 30);
  return Buffer.concat([record, bytes, Buffer.alloc(extra)]);
}

/** The record at the end, of a directory that begins at 0. */
function end(count: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50);
  record.writeUInt16LE(count, 10);
  return record;
}
