/** The limit that a value must keep, in the value's unit. */
export type Budget = { readonly atMost: number } | { readonly atLeast: number };

/** One number that the bench can give. */
export interface Entry {
  /** `start.eager-bytes`: the group's name, a dot, and what is measured. */
  readonly name: string;
  readonly unit: string;
  /** Absent where the value is only to be looked at. */
  readonly budget?: Budget;
}

/** What was measured; without a value there is none, and the note says why (a missing tool). */
export interface Measured {
  readonly name: string;
  readonly value?: number;
  readonly note: string;
  /** What the value stands for does not hold, however good it is; the note says why. */
  readonly spoiled?: boolean;
}

/** Entries that are measured together, in one file, by the shipped code. */
export interface Group {
  readonly entries: ReadonlyArray<Entry>;
  /** Measures the wanted entries, names of this group, and gives each when it is known. */
  readonly measure: (wanted: ReadonlySet<string>) => AsyncIterable<Measured>;
}

/** A line of the bench's answer: with `--json` printed as it is. */
export interface Result {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  /** The limit, if there is one; whether it is the largest or the smallest value allowed is the entry's matter. */
  readonly budget: number | null;
  readonly ok: boolean;
  readonly note: string;
}

/**
 * What a group measures; what it could not, because a tool is missing or something broke, is there without a value, and
 * `tell` gets the whole error.
 */
export async function* measureAll(
  group: Pick<Group, "measure">,
  wanted: ReadonlySet<string>,
  tell: (error: unknown) => void,
): AsyncGenerator<Measured> {
  const left = new Set(wanted);
  try {
    for await (const measured of group.measure(wanted)) {
      left.delete(measured.name);
      yield measured;
    }
  } catch (error) {
    tell(error);
    const why = error instanceof Error ? error.message : String(error);
    for (const name of left) yield { name, note: why.trim().split("\n")[0] ?? "" };
  }
}

/** Judges a measured value by its entry's budget. */
export function resultOf(entry: Entry, measured: Measured): Result {
  const { budget } = entry;
  const value = measured.value ?? null;
  return {
    name: entry.name,
    value,
    unit: entry.unit,
    budget: limitOf(budget),
    ok: value !== null && measured.spoiled !== true && keeps(value, budget),
    note: measured.note,
  };
}

function limitOf(budget: Budget | undefined): number | null {
  if (budget === undefined) return null;
  return "atMost" in budget ? budget.atMost : budget.atLeast;
}

function keeps(value: number, budget: Budget | undefined): boolean {
  if (budget === undefined) return true;
  return "atMost" in budget ? value <= budget.atMost : value >= budget.atLeast;
}

/** Whether a name is asked for: all are by no words, else by its whole name or its group's. */
export function isWanted(name: string, words: ReadonlyArray<string>): boolean {
  return words.length === 0 || words.some((word) => name === word || name.startsWith(`${word}.`));
}

/** One line of the table for people. */
export function rowOf(entry: Entry, result: Result): string {
  const sign = entry.budget !== undefined && "atLeast" in entry.budget ? "≥" : "≤";
  const value = result.value === null ? "–" : rounded(result.value);
  const amount = `${value} ${entry.unit}`;
  const limit = result.budget === null ? "" : `${sign} ${rounded(result.budget)}`;
  return [
    result.ok ? "ok  " : "FAIL",
    entry.name.padEnd(24),
    amount.padStart(22),
    limit.padStart(14),
    ` ${result.note}`,
  ]
    .join(" ")
    .trimEnd();
}

function rounded(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}
