import { type Arguments, partArguments } from "./kubectl-flags.ts";
import { kindOfWord } from "./kubectl-kinds.ts";
import { type Refused, type Wanted, wantedOf } from "./kubectl-logs.ts";
import { isObjectName } from "./object-name.ts";
import { shellCommands, type ShellWord } from "./shell-words.ts";

type Command = ReadonlyArray<ShellWord>;
type Read = Wanted | Refused;

const kubectl = /(?:^|[\\/.])kubectl(?:\.exe)?$/u;

const isKubectl = ({ text }: ShellWord): boolean =>
  kubectl.test(text) || /(?:^|[\\/])(?:kubecolor|oc|k)$/u.test(text);

const isLogs = (word: ShellWord | undefined): boolean => /^logs?$/u.test(word?.text ?? "");

/** The arguments behind each `kubectl` of a command: what was pasted into one line may hold several. */
const kubectlsOf = (command: Command): ReadonlyArray<Command> =>
  command.flatMap((word, at) => {
    if (!isKubectl(word)) return [];
    const rest = command.slice(at + 1);
    const next = rest.findIndex(({ text }) => kubectl.test(text));
    const own = next < 0 ? rest : rest.slice(0, next);
    // `minikube kubectl -- logs web`.
    return [own[0]?.text === "--" ? own.slice(1) : own];
  });

/** What a line of another command shares with one that shows logs: where, and of what. */
const placeIn = (
  { values }: Arguments,
  words: ReadonlyArray<ShellWord>,
  flags: ReadonlyArray<string>,
): Arguments => ({
  words: [...words],
  values: new Map([...values].filter(([name]) => flags.includes(name))),
  notes: [],
});

/** `pod web`, `pod/web` or `deploy/web` among the words of a command. */
const resourceAmong = (words: Command): Command => {
  for (const [at, word] of words.entries()) {
    const [first = "", second] = word.text.split("/");
    if (kindOfWord(first) === undefined) continue;
    if (second !== undefined) return [word];
    const next = words[at + 1];
    if (next !== undefined && isObjectName(next.text)) return [word, next];
  }
  return [];
};

/** Flags of other commands that have a value of their own, which names nothing. */
const valued =
  /^(?:-[oLf]|--(?:output|sort-by|field-selector|label-columns|filename|template|timeout|for|replicas))$/u;

/** What a line of kubectl that does something else to a pod or a workload is about: its logs can be opened as well. */
const aboutOf = (args: Command): Read | undefined => {
  const parts = partArguments(
    args.filter(({ text }, at) => !valued.test(text) && !valued.test(args[at - 1]?.text ?? "")),
  );
  const [verb, first] = parts.words.map(({ text }) => text);
  const where = ["context", "namespace"];
  if (/^(?:exec|attach|port-forward|debug)$/u.test(verb ?? ""))
    return first === undefined
      ? undefined
      : wantedOf(placeIn(parts, parts.words.slice(1, 2), [...where, "container"]));
  if (!/^(?:describe|get|delete|edit|rollout|scale|top|wait)$/u.test(verb ?? "")) return undefined;
  const words = resourceAmong(parts.words.slice(1));
  const flags = words.length === 0 ? [...where, "selector"] : where;
  return words.length === 0 && !parts.values.has("selector")
    ? undefined
    : wantedOf(placeIn(parts, words, flags));
};

/** What a line of stern asks to see, where it names a workload or a selector: its pattern of pod names is none. */
const sternOf = (command: Command): Read | undefined => {
  const at = command.findIndex(({ text }) => /(?:^|[\\/])stern(?:\.exe)?$/u.test(text));
  if (at < 0) return undefined;
  const args = command
    .slice(at + 1)
    .map((word) => (word.text === "-s" ? { ...word, text: "--since" } : word));
  const parts = partArguments(args);
  const words = parts.words.filter(({ text }) => text.includes("/")).slice(0, 1);
  if (words.length === 0 && !parts.values.has("selector")) return undefined;
  const flags = ["context", "namespace", "selector", "since", "tail"];
  // Its containers are a pattern, too.
  const one = isObjectName(parts.values.get("container")?.text ?? "") ? ["container"] : [];
  return wantedOf(placeIn(parts, words, [...flags, ...one]));
};

/** What is left of a line when its `kubectl` was not copied: `logs web -n shop`, `-l app=web`, `pod web`. */
const bareOf = (command: Command): Read | undefined => {
  const parts = partArguments(command);
  if (parts.notes.length > 0) return undefined;
  const [first, ...rest] = parts.words;
  const words = isLogs(first) ? rest : parts.words;
  const [kind, ...names] = words;
  const pair = names.length === 1 && kindOfWord(kind?.text ?? "") !== undefined;
  const single = words.length === 1 && (isLogs(first) || parts.values.size > 0);
  const selector = words.length === 0 && parts.values.has("selector");
  if (!pair && !single && !selector) return undefined;
  const read = wantedOf({ ...parts, words: [...words] });
  // It may be a text of another kind.
  return "_tag" in read ? undefined : read;
};

/** So deep do quotes hold lines in lines: `ssh box "kubectl logs web"`. */
const deepest = 2;

/** The first that can be followed, else the first that can't. */
const firstOf = <A>(
  all: ReadonlyArray<A>,
  look: (one: A) => Read | undefined,
): Read | undefined => {
  let refused: Read | undefined;
  for (const one of all) {
    const found = look(one);
    if (found !== undefined && !("_tag" in found)) return found;
    refused ??= found;
  }
  return refused;
};

const readLine = (text: string, depth: number): Read | undefined => {
  // Before a command, backticks are those of a text around it.
  const marked = /^[^`]*?(?:^|\s)(?:kubectl|oc|k)\s/u.test(text);
  const commands = shellCommands(marked ? text : text.replaceAll("`", "\n"));
  const kubectls = commands.flatMap(kubectlsOf);
  const inside = commands.flat().filter((word) => /\s/u.test(word.text));
  return (
    firstOf(kubectls, (args) => {
      const parts = partArguments(args);
      return isLogs(parts.words.shift()) ? wantedOf(parts) : undefined;
    }) ??
    (depth === deepest ? undefined : firstOf(inside, (word) => readLine(word.text, depth + 1))) ??
    firstOf(kubectls, aboutOf) ??
    firstOf(commands, sternOf) ??
    (commands.length === 1 && depth === 0 ? firstOf(commands, bareOf) : undefined)
  );
};

/**
 * What a command line asks to see: a `kubectl logs …` line by all its flags, one of kubectl or stern that names the same
 * things, or the rest of one; undefined for a text that is no such line. What is before and behind it (a prompt,
 * variables, a pipe, quotes) is left out; what it asks for that is not followed is in `notes`.
 */
export const readCommandLine = (text: string): Read | undefined => readLine(text, 0);
