/** A place in a source file, as a stack frame names it. */
export interface FileLink {
  readonly _tag: "File";
  /** As the frame has it, most often of the container; for the JVM's frames the path that the package has. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, where the frame says it. */
  readonly column?: number;
}

/** Where a place in a line leads: to a file, or to a page of the web (http or https). */
export type LineLink = FileLink | { readonly _tag: "Url"; readonly url: string };

/** A link and the UTF-16 units `from … to` of the line that stand for it. */
export interface FoundLink {
  readonly from: number;
  readonly to: number;
  readonly link: LineLink;
}

/** A path, and where it begins in its line. */
interface FoundPath {
  readonly from: number;
  readonly path: string;
}

/** Lines are searched this far, in UTF-16 units. */
const reach = 20_000;
/** The longest path, and the longest name of a class with its package. */
const maxPath = 300;
/** The longest address. */
const maxUrl = 4_000;

/** Extensions of source files: a name without a folder counts with one of these only, as `example.org:443` is none. */
const sourceExtensions = new Set(
  (
    "js jsx cjs mjs ts tsx cts mts vue svelte astro py pyi pyx go java kt kts scala groovy gradle clj cljs cljc " +
    "cs fs vb razor cshtml rb erb rake rs php phtml twig c h cc cpp cxx hpp hh m mm swift ex exs eex heex erl hrl " +
    "dart lua pl pm hs ml mli zig nim cr jl r sh bash sql proto tf yaml yml json toml xml html css scss"
  ).split(" "),
);
const jvmExtensions = new Set(["java", "kt", "kts", "scala", "groovy", "clj"]);

/*
 * What a frame has behind its path. Paths are read backwards from here, and not by an expression of their own: so a
 * line takes time by its length alone, whatever it is made of.
 */
const behindPath =
  /:(?:line )?(\d{1,7})(?![\d.]*\w)(?::(\d{1,6})(?!\w))?|\((\d{1,7})(?:,(\d{1,6}))?\)|(\\?"), line (\d{1,7})(?!\w)| on line (\d{1,7})(?!\w)/g;

const address = /https?:\/\/[^\s"'`<>\\^{|}\p{Cc}\p{Cf}]+/giu;

const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{M}\p{N}_]/u.test(c);

/** Signs of a path that need no partner; letters of all scripts may be halves of pairs. */
const isPathSign = (c: string): boolean => /[\p{L}\p{M}\p{N}\p{Cs}_@.+~$%/-]/u.test(c);

/** Where an address ends: before a bracket that closes what was open before it, and before the marks of its sentence. */
const endOfAddress = (text: string, from: number, to: number): number => {
  let round = 0;
  let square = 0;
  let end = from;
  for (; end < to; end++) {
    const c = text[end];
    if (c === "(") round++;
    else if (c === "[") square++;
    else if (c === ")" && --round < 0) break;
    else if (c === "]" && --square < 0) break;
  }
  while (end > from && ".,;:!?*_~([".includes(text[end - 1] ?? "")) end--;
  return end;
};

const addressesIn = (text: string): Array<FoundLink> => {
  if (!text.includes("://")) return [];
  const found: Array<FoundLink> = [];
  for (const match of text.matchAll(address)) {
    const from = match.index;
    if (isWord(text[from - 1])) continue;
    const to = endOfAddress(text, from, from + match[0].length);
    const url = text.slice(from, to);
    if (/^https?:\/\/[^/?#]/i.test(url) && url.length <= maxUrl)
      found.push({ from, to, link: { _tag: "Url", url } });
  }
  return found;
};

/** Where a path of Windows begins that goes on at `from`: at its drive; undefined where it is none. */
const driveBefore = (text: string, from: number, least: number): number | undefined => {
  let i = from;
  while (i > least && (text[i - 1] === "\\" || isPathSign(text[i - 1] ?? ""))) i--;
  const isDrive = text[i - 1] === ":" && /[a-z]/i.test(text[i - 2] ?? "") && !isWord(text[i - 3]);
  return isDrive && /[\\/]/.test(text[i] ?? "") && i - 2 >= least ? i - 2 : undefined;
};

/** Where the path begins that ends before `end`. */
const startOfPath = (text: string, end: number, least: number): number => {
  /** Closing brackets whose partners are still to come. */
  const round: Array<number> = [];
  const square: Array<number> = [];
  let i = end;
  for (; i > least; i--) {
    const c = text[i - 1] ?? "";
    if (c === ")") round.push(i);
    else if (c === "]") square.push(i);
    else if (c === "(" ? round.pop() === undefined : c === "[" && square.pop() === undefined) break;
    else if (c === "\\") {
      // JSON may write a slash so, and has other signs after it: `\n` is no part of what follows.
      if (text[i] === "/") continue;
      const drive = driveBefore(text, i, least);
      if (drive !== undefined) return drive;
      return /[bfnrtv]/.test(text[i] ?? "") ? i + 1 : i;
    } else if (c !== "(" && c !== "[" && !isPathSign(c)) break;
  }
  const from = Math.max(i, round[0] ?? 0, square[0] ?? 0);
  return text[from - 1] === ":" && text[from] === "/"
    ? (driveBefore(text, from, least) ?? from)
    : from;
};

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a path that begins at `from` is an address of: `file://` belongs to it, other schemes are left out. */
const pathOf = (text: string, from: number, end: number): FoundPath => {
  const written = text.slice(from, end).replaceAll("\\/", "/").replaceAll("\\\\", "\\");
  const before = text.slice(Math.max(0, from - 8), from);
  if (/(?:^|\W)file:$/i.test(before) && written.startsWith("//"))
    return { from: from - 5, path: percentDecoded(written.replace(/^\/+/, "/")) };
  if (/(?:^|\W)file:\/\/\/$/i.test(before))
    return { from: from - 8, path: percentDecoded(written) };
  // Firefox and Safari write the function before the path: `add@/app/cart.js`.
  const at = /^[^/]*@(?=\/)/.exec(written)?.[0].length ?? 0;
  return { from: from + at, path: written.slice(at).replace(/^\/{2,}/, "/") };
};

/** The extension of a path's last part, in lower case; "" where it has none. */
const extensionOf = (path: string): string =>
  /[^/\\]\.([a-z][a-z\d]{0,9})$/i.exec(path)?.[1]?.toLowerCase() ?? "";

/** Whether a path is one of a source file, by itself or by what stands behind its place. */
const isSource = (path: string, behind: string): boolean => {
  const extension = extensionOf(path);
  const folder = /^(.*)[/\\]/.exec(path)?.[1];
  if (folder === undefined) return false;
  // Ruby names programs, which have no extension.
  if (extension === "") return /[\w-]$/.test(path) && behind.startsWith(":in ");
  // An image has a host before its folders.
  return !/^[^/\\.]+\.[^/\\]+/.test(folder);
};

/** The folders of a JVM class whose method stands before the bracket at `bracket`: its package. */
const packageBefore = (text: string, bracket: number): string => {
  const owner = /[\p{L}\p{M}\p{N}_$.<>-]+$/u.exec(
    text.slice(Math.max(0, bracket - maxPath), bracket),
  )?.[0];
  return (owner?.split(".") ?? []).slice(0, -2).join("/");
};

/** Python's file, in the quotes that end before `end`: `File "/app/x.py", line 3`. */
const quotedBefore = (text: string, end: number, least: number): FoundPath | undefined => {
  const from = text.slice(least, end).lastIndexOf('"') + least + 1;
  const path = text.slice(from, end).replaceAll("\\\\", "\\");
  if (from === least || path === "" || path.startsWith("<")) return undefined;
  return /File \\?"$/.test(text.slice(Math.max(0, from - 7), from)) ? { from, path } : undefined;
};

/** A file as it stands before the place in it, which ends at `to`; `call`: in brackets, as a call's number does. */
const writtenBefore = (
  text: string,
  match: RegExpExecArray,
  least: number,
  call: boolean,
): FoundPath | undefined => {
  const to = match.index + match[0].length;
  const found = pathOf(text, startOfPath(text, match.index, least), match.index);
  const { from, path } = found;
  const extension = extensionOf(path);
  if (!sourceExtensions.has(extension) && (call || !isSource(path, text.slice(to, to + 4))))
    return undefined;
  const isOfJvm = text[from - 1] === "(" && !path.includes("/") && jvmExtensions.has(extension);
  const folders = isOfJvm ? packageBefore(text, from - 1) : "";
  return folders === "" ? found : { from, path: `${folders}/${path}` };
};

/** The file whose place `match` is, none of it before `least`. */
const fileOf = (text: string, match: RegExpExecArray, least: number): FoundLink | undefined => {
  const [whole, lineA, columnA, lineB, columnB, quote, lineC, lineD] = match;
  const end = match.index;
  const line = Number(lineA ?? lineB ?? lineC ?? lineD);
  const column = Number(columnA ?? columnB ?? 0);
  if (line === 0) return undefined;
  const first = Math.max(least, end - maxPath);
  const found =
    quote === undefined
      ? writtenBefore(text, match, first, lineB !== undefined)
      : quotedBefore(text, end, first);
  if (found === undefined || found.from < least) return undefined;
  const { from, path } = found;
  const place = { path, line, ...(column > 0 ? { column } : {}) };
  return { from, to: end + whole.length, link: { _tag: "File", ...place } };
};

/**
 * The links of a line, in their order and apart from each other: addresses of http and https, and the places in source
 * files that the stack frames and log prefixes of Node, the JVM, Python, Go, .NET, Ruby, Rust, PHP and Elixir name, also
 * within JSON. Takes text without escape sequences, of which the first 20,000 UTF-16 units are searched, in linear time.
 */
export const findLinks = (line: string): ReadonlyArray<FoundLink> => {
  const text = line.length > reach ? line.slice(0, reach) : line;
  const found: Array<FoundLink> = [];
  const addresses = addressesIn(text);
  let taken = 0;
  let least = 0;
  const take = (link: FoundLink | undefined) => {
    if (link === undefined) return;
    found.push(link);
    least = link.to;
  };
  for (const match of text.matchAll(behindPath)) {
    while ((addresses[taken]?.from ?? match.index) < match.index) take(addresses[taken++]);
    if (match.index >= least) take(fileOf(text, match, least));
  }
  return [...found, ...addresses.slice(taken)];
};
