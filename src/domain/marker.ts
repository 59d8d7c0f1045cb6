import { clockOfInstant, type Instant } from "./instant.ts";

/** Whose row it is, by its whole name, in a list of several sources: `app`, `web-6d4f9`, `web-6d4f9/app`. */
interface Whose {
  readonly of?: string;
}

/** A place in the list where lines may be missing, or where something could not be verified (S5). */
export type Marker = Whose & MarkerFacts;

type MarkerFacts =
  /** The node rotated the log while nobody read it. */
  | { readonly _tag: "Rotated"; readonly from?: Instant; readonly to?: Instant }
  /** Instances came and went unread, or their logs are no longer kept. */
  | {
      readonly _tag: "InstancesUnread";
      readonly restarts: number;
      readonly why?: string;
      readonly from?: Instant;
    }
  /** The end of an instance could not be read before it was gone. */
  | {
      readonly _tag: "EndUnverified";
      readonly what: "pod deleted" | "pod replaced" | "container removed";
      readonly from?: Instant;
      readonly why?: string;
    }
  /**
   * The first line of the file may not be the first line of the instance. `restarts`: so many instances came before it
   * whose logs are not kept.
   */
  | { readonly _tag: "StartUnknown"; readonly restarts?: number }
  /** Equal lines with equal stamps stand on both sides of a reconnect. */
  | { readonly _tag: "Unverifiable"; readonly from?: Instant }
  /** Nothing can be verified here: no timestamps, or pods may not be read. */
  | { readonly _tag: "Unverified"; readonly why: "no timestamps" | "pods may not be read" }
  /** Lines left the store at the memory limit. */
  | { readonly _tag: "Evicted"; readonly lines: number; readonly since?: Instant }
  /** A message of the kubelet that came inside the log. */
  | { readonly _tag: "KubeletNotice"; readonly text: string }
  /** The node's clock went back. */
  | { readonly _tag: "ClockBack"; readonly millis: number }
  /** The node's clock is ahead of those of other sources, so that the order across them is not to be relied on. */
  | { readonly _tag: "ClockAhead"; readonly millis: number }
  /** Pods that come from now on are not seen: they may be neither watched nor listed any more. */
  | { readonly _tag: "PodsUnseen"; readonly why: string };

/** A row between lines that tells what happened to the container, its pod or its workload (S6, C4). */
export type Divider = Whose & DividerFacts;

type DividerFacts =
  | {
      readonly _tag: "Restarted";
      readonly exitCode?: number;
      readonly reason?: string;
      readonly at?: Instant;
    }
  | {
      readonly _tag: "Exited";
      readonly exitCode?: number;
      readonly reason?: string;
      readonly at?: Instant;
    }
  | { readonly _tag: "PodReplaced"; readonly uid: string }
  | { readonly _tag: "PodDeleted"; readonly pod?: string; readonly at?: Instant }
  /** A container of a pod that came while the list was open runs. */
  | {
      readonly _tag: "Started";
      readonly node?: string;
      readonly image?: string;
      readonly at?: Instant;
    }
  /** The pod itself says that it has failed: evicted, its node shut down or lost. */
  | {
      readonly _tag: "PodFailed";
      readonly pod: string;
      readonly reason: string;
      readonly node?: string;
      readonly message?: string;
    }
  /** It has to go, by the will of others: a drained node, a node that is lost, a pod that counts more. */
  | {
      readonly _tag: "PodEvicted";
      readonly pod: string;
      readonly why: string;
      readonly node?: string;
    }
  /** It lives on, but is not among those that are shown any more. */
  | { readonly _tag: "PodLeft"; readonly pod: string }
  /** A pod that was picked by its name is not there. */
  | { readonly _tag: "PodMissing"; readonly pod: string }
  | { readonly _tag: "WorkloadDeleted"; readonly kind: string; readonly name: string }
  | { readonly _tag: "StartOfLog" };

const span = (from: Instant | undefined, to: Instant | undefined): string =>
  from === undefined
    ? to === undefined
      ? "Lines"
      : `Lines before ${clockOfInstant(to)}`
    : to === undefined
      ? `Lines after ${clockOfInstant(from)}`
      : `Lines between ${clockOfInstant(from)} and ${clockOfInstant(to)}`;

const because = (why: string | undefined): string => (why === undefined ? "" : ` (${why})`);

const seconds = (millis: number): number => Math.round(millis / 100) / 10;

const whose = (of: string | undefined): string => (of === undefined ? "" : `${of}: `);

/** A marker's sentence, as the list shows it. Times are UTC. */
export const markerText = (marker: Marker): string => `${whose(marker.of)}${sentence(marker)}`;

const sentence = (marker: MarkerFacts): string => {
  switch (marker._tag) {
    case "Rotated":
      return `${span(marker.from, marker.to)} may be missing: the node rotated this log while disconnected`;
    case "InstancesUnread":
      return `${marker.restarts === 1 ? "1 restart" : `${marker.restarts} restarts`} while disconnected: the log of ${
        marker.restarts === 1 ? "the instance before" : "the instances between"
      } could not be read${because(marker.why)}`;
    case "EndUnverified":
      return `${marker.from === undefined ? "Its last lines" : `Lines after ${clockOfInstant(marker.from)}`} may be missing: ${
        marker.what
      } before its end could be verified${because(marker.why)}`;
    case "StartUnknown":
      return marker.restarts === undefined
        ? "Start unknown: earlier lines may have rotated away"
        : `Start unknown: the log of ${
            marker.restarts === 1 ? "an earlier instance" : `${marker.restarts} earlier instances`
          } could not be read`;
    case "Unverifiable":
      return `${marker.from === undefined ? "This place" : `The lines after ${clockOfInstant(marker.from)}`} could not be verified: equal lines with equal times stand on both sides`;
    case "Unverified":
      return marker.why === "no timestamps"
        ? "Unverified: this cluster sends no timestamps, so a reconnect can't be checked for missing lines"
        : "Unverified: you may not read pods here, so restarts and replaced pods can't be told apart";
    case "Evicted":
      return `${marker.lines.toLocaleString("en-US")} earlier lines left the memory of this panel${
        marker.since === undefined ? "" : ` (from ${clockOfInstant(marker.since)} on)`
      }`;
    case "KubeletNotice":
      return `The node says: ${marker.text}`;
    case "ClockBack":
      return `The node's clock moved back by ${seconds(marker.millis)} s`;
    case "PodsUnseen":
      return `Pods that start from now on are not shown here: ${marker.why}`;
    case "ClockAhead":
      return `The node's clock is ${seconds(marker.millis)} s ahead of the others: the order across sources is not certain`;
  }
};

const exit = (exitCode: number | undefined, reason: string | undefined): string =>
  `${exitCode === undefined ? "" : ` · exit ${exitCode}`}${reason === undefined ? "" : ` · ${reason}`}`;

const clock = (at: Instant | undefined): string =>
  at === undefined ? "" : ` · ${clockOfInstant(at)}`;

const onNode = (node: string | undefined): string => (node === undefined ? "" : ` on ${node}`);

const subject = (of: string | undefined): string => (of === undefined ? "" : `${of} `);

/** A divider's words: `restarted · exit 137 · OOMKilled · 10:31:02`. Times are UTC. */
export const dividerText = (divider: Divider): string => {
  switch (divider._tag) {
    case "Restarted":
      return `${subject(divider.of)}restarted${exit(divider.exitCode, divider.reason)}${clock(divider.at)}`;
    case "Exited":
      return `${subject(divider.of)}exited${exit(divider.exitCode, divider.reason)}${clock(divider.at)}`;
    case "PodReplaced":
      return `${whose(divider.of)}pod replaced · new uid ${divider.uid}`;
    case "PodDeleted":
      return `${divider.pod ?? `${whose(divider.of)}pod`} deleted${clock(divider.at)}`;
    case "Started":
      return `${subject(divider.of)}started${onNode(divider.node)}${
        divider.image === undefined ? "" : `, image ${divider.image}`
      }${clock(divider.at)}`;
    case "PodFailed":
      return `${divider.pod} failed${onNode(divider.node)} · ${divider.reason}${
        divider.message === undefined ? "" : ` · ${divider.message}`
      }`;
    case "PodEvicted":
      return `${divider.pod} evicted${
        divider.node === undefined ? "" : ` from ${divider.node}`
      } · ${divider.why}`;
    case "PodLeft":
      return `${divider.pod} is not among these pods any more · its log is read on`;
    case "PodMissing":
      return `${divider.pod} is not there`;
    case "WorkloadDeleted":
      return `${divider.kind} ${divider.name} deleted · its pods are read to their ends`;
    case "StartOfLog":
      return `${whose(divider.of)}start of the log`;
  }
};

/** Whether a divider's words tell that an instance of a container has ended. */
export const tellsOfEnd = (text: string): boolean =>
  /^(?:[^\s,]+ ){0,2}(?:restarted|exited)(?: · |$)/u.test(text);
