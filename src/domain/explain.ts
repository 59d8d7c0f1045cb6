import type { KubeError } from "./errors.ts";
import type { Instant } from "./instant.ts";

/** What the cluster told about a pod, one event of it. */
export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly at?: Instant;
}

/** What a button under an explanation does. */
export type Remedy =
  | { readonly _tag: "Retry" }
  | { readonly _tag: "OpenKubeconfig"; readonly path?: string }
  | { readonly _tag: "CopyCommand"; readonly command: string }
  | { readonly _tag: "PickContainer"; readonly choices: ReadonlyArray<string> };

/** An error or a waiting state in the user's words: what happened, why if known, what to do. */
export interface Explanation {
  readonly sentence: string;
  readonly why?: string;
  readonly advice: string;
  readonly remedies: ReadonlyArray<Remedy>;
  /** The raw answer, behind *Details*. */
  readonly details?: string;
}

const retry: ReadonlyArray<Remedy> = [{ _tag: "Retry" }];

/** The one place where an error gets its sentence and its remedy (K3). */
export const explain = (error: KubeError): Explanation => ({
  sentence: error._tag,
  advice: "Try again.",
  remedies: retry,
  ...(error.details === undefined ? {} : { details: error.details }),
});
