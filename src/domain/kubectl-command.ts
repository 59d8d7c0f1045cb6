import type { KubectlContext } from "./errors.ts";

// oxlint-disable-next-line no-control-regex -- these are what is meant
const control = /[\u0001-\u001f\u007f]/u;

/**
 * A word as a POSIX shell hands it on, whatever stands in it: names are what a kubeconfig says. Control characters, of
 * which a line break would run what follows, are written in octal; so is a quote beside them, which would end the word
 * in a shell that does not know `$'…'`.
 */
const shellWord = (word: string): string => {
  if (/^[\w.@:/=+-]+$/u.test(word)) return word;
  if (!control.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const octal = (character: string): string =>
    `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  return `$'${Array.from(word, (one) => (one === "'" || one === "\\" || control.test(one) ? octal(one) : one)).join("")}'`;
};

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
