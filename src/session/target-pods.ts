import type { KubeError } from "../domain/errors.ts";
import type { Explanation } from "../domain/explanation.ts";
import type { ContainerView } from "../domain/pod.ts";
import type { SourceElement } from "../domain/source.ts";
import type { SourceOptions } from "../source/source.ts";
import type { Sight } from "./sight.ts";
import type { Source } from "./sources.ts";

/** How the logs of a target are read that are there when it is opened. */
export type Beginning = Pick<SourceOptions, "limit" | "since"> & { readonly previous: boolean };

/** The pods of a target as they come and go: which sources there are of them, and the rows that tell it. */
export interface TargetPods {
  readonly see: (sight: Sight) => void;
  /** What a source gave, with the rows that belong before it; nothing where another row tells the same. */
  readonly gave: (source: Source, element: SourceElement) => ReadonlyArray<SourceElement>;
  /** A source has ended, with what ended it if it did not end by itself. */
  readonly ended: (source: Source, error: KubeError | undefined) => void;
  /** Whether no source can come to those that there are. */
  readonly complete: () => boolean;
  /** Whether the target is not there any more. */
  readonly gone: () => boolean;
  /** The containers to choose from, as far as they are known. */
  readonly containers: () => ReadonlyArray<ContainerView>;
  /** Why there is no source; undefined before the pods have been looked at. */
  readonly nothing: () => Explanation | undefined;
}
