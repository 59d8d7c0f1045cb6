import type { Forbidden, KubectlContext } from "./errors.ts";
import { kubectlCommand } from "./kubectl-command.ts";

/** What a button under an explanation does. */
export type Remedy =
  | { readonly _tag: "Retry" }
  | { readonly _tag: "OpenKubeconfig"; readonly path?: string }
  | { readonly _tag: "LogIn"; readonly command: string }
  | { readonly _tag: "CopyCommand"; readonly command: string }
  | { readonly _tag: "PickContainer"; readonly choices: ReadonlyArray<string> };

/** An error or a waiting state in the user's words: what happened, why if known, what to do. */
export interface Explanation {
  readonly sentence: string;
  readonly why?: string;
  readonly advice: string;
  readonly remedies: ReadonlyArray<Remedy>;
  /** The state in the cluster's own word, where there is one: `CrashLoopBackOff`. */
  readonly word?: string;
  /** About when it goes on by itself, in Unix ms. */
  readonly goesOnAt?: number;
  /** The raw answer, behind *Details*. */
  readonly details?: string;
}

/** Tries again. */
export const retry: Remedy = { _tag: "Retry" };

/** Opens the kubeconfig at a path; the one in use, if not given. */
export const openKubeconfig = (path: string | undefined): Remedy => ({
  _tag: "OpenKubeconfig",
  ...(path === undefined ? {} : { path }),
});

/** Ways to make kubectl log in to a context: a command to run in a terminal of the editor, or in one's own. */
export const loginWays = (at: KubectlContext): ReadonlyArray<Remedy> => {
  const command = kubectlCommand(at, "get", "pods");
  return [
    { _tag: "LogIn", command },
    { _tag: "CopyCommand", command },
  ];
};

/**
 * The command that tells whether the rule is there. A subresource is a flag of its own: kubectl reads `pods/log`
 * as the pod named "log" (kubectl, auth/cani.go).
 */
export const canI = (error: Forbidden): string => {
  const [resource = error.resource, subresource] = error.resource.split("/");
  return kubectlCommand(
    error,
    "auth",
    "can-i",
    error.verb,
    error.group === undefined ? resource : `${resource}.${error.group}`,
    ...(subresource === undefined ? [] : [`--subresource=${subresource}`]),
    ...(error.namespace === undefined ? [] : ["-n", error.namespace]),
  );
};
