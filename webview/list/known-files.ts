import type { ToHost } from "../../src/protocol/to-host.ts";

/** What the host has said of a path counts for so many ms: files come and go, and so do mappings. */
const countsFor = 10_000;
/** As many paths are remembered. */
const maxKept = 200;

/** Which of the paths that lines name the workspace has files for, as far as the host was asked. */
export interface KnownFiles {
  /** Undefined: not known, or not any more. */
  readonly isThere: (path: string) => boolean | undefined;
  /** Asks the host; one path at a time, and of those that are wanted meanwhile the last. */
  readonly ask: (path: string) => void;
  readonly put: (answer: { readonly path: string; readonly found: boolean }) => void;
}

const isFresh = (at: number): boolean => performance.now() - at < countsFor;

/** Nothing is known yet. */
export const makeKnownFiles = (post: (message: ToHost) => void): KnownFiles => {
  const known = new Map<string, { readonly found: boolean; readonly at: number }>();
  let asked: { readonly path: string; readonly at: number } | undefined;
  let next: string | undefined;

  const ask = (path: string) => {
    if (asked !== undefined && isFresh(asked.at)) {
      next = path === asked.path ? undefined : path;
      return;
    }
    asked = { path, at: performance.now() };
    next = undefined;
    post({ _tag: "FileWanted", path });
  };

  return {
    isThere: (path) => {
      const answer = known.get(path);
      return answer !== undefined && isFresh(answer.at) ? answer.found : undefined;
    },
    ask,
    put: ({ found, path }) => {
      known.delete(path);
      known.set(path, { found, at: performance.now() });
      for (const oldest of known.keys()) {
        if (known.size <= maxKept) break;
        known.delete(oldest);
      }
      if (path !== asked?.path) return;
      asked = undefined;
      if (next !== undefined) ask(next);
    },
  };
};
