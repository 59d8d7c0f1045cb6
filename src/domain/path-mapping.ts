import { type FramePath, framePath } from "./frame-path.ts";

/** A folder of the container and the folder of the workspace that it is made from. */
export interface PathMapping {
  readonly container: FramePath | "root";
  /** A path on the machine of the workspace. */
  readonly folder: string;
}

/** The mapping of a folder of the container; undefined where its path says nothing. */
export const pathMapping = (container: string, folder: string): PathMapping | undefined => {
  if (/^\/+$/u.test(container)) return { container: "root", folder };
  const read = framePath(container);
  return read === undefined ? undefined : { container: read, folder };
};

const partsOf = ({ container }: PathMapping): ReadonlyArray<string> =>
  container === "root" ? [] : container.parts;

const isUnder = (path: FramePath, { container }: PathMapping): boolean =>
  container === "root"
    ? path.absolute
    : path.absolute === container.absolute &&
      path.parts.length > container.parts.length &&
      container.parts.every((part, i) => part === path.parts[i]);

/** A part that a file system might take for more than one name. */
const isTricky = (part: string): boolean => /[\\:\0]/u.test(part);

/**
 * Where a mapping says that a path of the container is: the folder, and what stands below it, which is within it
 * whatever the path says. Of several the longest prefix wins; undefined where there is none.
 */
export const mapped = (
  path: FramePath,
  mappings: ReadonlyArray<PathMapping>,
): { readonly folder: string; readonly below: ReadonlyArray<string> } | undefined => {
  let best: PathMapping | undefined;
  for (const mapping of mappings)
    if (isUnder(path, mapping) && (!best || partsOf(mapping).length > partsOf(best).length))
      best = mapping;
  if (best === undefined) return undefined;
  const below = path.parts.slice(partsOf(best).length);
  return below.some(isTricky) ? undefined : { folder: best.folder, below };
};

/** The workspace folder that a mapping is read for, as variables name it. */
export interface VariableFolder {
  readonly name: string;
  /** Its path on the machine of the workspace, with `/`. */
  readonly path: string;
}

/**
 * A folder with its variables replaced, as an absolute path: `${workspaceFolder}` is `folder`, `${workspaceFolder:name}`
 * another one, `${workspaceFolderBasename}` the last part of its path. Without a root it lies in `folder`. Undefined
 * where a variable has no value.
 */
export const folderOf = (
  template: string,
  folder: VariableFolder | undefined,
  folders: ReadonlyArray<VariableFolder>,
): string | undefined => {
  const valueOf = (variable: string): string | undefined => {
    if (variable === "workspaceFolder") return folder?.path;
    if (variable === "workspaceFolderBasename")
      return folder?.path.slice(folder.path.lastIndexOf("/") + 1);
    return folders.find(({ name }) => variable === `workspaceFolder:${name}`)?.path;
  };
  let known = true;
  const path = template.replaceAll(/\$\{([^}]*)\}/gu, (_, variable: string) => {
    const value = valueOf(variable);
    known &&= value !== undefined;
    return value ?? "";
  });
  const read = known ? framePath(path.replaceAll("\\", "/")) : undefined;
  if (read === undefined) return undefined;
  const below = read.parts.join("/");
  if (read.absolute) return `/${below}`;
  return folder === undefined ? undefined : `${folder.path}/${below}`;
};
