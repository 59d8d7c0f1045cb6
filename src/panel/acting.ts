import type * as Effect from "effect/Effect";
import type { SourceId } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import type { Shown } from "../protocol/shown.ts";
import type { ClusterId } from "../vscode/preferences.ts";
import type { Beginning } from "./beginning.ts";
import type { RowList } from "./row-list.ts";

/** What the actions of a panel's user work on. */
export interface Acting {
  readonly cluster: ClusterId;
  readonly shown: () => Shown;
  readonly list: () => RowList;
  /** The command that a button of the panel offers for logging in; undefined where there is none. */
  readonly loginOffered: () => string | undefined;
  /** Changes what is shown without asking the cluster. */
  readonly change: (change: Partial<Shown>) => Effect.Effect<void>;
  /** Shows another target, from its start. */
  readonly show: (target: Target, begin?: Beginning) => Effect.Effect<void>;
  /** Asks the cluster again for what is shown. */
  readonly afresh: Effect.Effect<void>;
  /** Empties the display, and nothing else. */
  readonly empty: Effect.Effect<void>;
  /** Doubles the memory for its rows; gives the new limit in bytes. */
  readonly raise: Effect.Effect<number>;
  /** Skips a wait, or goes on after a failure. */
  readonly retry: Effect.Effect<void>;
  /** Reads a source that is not followed. */
  readonly follow: (source: SourceId) => Effect.Effect<void>;
  readonly close: Effect.Effect<void>;
  readonly say: (text: string) => Effect.Effect<void>;
}
