import type { ShellWord } from "./shell-words.ts";

/** How a flag is written, and whether a value follows it. */
interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly value: boolean;
}

const flag = (name: string, short?: string): Flag => ({
  name,
  value: true,
  ...(short === undefined ? {} : { short }),
});
const toggle = (name: string, short?: string): Flag => ({ ...flag(name, short), value: false });

/** The flags of `kubectl logs` that say what is seen. */
const followed = [
  flag("namespace", "n"),
  flag("context"),
  flag("container", "c"),
  flag("selector", "l"),
  flag("tail"),
  flag("since"),
  flag("since-time"),
  toggle("all-containers"),
  toggle("previous", "p"),
];

/** Those that mean nothing here: a panel follows, names its sources, and has limits and certificates of its own. */
const idle = [
  toggle("follow", "f"),
  toggle("timestamps"),
  toggle("prefix"),
  toggle("all-pods"),
  toggle("ignore-errors"),
  toggle("insecure-skip-tls-verify-backend"),
  flag("limit-bytes"),
  flag("max-log-requests"),
  flag("pod-running-timeout"),
  flag("request-timeout"),
  flag("cache-dir"),
  flag("log-flush-frequency"),
  flag("profile"),
  flag("profile-output"),
  flag("vmodule"),
  flag("v", "v"),
  flag("kuberc"),
  toggle("match-server-version"),
  toggle("warnings-as-errors"),
  toggle("disable-compression"),
];

/** Those that ask for other clusters or as someone else, which the kubeconfig alone decides here. */
const others = [
  flag("kubeconfig"),
  flag("cluster"),
  flag("server", "s"),
  flag("user"),
  flag("username"),
  flag("password"),
  flag("token"),
  flag("as"),
  flag("as-group"),
  flag("as-uid"),
  flag("as-user-extra"),
  flag("certificate-authority"),
  flag("client-certificate"),
  flag("client-key"),
  flag("tls-server-name"),
  toggle("insecure-skip-tls-verify"),
];

/** Whether a flag asks for another cluster, or as someone else. */
export const goesElsewhere = (name: string): boolean => others.some((one) => one.name === name);

const flags = [...followed, ...idle, ...others];
const byName = new Map(flags.map((one) => [one.name, one]));
const byShort = new Map(
  flags.flatMap((one) => (one.short === undefined ? [] : [[one.short, one]])),
);

/** A command's arguments, parted into what stands by itself and what flags say. */
export interface Arguments {
  readonly words: Array<ShellWord>;
  /** By the flag's long name; of a toggle `true` where it says nothing else. */
  readonly values: Map<string, ShellWord>;
  /** What could not be read, a sentence each. */
  readonly notes: Array<string>;
}

/** Parts words as kubectl's flag library does (spf13/pflag): `--tail=5`, `--tail 5`, `-n shop`, `-nshop`, `-fp`, `--`. */
export const partArguments = (given: ReadonlyArray<ShellWord>): Arguments => {
  const found: Arguments = { words: [], values: new Map(), notes: [] };
  const rest = [...given];
  const unknown = (name: string): void => {
    found.notes.push(`${name} is no flag of kubectl logs.`);
  };
  const set = (one: Flag, name: string, value: ShellWord | undefined): void => {
    if (value === undefined) found.notes.push(`${name} has no value.`);
    else found.values.set(one.name, value);
  };
  const long = ({ open, text }: ShellWord): void => {
    const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/su.exec(text) ?? [];
    const one = byName.get(name);
    if (one === undefined) unknown(`--${name}`);
    else if (value !== undefined) set(one, `--${name}`, { text: value, open });
    else set(one, `--${name}`, one.value ? rest.shift() : { text: "true", open: false });
  };
  const short = ({ open, text }: ShellWord): void => {
    for (let at = 1; at < text.length; at++) {
      const letter = text.charAt(at);
      const one = byShort.get(letter);
      if (one === undefined) {
        unknown(`-${letter}`);
        return;
      }
      const after = text.slice(at + 1);
      if (after.startsWith("=") || (one.value && after !== "")) {
        set(one, `-${letter}`, { text: after.replace(/^=/u, ""), open });
        return;
      }
      set(one, `-${letter}`, one.value ? rest.shift() : { text: "true", open: false });
    }
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.text === "--") found.words.push(...rest.splice(0));
    else if (word.text.startsWith("--")) long(word);
    else if (/^-./su.test(word.text)) short(word);
    else found.words.push(word);
  }
  return found;
};
