import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import type * as Scope from "effect/Scope";
import type { Viewing } from "./viewing.ts";

/** What is told of the sources while their list is open. */
export interface Reporting {
  /** The view shows the list of sources, or does not. */
  readonly want: (wanted: boolean) => Effect.Effect<void>;
}

/** So long from one report to the next, in ms. */
const pauseMs = 1000;

/** Reports of a panel's sources: at once when they are wanted, and then whenever they say something else. */
export const makeReporting = (viewing: Viewing): Effect.Effect<Reporting, never, Scope.Scope> =>
  Effect.gen(function* () {
    const running = yield* FiberHandle.make<void>();

    const report = Effect.gen(function* () {
      let told = "";
      while (true) {
        const now = yield* Clock.currentTimeMillis;
        const { shown, tallies } = viewing.reading;
        tallies.sample(now);
        const sources = tallies.reports(shown.sources);
        const words = JSON.stringify(sources);
        if (words !== told && viewing.link.live()) {
          viewing.send({ _tag: "SourcesAre", sources });
          told = words;
        }
        yield* Effect.sleep(pauseMs);
      }
    });

    return {
      want: (wanted) =>
        wanted ? Effect.asVoid(FiberHandle.run(running, report)) : FiberHandle.clear(running),
    };
  });
