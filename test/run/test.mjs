import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { environment, ensureInstalled, root } from "./install.mjs";
import { launch, removeAtEnd, run } from "./processes.mjs";

// `npm test [-- WHAT …]` installs what is missing and runs the checks and all tests; with arguments,
// which go to vitest, only the tests they name. Its last line sums up everything.

/** Run one after the other: two cores do not bear a browser and a VS Code beside other tests. */
const rounds = [["node", "webview"], ["chromium"], ["e2e"]];

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

await launch(async () => {
  /** @type {Tally} */
  const total = { passed: 0, failed: 0, skipped: 0 };
  try {
    await testAll(process.argv.slice(2), (tally) => {
      total.passed += tally.passed;
      total.failed += tally.failed;
      total.skipped += tally.skipped;
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    total.failed += 1;
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});

/**
 * @param {readonly string[]} wanted
 * @param {(tally: Tally) => void} add
 */
async function testAll(wanted, add) {
  await ensureInstalled();
  const env = environment({ CHROMIUM: await ensureChromium() });
  if (wanted.length === 0) {
    console.log("\nTypes, lint and format (npm run check)");
    const code = await run("npm", ["run", "--silent", "check"], { cwd: root, env });
    add({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  }
  const reports = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-reports-")));
  for (const projects of rounds) {
    console.log(`\nTests: ${projects.join(", ")}`);
    const report = join(reports, `${projects.join("-")}.json`);
    const code = await run(
      "vitest",
      [
        "run",
        ...projects.map((name) => `--project=${name}`),
        "--passWithNoTests",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
        ...wanted,
      ],
      { cwd: root, env },
    );
    add(tallyOf(report, code));
  }
}

/**
 * What a run came to. A file that did not load, or an error outside of every test, has no test that
 * failed, and counts as one.
 *
 * @param {string} report path of vitest's JSON report
 * @param {number} code its exit code
 * @returns {Tally}
 */
function tallyOf(report, code) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(report)) {
    const { testResults } = JSON.parse(readFileSync(report, "utf8"));
    for (const file of testResults) {
      const before = tally.failed;
      for (const { status } of file.assertionResults) {
        if (status === "passed") tally.passed += 1;
        else if (status === "failed") tally.failed += 1;
        else tally.skipped += 1;
      }
      if (file.status === "failed" && tally.failed === before) tally.failed += 1;
    }
  }
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}
