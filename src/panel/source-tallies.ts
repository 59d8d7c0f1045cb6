import type { ConnectionState, SourceId } from "../domain/source.ts";
import type { Connection } from "../protocol/shown.ts";
import type { SourceInfo, SourceReport } from "../protocol/sources.ts";
import { linesPerSecond, noRate, type Rate, sampleRate } from "./rate.ts";
import { toConnection } from "./shown.ts";

/** What is known of one source. */
interface Tally {
  lines: number;
  rate: Rate;
  state: ConnectionState;
}

/** Rates are taken from samples so far apart, in ms. */
const sampleMs = 1000;

const whyOf = (connection: Connection): string | undefined => {
  switch (connection._tag) {
    case "Connecting":
    case "Streaming":
      return undefined;
    case "Waiting":
    case "Disconnected":
      return connection.why.sentence;
    case "Reconnecting":
      return connection.why?.sentence;
    case "Ended":
      return connection.why;
  }
};

/** How many lines each source of a session has given, how fast they come, and how its connection is. */
export class SourceTallies {
  private readonly tallies = new Map<SourceId, Tally>();
  private sampled = Number.NEGATIVE_INFINITY;

  /** Lines of a source went into the store. */
  took(source: SourceId, lines: number): void {
    this.of(source).lines += lines;
  }

  /** The connection of a source is another. */
  turned(source: SourceId, state: ConnectionState): void {
    this.of(source).state = state;
  }

  /** Looks at all counts, if the last look is a second ago; `now` in Unix ms. */
  sample(now: number): void {
    if (now - this.sampled < sampleMs) return;
    this.sampled = now;
    for (const tally of this.tallies.values())
      tally.rate = sampleRate(tally.rate, now, tally.lines);
  }

  /** What these sources have come to. */
  reports(sources: ReadonlyArray<Pick<SourceInfo, "id">>): ReadonlyArray<SourceReport> {
    return sources.map(({ id }) => {
      const { lines, rate, state } = this.of(id);
      const why = whyOf(toConnection(state));
      return {
        id,
        state: state._tag,
        ...(why === undefined ? {} : { why }),
        lines,
        rate: linesPerSecond(rate),
      };
    });
  }

  /** The same connections, and no lines: where the rows begin anew. */
  withoutLines(): SourceTallies {
    const next = new SourceTallies();
    for (const [source, { state }] of this.tallies) next.turned(source, state);
    return next;
  }

  private of(source: SourceId): Tally {
    const known = this.tallies.get(source);
    if (known !== undefined) return known;
    const tally: Tally = { lines: 0, rate: noRate, state: { _tag: "Connecting" } };
    this.tallies.set(source, tally);
    return tally;
  }
}
