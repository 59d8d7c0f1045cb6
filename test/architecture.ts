/** The import directions between the rooms, as a pure check over the texts of the source files. */

/** What a file may not import, and why. */
export interface Violation {
  readonly file: string;
  readonly imported: string;
  readonly reason: string;
}

/** One import or re-export of a file. */
export interface Import {
  /** The specifier as it is written, `../domain/target.ts` or `vscode`. */
  readonly specifier: string;
  /** True for `import type` and `export type`, which leave nothing in what runs. */
  readonly typeOnly: boolean;
}

/** The rooms that each room may import from, besides itself; `main`, and `commands` beside it, may import from all of src. */
const allowed: Readonly<Record<string, ReadonlyArray<string>>> = {
  extension: ["main"],
  features: ["panel", "session", "kubernetes", "text", "domain", "vscode"],
  panel: ["session", "store", "search", "protocol", "text", "domain", "vscode"],
  session: ["source", "kubernetes", "domain"],
  source: ["resume", "kubernetes", "domain"],
  search: ["store", "text", "domain"],
  store: ["text", "domain"],
  vscode: ["kubernetes", "domain"],
  kubernetes: ["domain"],
  resume: ["domain"],
  text: ["domain"],
  protocol: ["domain"],
  domain: [],
  webview: ["protocol", "text", "domain"],
};

/** Names that say nothing about what a room or a file owns. */
const emptyNames = /^(utils?|helpers?|common|managers?|misc|shared)$/i;

/**
 * The imports of a TypeScript file: static, dynamic, re-exports and `import type`. Comments do not
 * count; an import whose specifier is not a plain string is not seen.
 */
export function importsOf(text: string): ReadonlyArray<Import> {
  const code = withoutComments(text);
  const found: Array<Import> = [];
  const statement =
    /\b(?:import|export)\b(\s+type\b(?!\s*(?:from|,)))?(?:[\s\w$*{},]*?\bfrom)?\s*(["'])([^"'\n]+)\2/g;
  for (const match of code.matchAll(statement)) {
    found.push({ specifier: match[3] ?? "", typeOnly: match[1] !== undefined });
  }
  for (const match of code.matchAll(/\b(?:import|require)\s*\(\s*(["'])([^"'\n]+)\1/g)) {
    // `typeof import("x")` and `import("x").Type` in a type position count as used for their value:
    // nothing here needs them.
    found.push({ specifier: match[2] ?? "", typeOnly: false });
  }
  return found;
}

/** Leaves strings alone, so that `"https://…"` is not taken for a comment. */
function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_whole, string: string | undefined) => string ?? " ",
  );
}

/** The breaches of the import directions in files given by their paths from the top folder. */
export function violations(files: ReadonlyMap<string, string>): ReadonlyArray<Violation> {
  const found: Array<Violation> = [];
  for (const [file, text] of files) {
    const reasonForName = nameless(file);
    if (reasonForName !== undefined) found.push({ file, imported: "", reason: reasonForName });
    for (const { specifier, typeOnly } of importsOf(text)) {
      const reason = specifier.startsWith(".")
        ? insideReason(file, resolved(file, specifier))
        : outsideReason(file, specifier, typeOnly);
      if (reason !== undefined) found.push({ file, imported: specifier, reason });
    }
  }
  return found;
}

function nameless(file: string): string | undefined {
  const part = file.split("/").find((name) => emptyNames.test(name.replace(/\.\w+$/, "")));
  return part === undefined ? undefined : `${part} does not say what it owns`;
}

function insideReason(file: string, target: string): string | undefined {
  const from = roomOf(file);
  const to = roomOf(target);
  if (to === undefined) return "lies outside src and webview";
  if (from === "features" && to === "features") {
    return featureOf(file) === featureOf(target) ? undefined : "features never import each other";
  }
  if (from === to) return undefined;
  if (from === "main" || from === "commands")
    return to === "webview" ? `${from} may not import webview` : undefined;
  return allowed[from ?? ""]?.includes(to) ? undefined : `${from} may not import ${to}`;
}

function outsideReason(file: string, specifier: string, typeOnly: boolean): string | undefined {
  const room = roomOf(file);
  if (specifier === "vscode") {
    if (room === "vscode" || (typeOnly && room !== "webview")) return undefined;
    return "only src/vscode imports vscode by value";
  }
  const kubernetesOnly =
    specifier.startsWith("@kubernetes/client-node") || /^(node:)?https$/.test(specifier);
  if (kubernetesOnly && room !== "kubernetes") return `only src/kubernetes imports ${specifier}`;
  return undefined;
}

/** `src/panel/html.ts` is of panel, `src/main.ts` of main, all of `webview/` of webview. */
function roomOf(path: string): string | undefined {
  const [top, second] = path.split("/");
  if (top === "webview") return "webview";
  if (top === "src" && second !== undefined) return second.replace(/\.tsx?$/, "");
  return undefined;
}

/** `src/features/tree/rows.ts` and `src/features/tree.ts` are both of the feature tree. */
function featureOf(path: string): string | undefined {
  return path.split("/")[2]?.replace(/\.tsx?$/, "");
}

function resolved(file: string, specifier: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
