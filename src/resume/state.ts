import type { KubeError } from "../domain/errors.ts";
import type { Instant } from "../domain/instant.ts";
import type { LineLimit } from "../domain/target.ts";
import type { LineBlock } from "../domain/line.ts";
import type { Divider } from "../domain/marker.ts";
import type { PodView } from "../domain/pod.ts";
import type { Command, SourceState } from "./commands.ts";
import type { LogAnswer } from "./events.ts";
import { emptyHistory, type History } from "./history.ts";
import type { Instance } from "./instances.ts";
import type { Rules } from "./rules.ts";

/** What one machine reads, and how. */
export interface Config {
  readonly container: string;
  /** Rows to begin with. */
  readonly limit: LineLimit;
  /** Begin with the first row of this moment or later instead, an instance before the current one included (S10). */
  readonly since?: Instant;
  /** `previous`: the instance before the current one, to its end, and nothing else (C6). */
  readonly view: "current" | "previous";
  /** Only the pod of this uid; another of its name ends the source. */
  readonly uid?: string;
  /** Stay when the pod is gone, for another of its name (a StatefulSet's). */
  readonly waitForNewPod: boolean;
  /** A watch pushes every change of the pod, so that it need not be asked for often. */
  readonly watched: boolean;
}

/** The answer to a `GetPod`. */
export type PodResult =
  | { readonly _tag: "Pod"; readonly pod: PodView }
  | { readonly _tag: "Failed"; readonly error: KubeError };

/**
 * Which of the machine's activities waits for an answer: the one that reads on, the probe of a silent stream,
 * the look at the pod after a follow opened, the reader of older lines.
 */
export type Slot = "main" | "probe" | "confirm" | "older";

/** What goes on when an answer has come. A step never calls one that an earlier step has voided. */
export type Then<A> = (d: Draft, answer: A) => void;

/** A command that is not answered yet. */
export type Await = {
  readonly number: number;
  readonly slot: Slot;
} & (
  | { readonly _tag: "Pod"; readonly goOn: Then<PodResult> }
  | { readonly _tag: "Log"; readonly goOn: Then<LogAnswer> }
  | { readonly _tag: "Timer"; readonly goOn: Then<undefined> }
);

/** The open follow. */
export interface Follow {
  readonly number: number;
  /** Lines asked for, one aside; absent when it began with the file's first line. */
  readonly tail?: number;
  readonly openedAt?: number;
  /** Its place in the log is known: what comes is new. */
  readonly streaming: boolean;
  /** Lines that wait until it is. */
  readonly held: ReadonlyArray<LineBlock>;
  readonly heldLines: number;
  /** Not worth aligning before so many lines are held. */
  readonly nextTry: number;
  /** The pod said after its head that it is the instance it should be. */
  readonly confirmed: boolean;
  /** It said so once and shall say it again, since its status may lag. */
  readonly saidOnce: boolean;
}

/** What the last answers of a dead instance had in common: they ended at the last line known. */
export interface Quiet {
  readonly count: number;
  /** Streams that ended cleanly there, whatever the pod's status said; and when the last did (Unix ms). */
  readonly ends: number;
  readonly endedAt: number;
  /** The unterminated text at the end. */
  readonly rest?: LineBlock;
  /** Bytes of the longest such text since the last new line. */
  readonly longest: number;
  /** When the first of them came (Unix ms). */
  readonly since: number;
}

/** No answer yet. */
export const noQuiet: Quiet = { count: 0, ends: 0, endedAt: 0, since: 0, longest: 0 };

/** Instances of which nothing could be read, since the last row. */
export interface Unread {
  readonly restarts: number;
  /** They came before all that is shown. */
  readonly atStart?: boolean;
  /** The last line before them. */
  readonly from?: Instant;
  /** What separates them from the instance that is read next. */
  readonly divider?: Divider;
}

/** The first rows of the source, by which older lines are placed. */
export interface Top {
  readonly instance: Instance | undefined;
  /** `hidden` lines that are known but not shown, then the first lines shown, up to 256 of either. */
  readonly blocks: ReadonlyArray<LineBlock>;
  readonly hidden: number;
  /** How many of them are shown. */
  readonly lines: number;
  /** Lines of this instance since the first shown. */
  readonly below: number;
  /** The first of them is known to be the first of its instance. */
  readonly fromStart: boolean;
  /** What there is above the first line has been told: there is nothing older. */
  readonly reached: boolean;
}

/** All that the machine knows. A value: `step` gives another. */
export interface State {
  readonly config: Config;
  readonly rules: Rules;
  readonly now: number;
  /** The next command's number. */
  readonly next: number;
  readonly awaits: ReadonlyArray<Await>;
  readonly follow: Follow | undefined;
  /** What to do when a watch pushes a status; what to do when nobody wants to wait any longer. */
  readonly onPod: Then<PodView> | undefined;
  readonly onHurry: Then<undefined> | undefined;
  readonly history: History;
  /** The history of the instance before: its lines may turn out to be the current one's, which a lagging status hid. */
  readonly before: History;
  readonly beforeOf: Instance | undefined;
  readonly instance: Instance | undefined;
  /** The instance is known to be read to its end. */
  readonly closed: boolean;
  /** The pod was not there any more; a row says so. */
  readonly gone: boolean;
  /** Since when (Unix ms) answers say that the pod is not there. */
  readonly missingAt: number | undefined;
  /** Since when (Unix ms) its file is known to have been empty, by an answer or by a stream that was silent at first. */
  readonly emptyAt: number | undefined;
  /** How it ended has been told in a row. */
  readonly exitTold: boolean;
  readonly quiet: Quiet;
  /** The last unterminated words that were told. */
  readonly restTold: LineBlock | undefined;
  /** The last status seen, pushed or asked for. */
  readonly pod: PodView | undefined;
  /** When the pod's status last named the instance that is read, or none (Unix ms): the next one has begun since. */
  readonly namedAt: number;
  /** When the instance that is read was last known not to have begun (Unix ms). */
  readonly unbegunAt: number;
  /** When the last restart was noticed (Unix ms). */
  readonly restartedAt: number;
  /** It came within a minute of the one before: the pod's status needs a more patient look. */
  readonly frequent: boolean;
  readonly attempt: number;
  /** The last stream did not last: the next one waits. */
  readonly tired: boolean;
  /** Answers of a kubelet that does not know the pod, in a row. */
  readonly unknownPod: number;
  /** Pods may not be read: what their status would tell stays unknown. */
  readonly podless: boolean;
  /** The cluster sends no timestamps. */
  readonly timeless: boolean;
  /** A tail was not enough to find the place: follow from the file's first line. */
  readonly followAll: boolean;
  /** The log cannot be followed before (Unix ms): the node has no inotify instance left. */
  readonly pollUntil: number;
  readonly lastDataAt: number;
  readonly streamingSince: number;
  /** Lines since `streamingSince`. */
  readonly streamed: number;
  /** A stream is probed when it has been silent for so long (ms), and when the last probe is so long ago. */
  readonly probeAfter: number;
  readonly probedAt: number;
  /** A marker says that the file was rotated away, while the new one was still empty. */
  readonly gapTold: boolean;
  /** Instances that came and went unread, told with the next row. */
  readonly unread: Unread | undefined;
  /** Looks at an empty file in a row. */
  readonly emptyLooks: number;
  /** A row says that lines may be missing above the first one of the file. */
  readonly startTold: boolean;
  /** A row of this source has been shown. */
  readonly anyShown: boolean;
  /** The kubelet's last message that was told in a row. */
  readonly notice: string | undefined;
  readonly top: Top | undefined;
  /** The latest second seen; a later line well before it means that the node's clock went back. */
  readonly latest: number;
  readonly shown: SourceState | undefined;
  readonly over: boolean;
}

/** A state in the making, and the commands so far. Lives for one step. */
export interface Draft {
  s: { -readonly [K in keyof State]: State[K] };
  readonly out: Command[];
}

/** The state before the first event. */
export const initialState = (config: Config, rules: Rules): State => ({
  config,
  rules,
  now: 0,
  next: 1,
  awaits: [],
  follow: undefined,
  onPod: undefined,
  onHurry: undefined,
  history: emptyHistory(true),
  before: emptyHistory(false),
  beforeOf: undefined,
  instance: undefined,
  closed: false,
  emptyAt: undefined,
  exitTold: false,
  quiet: noQuiet,
  restTold: undefined,
  pod: undefined,
  namedAt: 0,
  unbegunAt: 0,
  restartedAt: Number.NEGATIVE_INFINITY,
  frequent: false,
  gone: false,
  missingAt: undefined,
  attempt: 0,
  tired: false,
  unknownPod: 0,
  podless: false,
  timeless: false,
  followAll: false,
  pollUntil: 0,
  lastDataAt: 0,
  streamingSince: 0,
  streamed: 0,
  probeAfter: 15_000,
  probedAt: 0,
  gapTold: false,
  unread: undefined,
  emptyLooks: 0,
  startTold: false,
  anyShown: false,
  notice: undefined,
  top: undefined,
  latest: 0,
  shown: undefined,
  over: false,
});
