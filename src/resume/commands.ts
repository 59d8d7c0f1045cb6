import type { KubeError } from "../domain/errors.ts";
import type { LineBlock } from "../domain/line.ts";
import type { Divider, Marker } from "../domain/marker.ts";
import type { PodView } from "../domain/pod.ts";

/** The state of one source's connection, with what its words are made from. */
export type SourceState =
  | { readonly _tag: "Connecting" }
  | { readonly _tag: "Streaming" }
  /** The container cannot log yet: the pod's status says why, or the kubelet's answer does. */
  | { readonly _tag: "Waiting"; readonly pod?: PodView; readonly error?: KubeError }
  /** The `attempt`-th try in a row comes at `at` (Unix ms, at the latest); `error` is absent after a clean end. */
  | {
      readonly _tag: "Reconnecting";
      readonly attempt: number;
      readonly at: number;
      readonly error?: KubeError;
    }
  /** The container has ended and its log is read to its end; it may start again. */
  | { readonly _tag: "Ended"; readonly why: string };

/** What the machine asks of its driver. Requests are answered by events with the same number, each once. */
export type Command =
  /** GET the pod. */
  | { readonly _tag: "GetPod"; readonly number: number }
  /** GET the log without following, `timestamps=true`; no `tail` is the whole file. Given up after 10 s without a byte. */
  | {
      readonly _tag: "GetLog";
      readonly number: number;
      /** tailLines. */
      readonly tail?: number;
      /** limitBytes. */
      readonly limitBytes?: number;
      /** sinceTime, in whole seconds since 1970: the API server cuts it to them. */
      readonly since?: number;
      readonly previous: boolean;
    }
  /** GET the log with `follow=true`, `timestamps=true`; no `tail` is the whole file. Only one is open at a time. */
  | { readonly _tag: "OpenFollow"; readonly number: number; readonly tail?: number }
  /** Close the follow's socket; nothing of that number is listened to any more. */
  | { readonly _tag: "AbortFollow"; readonly number: number }
  /** A `GetPod`, `GetLog` or timer that nobody waits for any more: end it, no answer is needed. */
  | { readonly _tag: "Abandon"; readonly number: number }
  /** Fire after `ms` and a random time between 0 and `jitter`, in milliseconds both. */
  | {
      readonly _tag: "SetTimer";
      readonly number: number;
      readonly ms: number;
      readonly jitter: number;
    }
  /** Lines of the log, in order, each once; `older`: they stand before all rows so far, in their own order. */
  | { readonly _tag: "Rows"; readonly block: LineBlock; readonly older: boolean }
  | { readonly _tag: "Marker"; readonly marker: Marker; readonly older: boolean }
  | { readonly _tag: "Divider"; readonly divider: Divider; readonly older: boolean }
  | { readonly _tag: "State"; readonly state: SourceState }
  /** Nothing more will come until the user acts. Always the last command. */
  | { readonly _tag: "Fail"; readonly error: KubeError }
  /** Nothing more can come, and all that is known has been given. Always the last command. */
  | { readonly _tag: "Done"; readonly why: string };
