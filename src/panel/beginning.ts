import { compareInstants, type Instant } from "../domain/instant.ts";
import { tellsOfEnd } from "../domain/marker.ts";
import type { Options } from "../protocol/shown.ts";
import type { SourceInfo } from "../protocol/sources.ts";
import { StoredKind } from "../store/block.ts";
import type { Store } from "../store/store.ts";
import { StoredRow } from "./stored-row.ts";

/** The end of a container's last instance that ended, as its status tells it. */
export interface LastDeath {
  readonly _tag: "LastDeath";
  readonly container: string;
  /** Whole seconds, as the status has them. */
  readonly at: Instant;
}

/** How a log is shown at first, where not as the logs of its cluster usually are. Nothing of it is remembered. */
export interface Beginning {
  /** The instances before the current ones. */
  readonly previous: boolean;
  readonly options?: Pick<Partial<Options>, "lineLimit" | "since">;
  /** Where its user is to stand; absent: at the end, or where the options say. */
  readonly anchor?: LastDeath;
}

/** The log of a death begins so many seconds before it: with its last lines, and with what others wrote meanwhile (O10). */
const secondsBefore = 60;

/** What a beginning asks for, as options of a panel. */
export const optionsOf = ({ anchor, options }: Beginning): Partial<Options> =>
  anchor === undefined
    ? { ...options }
    : {
        since: {
          _tag: "At",
          at: { seconds: Math.max(0, anchor.at.seconds - secondsBefore), nanos: 0 },
        },
        follow: false,
      };

/** Options that were lent for one target: what is left of them as they were lent gives way to what was there before. */
export interface Loan {
  readonly lent: Partial<Options>;
  readonly before: Options;
}

/** The options once the loan is over: what the user has changed since stays. */
export const giveBack = (options: Options, { before, lent }: Loan): Options => {
  const { since, ...rest } = options;
  const kept = "since" in lent && since === lent.since ? before.since : since;
  return {
    ...rest,
    ...(rest.lineLimit === lent.lineLimit ? { lineLimit: before.lineLimit } : {}),
    ...(rest.follow === lent.follow ? { follow: before.follow } : {}),
    ...(kept === undefined ? {} : { since: kept }),
  };
};

/** Gives a panel's options with what a beginning asks for; what it lent is given back before the next one's. */
export const makeLending = (): ((
  options: Options,
  beginning: Beginning | undefined,
) => Options) => {
  let loan: Loan | undefined;
  return (options, beginning) => {
    const before = loan === undefined ? options : giveBack(options, loan);
    const lent = beginning === undefined ? {} : optionsOf(beginning);
    loan = { before, lent };
    return { ...before, ...lent };
  };
};

const decoder = new TextDecoder();

/** Where the row of a container's end stands, and whether a line of the container stands above it. */
export interface DeathRow {
  readonly row: number;
  readonly hasLines: boolean;
}

/** The row that tells of the container's end, the first of its dividers that does; undefined where none does yet. */
export const rowOfDeath = (
  store: Store,
  sources: ReadonlyArray<SourceInfo>,
  { container }: LastDeath,
): DeathRow | undefined => {
  const ids = new Set(
    sources.filter((source) => source.container === container).map(({ id }) => id),
  );
  const stored = new StoredRow(store);
  let hasLines = false;
  for (let row = store.first; row < store.end; row++) {
    if (!stored.seek(row) || !ids.has(stored.source)) continue;
    if (stored.kind === StoredKind.line) hasLines = true;
    if (stored.kind === StoredKind.divider && tellsOfEnd(decoder.decode(stored.bytes)))
      return { row, hasLines };
  }
  return undefined;
};

/** The first row that is not older than a moment; undefined where all are. */
export const rowSince = (store: Store, moment: Instant): number | undefined => {
  const stored = new StoredRow(store);
  for (let row = store.first; row < store.end; row++) {
    const time = stored.seek(row) ? stored.time : undefined;
    if (time !== undefined && compareInstants(time, moment) >= 0) return row;
  }
  return undefined;
};
