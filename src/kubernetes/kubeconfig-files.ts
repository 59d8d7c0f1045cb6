import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Semaphore from "effect/Semaphore";
import * as Stream from "effect/Stream";
import type { KubeconfigBroken, KubeconfigEmpty, KubeconfigMissing } from "../domain/errors.ts";
import { fingerprint, kubeconfigPaths, readKubeconfig, type Kubeconfig } from "./kubeconfig.ts";
import { KubeconfigSettings } from "./ports.ts";

type ReadError = KubeconfigMissing | KubeconfigEmpty | KubeconfigBroken;
type Outcome = Exit.Exit<Kubeconfig, ReadError>;

/** How long (ms) a file that cannot be read may be one that is being written; so long the last good one holds. */
const writingMs = 5_000;

/** The kubeconfig as its files say now. */
export interface KubeconfigFiles {
  /** Reads afresh only what changed since the last time. */
  readonly current: Effect.Effect<Kubeconfig, ReadError>;
  /** One element each time that `current` has something new to say. */
  readonly changes: Stream.Stream<void>;
}

/** Keeps the kubeconfig in step with its files. Files are looked at when asked, and each second while someone listens. */
export const makeKubeconfigFiles: Effect.Effect<KubeconfigFiles, never, KubeconfigSettings> =
  Effect.gen(function* () {
    const settings = yield* KubeconfigSettings;
    const lock = yield* Semaphore.make(1);
    let seen:
      | { readonly print: string; readonly outcome: Outcome; readonly at: number }
      | undefined;
    let good: { readonly config: Outcome; readonly paths: string } | undefined;

    const outcome: Effect.Effect<Outcome> = lock.withPermit(
      Effect.gen(function* () {
        const where = kubeconfigPaths(yield* settings.path);
        const print = yield* fingerprint(where.paths);
        const now = yield* Clock.currentTimeMillis;
        const paths = JSON.stringify(where);
        if (seen?.print !== print) {
          const read = yield* Effect.exit(readKubeconfig(where));
          // A file under the writer's hands fails again and again with other sizes: the clock starts at the first.
          const since =
            Exit.isFailure(read) && seen && Exit.isFailure(seen.outcome) ? seen.at : now;
          seen = { print, outcome: read, at: since };
          if (Exit.isSuccess(read)) good = { config: read, paths };
        }
        return Exit.isFailure(seen.outcome) &&
          good !== undefined &&
          good.paths === paths &&
          now - seen.at < writingMs
          ? good.config
          : seen.outcome;
      }),
    );

    return {
      current: Effect.flatten(outcome),
      changes: Stream.suspend(() => {
        // Compared with what was last told, so that nothing is missed between that and the first look here.
        let known = seen?.outcome;
        return Stream.merge(Stream.tick("1 second"), settings.changes).pipe(
          Stream.mapEffect(() => outcome),
          Stream.filter((now) => {
            const news = known !== undefined && now !== known;
            known = now;
            return news;
          }),
          Stream.map(() => undefined),
        );
      }),
    };
  });
