import type { KubectlContext } from "./errors.ts";
import { shellWord } from "./shell-quote.ts";

/**
 * A command of kubectl for a POSIX shell, by the words behind `kubectl`, in a context. Kubectl takes one kubeconfig by a
 * flag, and several by the environment alone.
 */
export const kubectlCommand = (
  { context, kubeconfigs = [] }: KubectlContext,
  ...words: ReadonlyArray<string>
): string => {
  const [one] = kubeconfigs;
  const flags = kubeconfigs.length === 1 && one !== undefined ? ["--kubeconfig", one] : [];
  const command = [...words, ...flags, "--context", context].map(shellWord).join(" ");
  return kubeconfigs.length > 1
    ? `KUBECONFIG=${shellWord(kubeconfigs.join(":"))} kubectl ${command}`
    : `kubectl ${command}`;
};
