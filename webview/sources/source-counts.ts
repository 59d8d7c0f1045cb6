import type { Shown } from "../../src/protocol/shown.ts";
import { hidesAny, showsSource, sourceName } from "../../src/protocol/sources.ts";

/** The sources of a panel in numbers. */
export interface SourceCounts {
  readonly all: number;
  readonly followed: number;
  readonly hidden: number;
  /** The choice may hide sources, if only some that come later. */
  readonly hides: boolean;
}

/** Counts the sources that there are, are read, and are hidden. */
export const countSources = (shown: Shown | undefined): SourceCounts => {
  if (shown === undefined) return { all: 0, followed: 0, hidden: 0, hides: false };
  const { choice, sources } = shown;
  return {
    all: sources.length,
    followed: sources.filter(({ unfollowed }) => unfollowed !== true).length,
    hidden: sources.filter((source) => !showsSource(choice, sourceName(source))).length,
    hides: hidesAny(choice),
  };
};
