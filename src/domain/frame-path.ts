/** The path that a stack frame names, read once: most often one of the container, which no machine of the user has. */
export interface FramePath {
  readonly absolute: boolean;
  /** Its parts with neither `.` nor `..` among them, which it can't leave a folder by; never empty. */
  readonly parts: ReadonlyArray<string>;
}

/** Reads a path with `/` or, behind a drive, `\` between its parts; undefined where nothing is left of it. */
export const framePath = (path: string): FramePath | undefined => {
  const drive = /^[a-z]:(?=[\\/])/i.test(path);
  const parts: Array<string> = [];
  for (const part of path.split(drive ? /[\\/]+/u : /\/+/u)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length === 0 ? undefined : { absolute: drive || path.startsWith("/"), parts };
};

/** Folders that hold the code of others: what lies in them is no file of the user's that happens to be named alike. */
const dependencies = new Set([
  "node_modules",
  "site-packages",
  "dist-packages",
  "vendor",
  "gems",
  "deps",
]);

/** Where toolchains and the system keep theirs; nothing of it is in a workspace. */
const foreign =
  /^(?:usr\/(?:local\/go|lib\d*|local\/lib|share)|rustc|opt\/java|go\/pkg\/mod|root\/\.cargo|usr\/local\/cargo)\//u;

/** The folders that images are known to keep a program in: a file right there may be one right in any folder of the workspace. */
const programRoot =
  /^(?:[^/]+|usr\/src(?:\/[^/]+)?|home\/[^/]+(?:\/[^/]+)?|opt\/[^/]+|srv\/[^/]+|root\/[^/]+|var\/(?:www(?:\/html)?|task)|go\/src\/[^/]+)$/u;

/** Go's path of a module, before the folders in it: `github.com/acme/shop`. */
const moduleRoot = /^[\w-]+\.[\w.-]+\/[^/]+\/[^/]+/u;

/** Of how many parts from its end a file of the workspace must have the same to be the one that a path names. */
const leastCommon = ({ absolute, parts }: FramePath): number => {
  const whole = parts.length;
  const text = parts.join("/");
  const dependency = parts.findLastIndex((part) => dependencies.has(part));
  if (dependency >= 0) return whole - dependency;
  if (parts.some((part) => part.includes("@v"))) return whole;
  if (absolute) {
    if (foreign.test(text)) return whole;
    return programRoot.test(parts.slice(0, -1).join("/")) || whole === 1 ? 1 : 2;
  }
  if (moduleRoot.test(text)) return whole === 4 ? 1 : 2;
  // Kotlin leaves the folders out that all of its packages share.
  return text.endsWith(".kt") ? Math.min(2, whole) : whole;
};

/** How a path is looked for among the files of a workspace. */
export interface FrameSearch {
  /** A glob pattern that all files fit which might be the one, and others. */
  readonly glob: string;
  /** Whether it may be a file of a dependency: most searches leave those out. */
  readonly inDependency: boolean;
}

/** The search for a path: by the parts that must be the same. */
export const searchFor = (path: FramePath): FrameSearch => {
  const common = path.parts.slice(-leastCommon(path));
  // A sign that a glob pattern has a meaning for can't be escaped in one: `?`, any one sign, stands for it.
  const literal = common.map((part) => part.replaceAll(/[*?[\]{}!,\\]/gu, "?"));
  return {
    glob: `**/${literal.join("/")}`,
    inDependency: path.parts.some((part) => dependencies.has(part)),
  };
};

const commonParts = (path: FramePath, candidate: string): number => {
  const other = candidate.split("/").filter((part) => part !== "");
  let common = 0;
  while (
    common < path.parts.length &&
    common < other.length &&
    path.parts.at(-1 - common) === other.at(-1 - common)
  )
    common++;
  return common;
};

/** Those of some files, by their absolute paths, that have the longest end in common with a path, if it is long enough. */
export const bestMatches = <File extends { readonly path: string }>(
  path: FramePath,
  files: ReadonlyArray<File>,
): ReadonlyArray<File> => {
  const rated = files.map((file) => [file, commonParts(path, file.path)] as const);
  const most = Math.max(leastCommon(path), ...rated.map(([, common]) => common));
  return rated.filter(([, common]) => common === most).map(([file]) => file);
};
