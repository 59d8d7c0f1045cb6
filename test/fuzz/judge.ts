import { compareInstants, type Instant } from "../../src/domain/instant.ts";
import type { Mix } from "./mixes.ts";
import type { Run } from "./pod.ts";
import type { Outcome, ShownRow } from "./world.ts";

/** What a run got wrong, or what no client could get right. */
export interface Verdict {
  readonly violations: ReadonlyArray<string>;
  /** Kinds of what no client can decide, where they explain what would be a violation. */
  readonly undecidable: ReadonlyArray<string>;
  /** Markers that tell of a gap. */
  readonly markers: number;
  /** Those of them over no missing line. */
  readonly needless: number;
}

/** Markers that say that lines may be missing. */
const gapMarkers = new Set([
  "Rotated",
  "InstancesUnread",
  "EndUnverified",
  "StartUnknown",
  "Unverifiable",
]);

const sameText = (runs: ReadonlyArray<Run>, a: Place, b: Place): boolean => {
  const x = runs[a.instance]?.lines[a.line];
  const y = runs[b.instance]?.lines[b.line];
  return (
    x !== undefined &&
    y !== undefined &&
    a.instance === b.instance &&
    x.text === y.text &&
    x.seconds === y.seconds &&
    x.nanos === y.nanos
  );
};

const secondsBetween = (runs: ReadonlyArray<Run>, a: Place, b: Place): number =>
  (runs[b.instance]?.lines[b.line]?.seconds ?? 0) - (runs[a.instance]?.lines[a.line]?.seconds ?? 0);

interface Place {
  readonly instance: number;
  readonly line: number;
}

const isBefore = (a: Place, b: Place): boolean =>
  a.instance === b.instance ? a.line < b.line : a.instance < b.instance;

/** A mix in which nothing can be missing: no marker may appear. */
const nothingMissing = (mix: Mix): boolean =>
  mix.provable ||
  (mix.rotateEvery === 0 &&
    mix.life === 0 &&
    mix.replaceEvery === 0 &&
    !mix.deleted &&
    // Identical lines hide nothing where the whole file is known.
    (mix.texts === "unique" ||
      (mix.limits.every((limit) => limit === "all") && mix.stamps === "frozen")));

/** Compares what was shown with what was written. */
export const judge = (mix: Mix, outcome: Outcome): Verdict => {
  const { runs, rows } = outcome;
  const problems: Array<{ readonly kind: string; readonly text: string }> = [];
  const normal = (place: Place): Place => {
    let { instance, line } = place;
    while (instance < runs.length && line >= (runs[instance]?.lines.length ?? 0)) {
      // A run that goes on still has its next line before it.
      if (runs[instance]?.finished !== true && instance === runs.length - 1) break;
      instance++;
      line = 0;
    }
    return { instance, line };
  };
  const at = (row: ShownRow): string => `at ${((row.at - outcome.startedAt) / 1000).toFixed(3)} s`;
  let next: Place | undefined;
  let divided = false;
  let started = false;
  let doubtful: Place | undefined;
  let lastInstance = 0;
  let pending = 0;
  let above = 0;
  let markers = 0;
  let needless = 0;
  for (const row of rows) {
    if (row._tag === "Marker" && gapMarkers.has(row.what)) {
      markers++;
      if (row.what === "Unverifiable") doubtful = next;
      if (row.older) above++;
      pending++;
      continue;
    }
    if (row._tag === "Divider") divided = true;
    if (row._tag === "Divider" && row.what === "StartOfLog") started = true;
    if (row._tag !== "Line") continue;
    if (next !== undefined && row.instance !== lastInstance && !divided && !mix.noPods)
      problems.push({
        kind: "divider",
        text: `no divider before instance ${row.instance} ${at(row)}`,
      });
    if (started && row.line > 0 && startsLate(runs[row.instance], row.line))
      problems.push({
        kind: "start",
        text: `the log is said to start at ${row.instance}:${row.line}`,
      });
    started = false;
    divided = false;
    lastInstance = row.instance;
    if (row.fragment)
      problems.push({
        kind: "fragment",
        text: `fragment of ${row.instance}:${row.line} shown ${at(row)}`,
      });
    if (next === undefined) {
      next = { instance: row.instance, line: row.line };
      const missing = missingBefore(outcome, row);
      const kept = runs[outcome.keptAtFirst];
      const readable =
        row.instance > outcome.keptAtFirst &&
        !outcome.laggedAtFirst &&
        kept?.rotations.length === 0;
      const excused = pending > 0 && !readable;
      if (missing !== undefined && !excused) problems.push({ kind: "lost", text: missing });
      if (pending === 0 && rotatedBefore(outcome, row))
        problems.push({
          kind: "start",
          text: `no word of the lines that rotated away before ${row.instance}:${row.line}`,
        });
      if (missing !== undefined || (runs[row.instance]?.rotations.length ?? 0) > 0) pending = 0;
      // Where older lines were asked for, that they are gone is true of any row but the very first.
      else if (row.instance > 0 || row.line > 0) pending -= above;
    }
    const expected: Place = normal(next);
    if (
      (row.instance === expected.instance && row.line === expected.line) ||
      sameText(runs, row, expected)
    ) {
      needless += pending;
      // Equal lines after "could not be verified" may be fewer than there were: it shows where they end.
      if (doubtful !== undefined && !sameText(runs, doubtful, expected)) doubtful = undefined;
      next = { instance: expected.instance, line: expected.line + 1 };
    } else if (isBefore(row, expected)) {
      problems.push({
        kind: "doubled",
        text: `${row.instance}:${row.line} shown again or late ${at(row)}, expected ${expected.instance}:${expected.line}`,
      });
    } else {
      const told = doubtful !== undefined && sameText(runs, doubtful, expected);
      if (told) needless--;
      doubtful = undefined;
      if (pending === 0 && !told)
        problems.push({
          kind: "lost",
          text: `${expected.instance}:${expected.line} to ${row.instance}:${row.line} missing ${at(row)}`,
        });
      const seconds = secondsBetween(runs, expected, row);
      if (mix.mostGap > 0 && seconds > mix.mostGap)
        problems.push({
          kind: "slow",
          text: `${seconds} s of lines from ${expected.instance}:${expected.line} on missing ${at(row)}`,
        });
      needless += Math.max(0, pending - 1);
      next = { instance: row.instance, line: row.line + 1 };
    }
    pending = 0;
  }
  const last = normal(next ?? { instance: runs.length - 1, line: runs.at(-1)?.lines.length ?? 0 });
  const end = normal({ instance: runs.length - 1, line: runs.at(-1)?.lines.length ?? 0 });
  if (isBefore(last, end)) {
    if (pending === 0)
      problems.push({
        kind: "lost",
        text: `${last.instance}:${last.line} to ${end.instance}:${end.line} missing at the end${outcome.failed === undefined ? "" : ` (failed: ${outcome.failed})`}`,
      });
  } else needless += pending;
  // Of a pod that was gone before anything of it was read nothing can be shown.
  const never = outcome.failed === "PodGone" && mix.deleted && rows.length === 0;
  if (outcome.failed !== undefined && problems.length === 0 && !mix.noPods && !never)
    problems.push({ kind: "failed", text: `failed: ${outcome.failed}` });
  if (needless > 0 && nothingMissing(mix))
    problems.push({ kind: "marker", text: `${needless} markers where nothing is missing` });
  return sorted(mix, outcome, problems, markers, needless);
};

/** What is missing before the first row, which stands where the line limit or the time puts it, or before. */
const missingBefore = (
  { fileStartAtFirst, limit, linesAtFirst, runs, since, startedAt }: Outcome,
  row: Extract<ShownRow, { readonly _tag: "Line" }>,
): string | undefined => {
  const run = runs[row.instance];
  const rotated = run?.rotations.some(({ at }) => at >= startedAt - 100) ?? false;
  if (since !== undefined) {
    const first = firstSince(runs, since);
    if (first === undefined || isBefore(row, first)) return undefined;
    if (
      row.instance === first.instance &&
      (rotated || row.line <= Math.max(first.line, fileStartAtFirst))
    )
      return undefined;
    return `first row ${row.instance}:${row.line}, but ${first.instance}:${first.line} is young enough`;
  }
  const latest =
    limit === "all"
      ? fileStartAtFirst
      : Math.max(fileStartAtFirst, linesAtFirst - Math.max(limit, 1));
  return limit === 0 || rotated || row.line <= latest
    ? undefined
    : `first row ${row.instance}:${row.line}, but the limit ${limit} reaches back to line ${latest}`;
};

/**
 * The first row is the first line of its file, others rotated away before, and it is so late that this shows: a file that
 * is empty when it is first seen, or is rotated within ten seconds, looks like one that was never rotated.
 */
const rotatedBefore = (
  { fileStartAtFirst, runs, startedAt }: Outcome,
  { instance, line }: Place,
): boolean => {
  const run = runs[instance];
  const seconds = run?.lines[line]?.seconds;
  if (seconds === undefined || line === 0) return false;
  return line === fileStartAtFirst && startsLate(run, line) && (seconds + 1) * 1000 < startedAt;
};

/** Whether a file that begins with this line shows by it that others were rotated away. */
const startsLate = (run: Run | undefined, line: number): boolean => {
  const seconds = run?.lines[line]?.seconds;
  if (run === undefined || seconds === undefined) return false;
  return seconds * 1000 - Math.floor(run.startedAt / 1000) * 1000 > 11_000;
};

/** The first line of that time or later. */
const firstSince = (runs: ReadonlyArray<Run>, since: Instant): Place | undefined => {
  for (const { lines, number } of runs) {
    const line = lines.findIndex((one) => compareInstants(one, since) >= 0);
    if (line >= 0) return { instance: number, line };
  }
  return undefined;
};

const equalAcrossRotation = (runs: ReadonlyArray<Run>): boolean =>
  runs.some(({ lines, rotations }) => {
    if (rotations.length === 0) return false;
    const seen = new Map<string, number>();
    for (const [i, line] of lines.entries()) {
      const file = rotations.filter((rotation) => rotation.line <= i).length;
      const key = `${line.seconds}.${line.nanos} ${line.text}`;
      const other = seen.get(key);
      if (other !== undefined && other !== file) return true;
      seen.set(key, file);
    }
    return false;
  });

/** Separates what no client can decide. */
const sorted = (
  mix: Mix,
  outcome: Outcome,
  problems: ReadonlyArray<{ readonly kind: string; readonly text: string }>,
  markers: number,
  needless: number,
): Verdict => {
  const violations: string[] = [];
  const undecidable: string[] = [];
  for (const { kind, text } of problems) {
    const excuse = outcome.cutThrice
      ? "three answers cut cleanly at one place"
      : mix.rotateEvery > 0 && equalAcrossRotation(outcome.runs)
        ? "equal lines on both sides of a rotation"
        : kind === "lost" && rotatedUnread(outcome, text)
          ? "an instance rotated before its first reading"
          : kind === "lost" && unseenPods(outcome, text)
            ? "a pod that came and went between two looks"
            : undefined;
    if (excuse === undefined) violations.push(`${kind}: ${text}`);
    else undecidable.push(excuse);
  }
  return { violations, undecidable, markers, needless };
};

/** The lines lost are all those of pods of which the machine was never told. */
const unseenPods = ({ runs, seen }: Outcome, text: string): boolean => {
  const found = /^(\d+):0 to (\d+):0 /u.exec(text);
  return (
    found !== null &&
    runs.slice(Number(found[1]), Number(found[2])).every(({ uid }) => !seen.has(uid))
  );
};

/**
 * The lines lost are the first of an instance whose file was rotated before anything of it was shown, or shown as its
 * own: what came first of all may have been told of the instance before, by a status that lagged.
 */
const rotatedUnread = (
  { laggedAtFirst, runAtFirst, runs, rows }: Outcome,
  text: string,
): boolean => {
  const found = /^(\d+):(\d+) to (\d+):(\d+)/u.exec(text);
  if (found === null) return false;
  const [from = 0, first = 0, instance = 0, line = 0] = found.slice(1).map(Number);
  if (first > 0)
    return (
      laggedAtFirst &&
      from === runAtFirst &&
      from === instance &&
      (runs[from]?.rotations.some((rotation) => rotation.line === line) ?? false)
    );
  // Runs of which nothing is left but an empty file.
  const emptied = runs
    .slice(from, instance)
    .every(({ rotations, file }) => rotations.length > 0 && file.count === 0);
  if (!emptied || line === 0) return emptied && from < instance;
  const shown = rows.find((row) => row._tag === "Line" && row.instance === instance);
  return (
    runs[instance]?.rotations.some(
      (rotation) => rotation.line === line && rotation.at < (shown?.at ?? 0),
    ) ?? false
  );
};
