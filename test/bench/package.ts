import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeAtEnd } from "../run/processes.mjs";
import { largest, makePackage, namesInZip } from "../run/vsix.mjs";
import type { Group, Measured } from "./entry.ts";

/** The size of the .vsix. */
export const packageGroup: Group = {
  entries: [{ name: "package.bytes", unit: "bytes", budget: { atMost: largest } }],
  measure,
};

async function* measure(): AsyncGenerator<Measured> {
  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-package-")));
  const path = await makePackage(folder);
  const files = namesInZip(path).length;
  yield { name: "package.bytes", value: statSync(path).size, note: `${files} files` };
}
