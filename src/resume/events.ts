import type { KubeError } from "../domain/errors.ts";
import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";

/**
 * What happens to a source, as its driver tells the machine. `at` is the driver's clock in Unix milliseconds and
 * never goes back. `number` is that of the command which is answered; answers to voided numbers are ignored.
 */
export type Event =
  /** Begin to read. Given once, first. */
  | { readonly _tag: "Start"; readonly at: number }
  /**
   * The pod's status: the answer to a `GetPod`, or, without a number, pushed by a watch of the pod.
   * `error` instead of `pod` when the request failed (a 404 is `PodGone`).
   */
  | {
      readonly _tag: "PodAnswer";
      readonly at: number;
      readonly number?: number;
      readonly pod: PodView;
    }
  | {
      readonly _tag: "PodFailed";
      readonly at: number;
      readonly number: number;
      readonly error: KubeError;
    }
  /**
   * The answer to a `GetLog`, read to its end: the whole lines of its body in blocks (any number of them),
   * and what stood after the last line break, as a block of one line with the flag `unterminated`.
   * `error` when the request failed or the body was cut; what had come before stays in `blocks`.
   * A clean end has no `error`: that alone proves nothing.
   */
  | {
      readonly _tag: "LogAnswer";
      readonly at: number;
      readonly number: number;
      readonly blocks: ReadonlyArray<LineBlock>;
      readonly rest?: LineBlock;
      readonly error?: KubeError;
    }
  /** The head of a follow's 200 has come. */
  | { readonly _tag: "FollowOpened"; readonly at: number; readonly number: number }
  /** Whole lines of a follow, in order. A block is given once and never written to again. */
  | {
      readonly _tag: "FollowData";
      readonly at: number;
      readonly number: number;
      readonly block: LineBlock;
    }
  /** A follow ended: cleanly, or cut (`error`), or it never opened (`error`, and no `FollowOpened` before). */
  | {
      readonly _tag: "FollowClosed";
      readonly at: number;
      readonly number: number;
      readonly rest?: LineBlock;
      readonly error?: KubeError;
    }
  | { readonly _tag: "TimerFired"; readonly at: number; readonly number: number }
  /** The machine slept, as the clock's leap tells: every open connection is suspect. */
  | { readonly _tag: "Wake"; readonly at: number }
  /** The network changed: every open connection is suspect. */
  | { readonly _tag: "NetworkChanged"; readonly at: number }
  /** The user does not want to wait for the next try. */
  | { readonly _tag: "RetryNow"; readonly at: number }
  /** The user scrolled to the top and wants about this many lines more (S11). */
  | { readonly _tag: "OlderAsked"; readonly at: number; readonly lines: number }
  | { readonly _tag: "Stop"; readonly at: number };

/** The body of a log answer. */
export type LogAnswer = Extract<Event, { readonly _tag: "LogAnswer" }>;
