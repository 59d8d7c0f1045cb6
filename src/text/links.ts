/** A place in a line that leads elsewhere: the UTF-16 range `[from, to)` and where it goes. */
export type Link =
  | { readonly _tag: "Url"; readonly from: number; readonly to: number; readonly url: string }
  | {
      readonly _tag: "File";
      readonly from: number;
      readonly to: number;
      /** As the frame has it, in the container; for Java the path that its package has. */
      readonly path: string;
      /** From 1. */
      readonly line: number;
      /** From 1, where the frame says it. */
      readonly column?: number;
    };

/** Lines are searched this far: what follows is no frame. */
const REACH = 4096;

/** Extensions of source files: `10.0.0.1:80` and `example.org:443` are none. */
const EXTENSIONS =
  "[cm]?[jt]sx?|vue|svelte|pyx?|go|java|kts?|scala|groovy|cljc?|cs|fs|vb|razor|cshtml|rb|erb|rs|php|" +
  "[ch]|cc|[ch]pp|cxx|hh|mm?|swift|exs?|erl|dart|lua|p[lm]|hs|ml|zig|nim|jl|r|sh|sql|ya?ml|json|toml|html";

const url = /\bhttps?:\/\/[^\s"'`<>\\^{|}\p{Cc}]+/giu;

/** Python: File "/app/x.py", line 12 */
const python = /File "([^"]{1,500})", line (\d{1,7})/g;

/** PHP: in /app/x.php on line 3; #0 /app/x.php(7): */
const php =
  /(?<![^\s"'():])((?:[a-z]:)?[^\s"'():]{1,300}\.php)(?: on line (\d{1,7})|\((\d{1,7})\))/gi;

/** Java, Kotlin, Scala, Groovy: at com.example.Foo$Bar.baz(Foo.java:12) */
const java =
  /([\w$.]{1,300})\.[\w$<>]{1,100}\(([\w$-]{1,100}\.(?:java|kt|scala|groovy)):(\d{1,7})\)/g;

/*
 * Each of these begins where a path can begin and not within one, so that a hostile line takes
 * linear time.
 */

/** All others: path:line, path:line:column; .NET puts "line " before the number. */
const general = new RegExp(
  String.raw`(?<![\w@.+~\-$/\\[\]])((?:file:\/\/|[a-z]:[\\/])?[\w@.+~\-$/\\[\]]{1,300}\.(?:${EXTENSIONS})):(?:line )?(\d{1,7})(?::(\d{1,6}))?(?![\w.])`,
  "gi",
);

/** A URL's end without the marks that belong to the sentence around it. */
const trimmed = (text: string): string => {
  let end = text.length;
  while (end > 0) {
    const last = text[end - 1] ?? "";
    if (".,;:!?*_~".includes(last)) end--;
    else if (last === ")" && !text.slice(0, end).includes("(")) end--;
    else if (last === "]" && !text.slice(0, end).includes("[")) end--;
    else break;
  }
  return text.slice(0, end);
};

const file = (
  from: number,
  to: number,
  path: string,
  line: string,
  column: string | undefined,
): Link => ({
  _tag: "File",
  from,
  to,
  path: path.replace(/^file:\/\//i, ""),
  line: Number(line),
  ...(column === undefined ? {} : { column: Number(column) }),
});

/** `com/example/Foo.java` for a frame of com.example.Foo$Bar in Foo.java: packages are folders. */
const javaPath = (owner: string, name: string): string => {
  const folders = owner.split(".").slice(0, -1);
  return [...folders, name].join("/");
};

/**
 * The links of a line, in their order and apart from each other: URLs of http and https, and the
 * places in source files that the stack frames of Java, Python, Go, Node, .NET, Ruby, Rust and PHP
 * name. Takes text without escape sequences; only its first 4,096 characters are searched.
 */
export const findLinks = (line: string): ReadonlyArray<Link> => {
  const text = line.length > REACH ? line.slice(0, REACH) : line;
  const found: Array<Link> = [];
  if (text.includes("://")) {
    for (const match of text.matchAll(url)) {
      const address = trimmed(match[0]);
      if (address.length < 9) continue;
      found.push({
        _tag: "Url",
        from: match.index,
        to: match.index + address.length,
        url: address,
      });
    }
  }
  if (/\d/.test(text)) {
    for (const match of text.matchAll(python)) {
      const [whole, path = "", at = ""] = match;
      const from = match.index + 'File "'.length;
      found.push(file(from, match.index + whole.length, path, at, undefined));
    }
    for (const match of text.matchAll(java)) {
      const [whole, owner = "", name = "", at = ""] = match;
      const to = match.index + whole.length - 1;
      found.push(file(to - name.length - 1 - at.length, to, javaPath(owner, name), at, undefined));
    }
    for (const match of text.matchAll(php)) {
      const [whole, path = "", onLine, inParens] = match;
      found.push(
        file(match.index, match.index + whole.length, path, onLine ?? inParens ?? "", undefined),
      );
    }
    for (const match of text.matchAll(general)) {
      const [whole, path = "", at = "", column] = match;
      // "[main.go:12]" is a place in brackets, "/app/[id]/route.ts:3" is a path with some.
      const skip = path.startsWith("[") && !path.includes("]") ? 1 : 0;
      const from = match.index + skip;
      found.push(file(from, match.index + whole.length, path.slice(skip), at, column));
    }
  }
  return apart(found.filter((link) => link._tag === "Url" || link.line > 0));
};

/** In order of place; of those that overlap, the one that begins first and was found first. */
const apart = (links: ReadonlyArray<Link>): ReadonlyArray<Link> => {
  const kept: Array<Link> = [];
  for (const link of links.toSorted((a, b) => a.from - b.from)) {
    const last = kept.at(-1);
    if (last === undefined || link.from >= last.to) kept.push(link);
  }
  return kept;
};
