import type { Divider, Marker } from "./marker.ts";
import type { LineBlock } from "./line.ts";
import type { KubeError } from "./errors.ts";
import type { Explanation } from "./explanation.ts";

/** One container of one pod (one uid) across its restarts. */
export interface SourceRef {
  readonly context: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Absent until the pod has been read, or where reading pods is forbidden (K4). */
  readonly uid?: string;
}

/** A source's number in its session: small, stable, carried by every row. */
export type SourceId = number;

/** Stands for a source in rows that concern the whole list. */
export const ofAll: SourceId = -1;

/** The true state of a source's connection, or of a session as a whole (S7). */
export type ConnectionState =
  | { readonly _tag: "Connecting" }
  | { readonly _tag: "Streaming" }
  /** The container cannot log yet; `why` is the reason in the user's words, from the pod's status. */
  | { readonly _tag: "Waiting"; readonly why: Explanation }
  /** Trying again: the `attempt`-th time at `at` (Unix ms); `error` is why, absent after a clean end. */
  | {
      readonly _tag: "Reconnecting";
      readonly attempt: number;
      readonly at: number;
      readonly error?: KubeError;
    }
  /** Stopped until the user acts. */
  | { readonly _tag: "Disconnected"; readonly error: KubeError }
  /** Nothing more can come; `why` ends up in the last row. */
  | { readonly _tag: "Ended"; readonly why: string };

/** What one source gives, in order. Lines are whole, in the order of the log, each once. */
export type SourceElement =
  /** `older`: the lines stand directly above all rows of this source so far (S11). */
  | { readonly _tag: "Lines"; readonly block: LineBlock; readonly older: boolean }
  | { readonly _tag: "Marker"; readonly marker: Marker; readonly older: boolean }
  | { readonly _tag: "Divider"; readonly divider: Divider; readonly older: boolean }
  | { readonly _tag: "State"; readonly state: ConnectionState };
