import type { KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { WorkloadView } from "../domain/workload.ts";

/** What is seen of a target's pods. */
export type Sight =
  /** A pod as it is now, and the containers of it that are wanted; `watched` when every change will be seen. */
  | {
      readonly _tag: "Pod";
      readonly pod: PodView;
      readonly wanted: ReadonlyArray<string>;
      readonly watched: boolean;
    }
  /** The user may not read pods: these containers of it are to be tried (K4). */
  | { readonly _tag: "Unseen"; readonly pod: string; readonly wanted: ReadonlyArray<string> }
  /** `last`: as it was at its end, where the watch showed that. */
  | { readonly _tag: "Gone"; readonly pod: string; readonly last?: PodView }
  /** Of a target with many pods, what became of them since the sight before. */
  | PodsSight
  /** The workload as it is now; absent: it is not there any more. */
  | { readonly _tag: "Workload"; readonly workload?: WorkloadView }
  /** Out of touch; the `attempt`-th try in a row comes at `at` (Unix ms). */
  | {
      readonly _tag: "Lost";
      readonly attempt: number;
      readonly at: number;
      readonly error: KubeError;
    };

/** What became of many pods. */
export interface PodsSight {
  readonly _tag: "Pods";
  /** Those that are new or changed. */
  readonly pods: ReadonlyArray<PodView>;
  /** Those that are no longer there, as they were last. */
  readonly removed: ReadonlyArray<PodView>;
  /** Those that live on, but belong to the target no longer. */
  readonly left: ReadonlyArray<PodView>;
  /** The names of those that were picked and are not there at the start. */
  readonly missing: ReadonlyArray<string>;
  /** They come from a list of all, not from a change of one. */
  readonly listed: boolean;
  /** They were there when the target was opened. */
  readonly first: boolean;
  /** Every change of them will be seen. */
  readonly watched: boolean;
}
