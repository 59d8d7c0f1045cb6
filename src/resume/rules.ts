import { alignRules, type AlignRules } from "./align.ts";

/** The rules that the machine goes by. A variant replaces one of them, to show what it is good for. */
export interface Rules extends AlignRules {
  /** Lines of history. */
  readonly historyLines: number;
  /** The first line of an answer that began somewhere in the file may be the rest of a longer one: leave it out. */
  readonly dropFirst: boolean;
  /** What stands after the last line break belongs to a line that is not finished, while its container runs. */
  readonly dropUnterminated: boolean;
  /** Before an answer without overlap means *rotated*, look whether it reached the end of the file. */
  readonly looksForEnd: boolean;
  /** Where an answer from the file's end does not reach what is known of it, more of it is asked for. */
  readonly looksFarther: boolean;
  /** So many answers must agree that nothing known stands in the file. */
  readonly endLooks: number;
  /** So many answers that add nothing mean that a dead instance is read to its end. */
  readonly quietAnswers: number;
  /** So many answers or streams that end cleanly at one place are the end of an instance whose pod is gone. */
  readonly agreeingEnds: number;
  /**
   * An end counts no more once a later stream goes on for a while, or while the container runs and nobody has asked its
   * pod to go: it was not the container's.
   */
  readonly weighsEnds: boolean;
  /**
   * A pod that is gone so soon (ms) after the stream ended had no process then: a node stops the sandbox and unmounts the
   * volumes before it removes a pod.
   */
  readonly goneWithin: number;
  /** An answer that ends before the last line known was cut short, and is asked for again. */
  readonly heedsShort: boolean;
  /** How long, in milliseconds, the pod is asked whether it restarted before *rotated* is concluded. */
  readonly restartPatience: number;
  /** Answers to earlier numbers are not listened to. */
  readonly heedsNumbers: boolean;
  /** Lines that no line of the history proves wait for a pod status made after the answer. */
  readonly confirmsInstance: boolean;
  /** For a later instance the status must say so twice. */
  readonly confirmsTwice: boolean;
  /** A first line that is so late (ms) may be the first after a rotation: kubelets look for that every ten seconds. */
  readonly lateStart: number;
  /** A file that was seen empty as soon as its instance had begun begins with the first line of that. */
  readonly knowsStart: boolean;
  /** An instance of which no line is known has ended without one only if the pod names it twice: its status may lag. */
  readonly confirmsEmpty: boolean;
  /** Last words that were told are not told again as those of the next instance, which a status that lagged hid. */
  readonly tellsRestOnce: boolean;
  /** Lines that are younger than the end of the previous instance are of the current one. */
  readonly weighsAge: boolean;
  /** A file whose lines span so long (ms) is of an instance that the status knows by now: it need say so only once. */
  readonly provenSpan: number;
  /** A tail has all lines since a moment only if an earlier one stands before them. */
  readonly sinceAfterEarlier: boolean;
  /** … and only if it has the first one that the kubelet finds: a clock may have gone back before the tail begins. */
  readonly sinceHoldsFirst: boolean;
  /** An instance that ended since that moment is read before the current one. */
  readonly sincePrevious: boolean;
  /** Instances since that moment of which nothing can be read are told of. */
  readonly tellsOthers: boolean;
  /** A silent stream is probed on another connection. */
  readonly probes: boolean;
  /** A marker at every reconnect, whatever was found (never: a variant). */
  readonly marksReconnect: boolean;
}

/** The rules that ship. */
export const rules: Rules = {
  ...alignRules,
  historyLines: 1024,
  dropFirst: true,
  dropUnterminated: true,
  looksForEnd: true,
  looksFarther: true,
  endLooks: 3,
  quietAnswers: 3,
  agreeingEnds: 2,
  weighsEnds: true,
  goneWithin: 250,
  heedsShort: true,
  restartPatience: 10_000,
  heedsNumbers: true,
  confirmsInstance: true,
  confirmsTwice: true,
  lateStart: 10_000,
  knowsStart: true,
  confirmsEmpty: true,
  tellsRestOnce: true,
  weighsAge: true,
  provenSpan: 10_000,
  sinceAfterEarlier: true,
  sinceHoldsFirst: true,
  sincePrevious: true,
  tellsOthers: true,
  probes: true,
  marksReconnect: false,
};
