import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "./processes.mjs";

/** Debian's packages: its Chromium, and fonts without which emoji and CJK text are empty boxes. */
const fonts = ["fonts-noto-color-emoji", "fonts-wqy-microhei"];

/**
 * The path of a Chrome or Chromium that starts: `CHROMIUM` of the environment, one found, or one
 * installed by apt-get where that may be done; throws with the line to type where there is none.
 *
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  const missing = [...(found === undefined ? ["chromium"] : []), ...missingFonts()];
  if (missing.length > 0 && mayInstall()) {
    console.error(`Installing with apt-get: ${missing.join(" ")} …`);
    const failed = await aptGet(missing);
    if (failed !== 0) console.error(`apt-get failed (${failed}).`);
  }
  const chromium = found ?? findChromium();
  if (chromium === undefined) {
    throw new Error(
      isDebian()
        ? `No Chrome or Chromium found. Type: sudo apt-get install -y chromium ${fonts.join(" ")}`
        : "No Chrome or Chromium found. Install one, or name it: CHROMIUM=/path/to/chrome npm test",
    );
  }
  return chromium;
}

/**
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && named !== "") {
    if (starts(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which is not a Chrome or Chromium that starts.`);
  }
  return candidates().find((path) => existsSync(path) && starts(path));
}

/** @returns {string[]} */
function candidates() {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
  ];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const applications = ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
    ["/Applications", join(homedir(), "Applications")].map((folder) =>
      join(folder, `${name}.app`, "Contents", "MacOS", name),
    ),
  );
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(process.platform === "darwin" ? applications : []),
    ...playwrightBrowsers(),
  ];
}

/** @returns {string[]} what Playwright may have downloaded for another project, newest first */
function playwrightBrowsers() {
  const folder =
    process.platform === "darwin"
      ? join(homedir(), "Library", "Caches", "ms-playwright")
      : join(homedir(), ".cache", "ms-playwright");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .toReversed()
    .flatMap((name) => [
      join(folder, name, "chrome-linux", "chrome"),
      join(folder, name, "chrome-linux64", "chrome"),
      join(folder, name, "chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"),
    ]);
}

/**
 * On Ubuntu the package is a script that only tells to install a snap, hence a look at its answer.
 *
 * @param {string} path
 * @returns {boolean}
 */
function starts(path) {
  try {
    const answer = execFileSync(path, ["--version"], {
      encoding: "utf8",
      timeout: 20_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /(Chrom\w*|Edge) \d+/.test(answer);
  } catch {
    return false;
  }
}

/** @returns {boolean} */
function isDebian() {
  return (
    existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"))
  );
}

/** @returns {boolean} whether apt-get may be used: on Debian, as root */
function mayInstall() {
  return isDebian() && process.getuid?.() === 0;
}

/** @returns {string[]} */
function missingFonts() {
  if (!isDebian()) return [];
  return fonts.filter((name) => {
    try {
      const answer = execFileSync("dpkg-query", ["-W", "-f", "${Status}", name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return !answer.includes("install ok installed");
    } catch {
      return true;
    }
  });
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<number>} the exit code
 */
async function aptGet(packages) {
  /** @type {import("node:child_process").SpawnOptions} */
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", 2, 2],
  };
  const updated = await run("apt-get", ["update", "-qq"], options);
  if (updated !== 0) return updated;
  return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}
