import { type AlertLabels, readAlertLabels } from "./alert-labels.ts";
import { readCommandLine } from "./command-lines.ts";
import { readResource, type Refused, type Wanted } from "./kubectl-logs.ts";
import { kindOfWord } from "./kubectl-kinds.ts";
import { type Link, type LinkUnreadable, readLinkText } from "./link.ts";
import { isNamespaceName, isObjectName } from "./object-name.ts";
import { plainText } from "./plain-text.ts";

/** What a text in the palette's field means by itself (O11). */
export type Pasted =
  /** One word that an object may be named by. */
  | { readonly _tag: "Name"; readonly name: string }
  /** `namespace/pod`, `kind/name`, each with a container behind it or none, or a command line. */
  | { readonly _tag: "Wanted"; readonly wanted: Wanted }
  | { readonly _tag: "Link"; readonly link: Link }
  | { readonly _tag: "LinkUnreadable"; readonly error: LinkUnreadable }
  /** Understood, and nothing that can be opened. */
  | Refused
  /** Words of a text, such as an alert, of which one may name a pod, and what its labels say. */
  | { readonly _tag: "Text"; readonly words: ReadonlySet<string>; readonly labels: AlertLabels };

/** So much of a text is looked at. */
const mostCharacters = 20_000;

const isKind = (word = ""): boolean => kindOfWord(word) !== undefined;

/** `shop/web`, `deploy/web`, `shop/deploy/web`, a pod's with its container behind it. */
const fromPath = (text: string): Pasted | undefined => {
  const parts = text.split("/");
  const namespace = isKind(parts[0]) ? undefined : parts.shift();
  if (namespace !== undefined && !(parts.length === 2 && isKind(parts[0]))) parts.unshift("pod");
  const [kind = "", name = "", container, ...more] = parts;
  if (more.length > 0 || !parts.slice(1).every(isObjectName)) return undefined;
  if (name === "" || (namespace !== undefined && !isNamespaceName(namespace))) return undefined;
  const thing = readResource(`${kind}/${name}`);
  if (thing._tag === "Refused") return thing;
  const wanted: Wanted = {
    thing,
    previous: false,
    notes: [],
    ...(namespace === undefined ? {} : { namespace }),
    ...(container === undefined ? {} : { container: { _tag: "One", name: container } }),
  };
  return { _tag: "Wanted", wanted };
};

/** The words of a text that can be names; those of JSON, labels, paths and addresses too, of a host its first part. */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split(/[^-.a-z0-9]+/iu)
      .map((word) => word.replace(/^[-.]+|[-.]+$/gu, ""))
      .flatMap((word) => [word, word.replace(/\..*$/u, "")])
      .filter((word) => word.length > 1 && isObjectName(word)),
  );

/** A shorter text is a filter that somebody types, and no line of an alert. */
const leastLine = 16;

/** A name without the quotes, brackets and stops that are easily copied with it. */
const withoutEdges = (text: string): string => text.replace(/^["'`([{<]+|["'`)\]}>,;:.]+$/gu, "");

/** Reads what was typed or pasted; undefined where it means nothing by itself. */
export const readPasted = (text: string): Pasted | undefined => {
  const whole = plainText(text.slice(0, mostCharacters)).trim();
  const name = withoutEdges(whole);
  if (isObjectName(name)) return { _tag: "Name", name };
  const link = readLinkText(whole);
  if (link !== undefined)
    return link._tag === "Success"
      ? { _tag: "Link", link: link.success }
      : { _tag: "LinkUnreadable", error: link.failure };
  const labels = readAlertLabels(whole);
  const wanted = readCommandLine(whole);
  // The line may be what an alert's runbook says to type: `kubectl logs <pod>`.
  const runbook = wanted !== undefined && "_tag" in wanted && labels.pods.length > 0;
  if (wanted !== undefined && !runbook)
    return "_tag" in wanted ? wanted : { _tag: "Wanted", wanted };
  const path = /\s/u.test(name) ? undefined : fromPath(name);
  if (path !== undefined) return path;
  const words = whole.length < leastLine ? new Set<string>() : namesIn(whole);
  return words.size === 0 ? undefined : { _tag: "Text", words, labels };
};
