import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";
import type { SessionError } from "../domain/errors.ts";
import type { ContainerView } from "../domain/pod.ts";
import type { Since } from "../domain/since.ts";
import type { LineLimit } from "../domain/target.ts";
import type { ConnectionState, SourceElement, SourceId, SourceRef } from "../domain/source.ts";

/** One source as the session names it. */
export interface SessionSource {
  readonly id: SourceId;
  readonly ref: SourceRef;
  /**
   * What tells it from the others: the container of a pod; of many pods the end of the name and the container
   * (`…6d4f9 app`), which may grow when another source comes that would be called the same.
   */
  readonly label: string;
  /** From 2: so many pods of its name the list has had with its own, each another's successor. */
  readonly ordinal?: number;
  /** False where the limit of follows keeps it from being read (C7), until `follow`. */
  readonly followed: boolean;
  readonly node?: string;
  readonly image?: string;
  /** How often the container has been restarted, where its pod may be read. */
  readonly restarts?: number;
}

/** What a session gives, in order. */
export type SessionElement =
  /** Lines, a marker, a divider or the state of one source; a row that concerns the whole list is `ofAll`. */
  | { readonly _tag: "Source"; readonly source: SourceId; readonly element: SourceElement }
  /** All sources so far, whenever anything about one changes; an id once given stays, also when its source has ended. */
  | { readonly _tag: "Sources"; readonly sources: ReadonlyArray<SessionSource> }
  /** The containers to choose from, whenever anything about them changes: of all pods that are there now. */
  | { readonly _tag: "Containers"; readonly containers: ReadonlyArray<ContainerView> }
  /** One word for all sources, whenever it changes. */
  | { readonly _tag: "Connection"; readonly state: ConnectionState }
  /** The target is gone; its lines stay (P7). */
  | { readonly _tag: "Gone" }
  /**
   * Every source is read to its end, and no other comes: of a pod, of a Job that is over, of previous instances. No row
   * comes any more, only what becomes of the target.
   */
  | { readonly _tag: "Finished" };

/** How a target is read. */
export interface SessionOptions {
  /** Lines of each source to begin with; a pod that comes later is read from its first line. */
  readonly limit: LineLimit;
  /** Begin at this moment instead, each source alike; `limit` then means nothing (S10). */
  readonly since?: Since;
  /** The instances before the current ones, to their ends, and nothing else (C6). */
  readonly previous: boolean;
  /**
   * Logs that are read at a time; 50 unless told otherwise (C7). What is beyond is listed, and read when one of them has
   * ended for good: first what came last, then the others in their order.
   */
  readonly follows?: number;
  /** Logs that are being opened at a time; 8 unless told otherwise (C7). */
  readonly openings?: number;
}

/** A target that is being read; the scope it was opened in ends every connection of it. */
export interface Session {
  /**
   * What comes, in groups: at most 100 ms after the first of its elements arrived. Fails after its last group, when
   * nothing can be read until the user acts. Run it once.
   */
  readonly batches: Stream.Stream<ReadonlyArray<SessionElement>, SessionError>;
  /** Skips the wait of every reconnect. */
  readonly retryNow: Effect.Effect<void>;
  /**
   * Asks the sources for older lines (S11) and gives what they bring as one piece, by time, from its lowest row up: each
   * of its elements goes above all that is there. It reaches back as far as the lines of all are known that may have
   * more, and does not wait for a node that is silent for 5 s.
   */
  readonly older: Effect.Effect<void>;
  /** Reads a source that is not followed, although the limit is reached: the user wants this one. */
  readonly follow: (source: SourceId) => Effect.Effect<void>;
}
