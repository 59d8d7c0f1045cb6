import { instantFromMillis } from "./instant.ts";
import { type Arguments, goesElsewhere } from "./kubectl-flags.ts";
import { kindOfWord } from "./kubectl-kinds.ts";
import { isNamespaceName, isObjectName } from "./object-name.ts";
import type { ShellWord } from "./shell-words.ts";
import type { Since } from "./since.ts";
import type { LineLimit, WorkloadKind } from "./target.ts";

/** What is to be seen. */
export type WantedThing =
  | { readonly _tag: "Pod"; readonly name: string }
  | { readonly _tag: "Workload"; readonly kind: WorkloadKind; readonly name: string }
  | { readonly _tag: "Selector"; readonly selector: string };

/** What a text asks to see, as far as it says. */
export interface Wanted {
  readonly context?: string;
  readonly namespace?: string;
  readonly thing: WantedThing;
  /** `all`: nobody is to be asked for one. */
  readonly container?: { readonly _tag: "All" } | { readonly _tag: "One"; readonly name: string };
  readonly previous: boolean;
  readonly lineLimit?: LineLimit;
  readonly since?: Since;
  /** What of it is not followed, a sentence each. */
  readonly notes: ReadonlyArray<string>;
}

/** A command line that can't be followed, and why. */
export interface Refused {
  readonly _tag: "Refused";
  readonly why: string;
}

type Read<A> = A | Refused;

/** Seconds of a length as Go writes it (`1h30m`, `90s`, `1.5h`); undefined for anything else. */
const goSeconds = (text: string): number | undefined => {
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/u.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3 };
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/gu))
    sum += Number(count) * (units[unit ?? ""] ?? 0);
  return sum;
};

/** What is longer than this is everything. */
const longest = 10 * 366 * 86_400;

const sinceOf = ({ notes, values }: Arguments): Since | undefined => {
  const length = values.get("since")?.text;
  const moment = values.get("since-time")?.text;
  const seconds = goSeconds(length ?? "");
  if (length !== undefined && seconds === undefined)
    notes.push(`--since=${length} is no length of time.`);
  if (seconds !== undefined && seconds > 0)
    return { _tag: "Ago", seconds: Math.min(longest, Math.max(1, Math.ceil(seconds))) };
  if (moment === undefined) return undefined;
  const millis = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u.test(moment)
    ? Date.parse(moment)
    : Number.NaN;
  if (millis >= 0) return { _tag: "At", at: instantFromMillis(millis) };
  notes.push(`--since-time=${moment} is no moment.`);
  return undefined;
};

const limitOf = ({ notes, values }: Arguments): LineLimit | undefined => {
  const tail = values.get("tail")?.text;
  if (tail === undefined) return undefined;
  if (/^-\d+$/u.test(tail)) return "all";
  if (/^\d{1,8}$/u.test(tail)) return Math.min(10_000_000, Math.max(1, Number(tail)));
  notes.push(`--tail=${tail} is no number of lines.`);
  return undefined;
};

const refuse = (why: string): Refused => ({ _tag: "Refused", why });

/** What kubectl's `POD` or `TYPE/NAME` means. */
export const readResource = (text: string): Read<WantedThing> => {
  const [first = "", second] = text.split(/\/(.*)/su);
  const name = second ?? first;
  const kind = second === undefined ? "Pod" : kindOfWord(first);
  if (kind === undefined) return refuse(`${first} is no kind whose logs Podlog can open.`);
  if (!isObjectName(name)) return refuse(`${name === "" ? text : name} is no name of a ${kind}.`);
  return kind === "Pod" ? { _tag: "Pod", name } : { _tag: "Workload", kind, name };
};

/** A name as it stands in a sentence, without the stop behind it; what is no name without it stays as it is. */
const withoutStop = (text: string): string => {
  const name = text.replace(/[.,:!?)\]}>…]+$/u, "");
  return isObjectName(name.replace(/^.*\//u, "")) ? name : text;
};

/** What words name, and what stands behind it: `TYPE/NAME`, `POD`, and `TYPE NAME`, as other commands of kubectl take it. */
const resourceOf = ([first, second, ...rest]: ReadonlyArray<ShellWord>): {
  readonly resource?: ShellWord;
  readonly behind: ReadonlyArray<ShellWord>;
} => {
  if (first === undefined) return { behind: [] };
  if (second === undefined) return { resource: first, behind: [] };
  if (kindOfWord(first.text) === undefined) return { resource: first, behind: [second, ...rest] };
  const text = `${first.text}/${second.text}`;
  return { resource: { text, open: first.open || second.open }, behind: rest };
};

const thingOf = (resource: string | undefined, selector: string | undefined): Read<WantedThing> => {
  if (selector !== undefined)
    return resource === undefined
      ? { _tag: "Selector", selector }
      : refuse("kubectl takes a selector or a name, not both.");
  return resource === undefined ? refuse("It names no pod.") : readResource(resource);
};

const isTrue = (word: ShellWord | undefined): boolean =>
  word !== undefined && /^(?:1|t|true)$/iu.test(word.text);

/** What the arguments of `kubectl logs` ask to see, by all its flags. */
export const wantedOf = (given: Arguments): Read<Wanted> => {
  const { notes, values, words } = given;
  for (const [name, { text, open }] of values) {
    if (goesElsewhere(name))
      notes.push(`--${name} is not followed: Podlog goes by its own kubeconfig.`);
    if (!open) continue;
    // What only the shell knows is asked for instead.
    notes.push(`${text} is known to the shell only.`);
    values.delete(name);
  }
  const { behind, resource } = resourceOf(words);
  if (resource?.open === true) return refuse(`${resource.text} is known to the shell only.`);
  const selector = values.get("selector")?.text;
  const thing = thingOf(resource === undefined ? undefined : withoutStop(resource.text), selector);
  if (thing._tag === "Refused") return thing;
  // More than one word behind a pod is a sentence that goes on.
  const [container, ...others] = behind;
  const second = others.length === 0 ? container?.text : undefined;
  const named = values.get("container")?.text ?? second;
  const context = values.get("context")?.text;
  const inside = values.get("namespace")?.text;
  const namespace = inside === undefined ? undefined : withoutStop(inside);
  if (namespace !== undefined && !isNamespaceName(namespace))
    return refuse(`${namespace} is no name of a namespace.`);
  if (named !== undefined && !isObjectName(named))
    return refuse(`${named} is no name of a container.`);
  const lineLimit = limitOf(given);
  const since = sinceOf(given);
  return {
    thing,
    previous: isTrue(values.get("previous")),
    notes,
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(isTrue(values.get("all-containers"))
      ? { container: { _tag: "All" } }
      : named === undefined
        ? {}
        : { container: { _tag: "One", name: named } }),
    ...(lineLimit === undefined ? {} : { lineLimit }),
    ...(since === undefined ? {} : { since }),
  };
};
