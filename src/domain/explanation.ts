import type { Forbidden, KubectlContext } from "./errors.ts";

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
  const command = ["kubectl get pods", ...contextFlags(at)].join(" ");
  return [
    { _tag: "LogIn", command },
    { _tag: "CopyCommand", command },
  ];
};

/** What tells kubectl the context that is meant. */
const contextFlags = ({ context, kubeconfig }: KubectlContext): ReadonlyArray<string> => [
  ...(kubeconfig === undefined ? [] : ["--kubeconfig", shellWord(kubeconfig)]),
  "--context",
  shellWord(context),
];

/** A word for a shell, quoted where it is more than letters and digits: names are whatever a kubeconfig says. */
const shellWord = (word: string): string => {
  // oxlint-disable-next-line no-control-regex -- a pasted line break would run what follows it
  const plain = word.replace(/[\u0000-\u001f\u007f]/gu, "");
  return /^[\w.@:/=+-]+$/u.test(plain) ? plain : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
};

/**
 * The command that tells whether the rule is there. A subresource is a flag of its own: kubectl reads `pods/log`
 * as the pod named "log" (kubectl, auth/cani.go).
 */
export const canI = (error: Forbidden): string => {
  const [resource = error.resource, subresource] = error.resource.split("/");
  return [
    "kubectl auth can-i",
    shellWord(error.verb),
    shellWord(error.group === undefined ? resource : `${resource}.${error.group}`),
    ...(subresource === undefined ? [] : [`--subresource=${shellWord(subresource)}`]),
    ...(error.namespace === undefined ? [] : ["-n", shellWord(error.namespace)]),
    ...contextFlags(error),
  ].join(" ");
};
