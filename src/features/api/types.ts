/**
 * What `activate` returns to other extensions, version 1. This file stands alone: copy it into your extension.
 *
 * ```ts
 * import * as vscode from "vscode";
 * import type { PodlogApi } from "./podlog";
 *
 * // package.json: "extensionDependencies": ["podlog.podlog"]
 * const podlog = await vscode.extensions.getExtension<PodlogApi>("podlog.podlog")?.activate();
 * if (podlog?.version !== 1) return;
 *
 * const pod = { context: "prod", namespace: "shop", pod: "web-6d4f9" };
 * await podlog.open(pod, { beside: true });
 *
 * // Ends its connections when the loop is left, by `break`, `return` or an error.
 * for await (const row of podlog.readLogs(pod, { lineLimit: 100 })) {
 *   if (row.kind !== "line") console.warn(row.text);
 *   if (row.level === "fatal") break;
 * }
 * ```
 */
export interface PodlogApi {
  /** Raised only by what would break a caller; within 1, members and options are added, none is taken away. */
  readonly version: 1;

  /**
   * Shows logs in a panel, as *Podlog: Open Logs…* does, and resolves when it is open. What stands between the
   * panel and the logs is told in the panel. Rejects with a TypeError where an argument is not valid.
   */
  open(target: PodlogTarget, options?: PodlogOpenOptions): Promise<void>;

  /**
   * Reads logs without a panel: the last lines, then live, with the same care. A container's rows come in the order of
   * its log, each line once; cut connections, restarts and rotations are bridged, and where lines may be missing there
   * is a row of kind `marker`. At most 50 containers are read at a time: a marker names each that is not.
   *
   * Nothing is asked of the cluster before the first `next`; every iteration reads anew. It goes on until nothing more
   * can come (of a pod that has completed, or was deleted and does not come again, of a Job that is over, of previous
   * instances), or until it is left, its signal fires, or Podlog ends; its connections then end at once. Rows that are
   * not taken wait in memory, up to 64 MB of text; beyond that the oldest go, and a marker says how many.
   *
   * Fails with a TypeError where an argument is not valid, with the signal's reason when the signal fires, and with a
   * {@link PodlogError} when only a person can help (not logged in, forbidden, no such pod); what passes is waited out.
   */
  readLogs(target: PodlogTarget, options?: PodlogReadOptions): AsyncIterable<PodlogRow>;
}

/**
 * What is read, by the names that kubectl takes: a pod, several, or all pods of a workload or of a label selector, now
 * and later.
 */
export type PodlogTarget = {
  /** A context of the kubeconfig that Podlog reads. */
  readonly context: string;
  readonly namespace: string;
  /**
   * Absent: all containers, but of a single pod the one that its annotation `kubectl.kubernetes.io/default-container`
   * names, if any; `"*"`: all. With several pods it may be a pattern in which `*` stands for any characters.
   */
  readonly container?: string;
} & (
  | { readonly pod: string }
  /** At most 500. */
  | { readonly pods: ReadonlyArray<string> }
  | {
      readonly kind:
        | "Deployment"
        | "StatefulSet"
        | "DaemonSet"
        | "ReplicaSet"
        | "Job"
        | "CronJob"
        | "Service";
      readonly name: string;
    }
  /** As `kubectl -l` takes it: `app=web,tier!=cache`, set-based forms too. */
  | { readonly selector: string }
);

/** How a panel is opened. */
export interface PodlogOpenOptions {
  /** In a panel of its own, which no other target takes over; by default the one of the context is used. */
  readonly newPanel?: boolean;
  /** In the editor column beside the active one. */
  readonly beside?: boolean;
  /** Leaves the focus where it is. */
  readonly preserveFocus?: boolean;
}

/** What is read of a log. */
export interface PodlogReadOptions {
  /** Lines of the past, for each container: 1 to 10,000,000, or `"all"` that the cluster still has; 1000 by default. */
  readonly lineLimit?: number | "all";
  /**
   * Where to begin instead: so many seconds ago, or at a moment. A container that restarted since then is read from the
   * instance before its last restart on.
   */
  readonly since?: number | Date;
  /** The instance before the current one, to its end, and nothing else; fails where no container has one. */
  readonly previous?: boolean;
  /** Ends the iteration and its connections. */
  readonly signal?: AbortSignal;
}

/** A row of a log. */
export interface PodlogRow {
  /**
   * `line`: a line of the log. `marker`: something that is not known about this place, such as lines that may be
   * missing. `divider`: what happened to the container or its pod here, such as a restart.
   */
  readonly kind: "line" | "marker" | "divider";
  /**
   * A line's text without its line break, escape sequences kept, decoded as UTF-8 with U+FFFD for what is none; the
   * sentence of a marker or a divider.
   */
  readonly text: string;
  /** When the node took the line in, in UTC with nanoseconds: `2024-12-29T10:30:45.123456789Z`. Lines only. */
  readonly time?: string;
  readonly source: PodlogSource;
  /** What the line says of itself, in whatever form; absent where it says nothing. */
  readonly level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  /** Bytes that are missing at the end of a line of more than 1 MiB. */
  readonly cut?: number;
}

/** Where a row comes from; both names are empty for a row that concerns the whole log, as of a workload that is deleted. */
export interface PodlogSource {
  readonly pod: string;
  readonly container: string;
}

/** Why nothing can be read until a person acts; `message` is one sentence for that person. */
export interface PodlogError extends Error {
  readonly name: "PodlogError";
  /** The kind of the error: `Forbidden`, `NotLoggedIn`, `PodGone`, `ContextUnknown`, … */
  readonly code: string;
  /** What the person can do, in a sentence. */
  readonly advice: string;
}
