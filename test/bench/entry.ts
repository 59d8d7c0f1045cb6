/** The limit that a value must keep, in the value's unit. */
export type Budget = { readonly atMost: number } | { readonly atLeast: number };

/** One number that the bench can give. */
export interface Entry {
  /** `start.eager-bytes`: the group's name, a dot, and what is measured. */
  readonly name: string;
  readonly unit: string;
  readonly budget: Budget;
}

/** What was measured; without a value there is none, and the note says why (a missing tool). */
export interface Measured {
  readonly name: string;
  readonly value?: number;
  readonly note: string;
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
  /** The limit; whether it is the largest or the smallest value allowed is the entry's matter. */
  readonly budget: number;
  readonly ok: boolean;
  readonly note: string;
}

/** Judges a measured value by its entry's budget. */
export function resultOf(entry: Entry, measured: Measured): Result {
  const { budget } = entry;
  const value = measured.value ?? null;
  const limit = "atMost" in budget ? budget.atMost : budget.atLeast;
  const kept = value !== null && ("atMost" in budget ? value <= limit : value >= limit);
  return {
    name: entry.name,
    value,
    unit: entry.unit,
    budget: limit,
    ok: kept,
    note: measured.note,
  };
}

/** Whether a name is asked for: all are by no words, else by its whole name or its group's. */
export function isWanted(name: string, words: ReadonlyArray<string>): boolean {
  return words.length === 0 || words.some((word) => name === word || name.startsWith(`${word}.`));
}

/** One line of the table for people. */
export function rowOf(entry: Entry, result: Result): string {
  const sign = "atMost" in entry.budget ? "≤" : "≥";
  const value = result.value === null ? "–" : rounded(result.value);
  const amount = `${value} ${entry.unit}`;
  const limit = `${sign} ${rounded(result.budget)}`;
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
