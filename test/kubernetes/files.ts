import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";

/** A folder of one test, removed with its scope. */
export interface Folder {
  readonly path: (...parts: ReadonlyArray<string>) => string;
  /** Writes a file, and the folders it needs; what is neither text nor bytes as JSON, which is YAML too. Gives its path. */
  readonly write: (name: string, content: unknown) => string;
  /** Writes a Node program that can be run by its path. */
  readonly program: (name: string, source: string) => string;
}

/** Makes a folder for one test. */
export const folder: Effect.Effect<Folder, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(path.join(tmpdir(), "podlog-test-"))),
  (root) => Effect.sync(() => rmSync(root, { recursive: true, force: true })),
).pipe(
  Effect.map((root) => {
    const write = (name: string, content: unknown): string => {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(
        file,
        typeof content === "string" || content instanceof Uint8Array
          ? content
          : JSON.stringify(content),
      );
      return file;
    };
    return {
      path: (...parts) => path.join(root, ...parts),
      write,
      program: (name, source) => {
        const file = write(name, `#!${process.execPath}\n${source}`);
        chmodSync(file, 0o755);
        return file;
      },
    };
  }),
);

/** Sets environment variables for one test. */
export const environment = (
  variables: Readonly<Record<string, string | undefined>>,
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
      set(variables);
      return Object.fromEntries(before);
    }),
    (before) => Effect.sync(() => set(before)),
  ).pipe(Effect.asVoid);

const set = (variables: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
};
