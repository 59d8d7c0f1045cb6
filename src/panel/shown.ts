import { explain } from "../domain/explain.ts";
import type { Explanation } from "../domain/explanation.ts";
import type { ContainerView } from "../domain/pod.ts";
import type { ConnectionState } from "../domain/source.ts";
import { type Target, targetKey, targetLabel } from "../domain/target.ts";
import type { Connection, ContainerChoice, Options, Shown } from "../protocol/shown.ts";
import { allSources, type SourceInfo } from "../protocol/sources.ts";
import type { SessionSource } from "../session/session.ts";
import type { SettingValues } from "../vscode/settings.ts";
import type { ClusterId, Remembered } from "../vscode/preferences.ts";

/** A panel's title: `Logs: <cluster> · <target>` (P1). */
export const panelTitle = (target: Target): string =>
  `Logs: ${target.context} · ${targetLabel(target)}`;

/** Whether two clusters are one. */
export const sameCluster = (a: ClusterId, b: ClusterId): boolean =>
  a.context === b.context && a.server === b.server;

/** What a panel starts with: what was chosen for its cluster before, the settings for the rest (T3). */
export const firstOptions = (settings: SettingValues, remembered: Remembered): Options => ({
  lineLimit: remembered.lineLimit ?? settings.lineLimit,
  timestamps: remembered.timestamps ?? settings.timestamps,
  follow: remembered.follow ?? settings.follow,
  wrap: remembered.wrap ?? settings.wrap,
  labels: remembered.labels ?? settings.labels,
  ...(remembered.sinceSeconds === undefined
    ? {}
    : { since: { _tag: "Ago", seconds: remembered.sinceSeconds } }),
});

/** What a panel shows before its session has told anything. */
export const firstShown = (
  target: Target,
  cluster: ClusterId,
  parts: Pick<Shown, "choice" | "ofDebug" | "options" | "own" | "previous">,
): Shown => ({
  target,
  cluster: cluster.context,
  containers: [],
  sources: [],
  gone: false,
  ...parts,
});

/** Whether two targets differ in their container at most. */
const samePod = (a: Target, b: Target): boolean =>
  targetKey({ ...a, container: "*" }) === targetKey({ ...b, container: "*" });

/** What a panel shows once another target is in it: the containers to choose from stay where it is the same pod. */
export const shownNext = (
  before: Shown,
  target: Target,
  parts: Pick<Shown, "options" | "previous">,
): Shown => ({
  ...before,
  ...parts,
  target,
  containers: samePod(target, before.target) ? before.containers : [],
  sources: [],
  choice: allSources,
  gone: false,
});

/** A container as the toolbar offers it. */
export const toChoice = (container: ContainerView): ContainerChoice => ({
  name: container.name,
  kind: container.kind,
  hasPrevious: container.restartCount > 0 || container.lastTermination !== undefined,
});

/** A source as rows name it and the sources list shows it. */
export const toSourceInfo = (source: SessionSource): SourceInfo => {
  const { followed, ref, ...facts } = source;
  return {
    ...facts,
    pod: ref.pod,
    container: ref.container,
    ...(followed ? {} : { unfollowed: true }),
  };
};

/** The state of a connection in the user's words. */
export const toConnection = (state: ConnectionState): Connection => {
  switch (state._tag) {
    case "Reconnecting":
      return {
        _tag: "Reconnecting",
        attempt: state.attempt,
        at: state.at,
        ...(state.error === undefined ? {} : { why: explain(state.error) }),
      };
    case "Disconnected":
      return { _tag: "Disconnected", why: explain(state.error) };
    default:
      return state;
  }
};

/**
 * What stands in the way after a change of the connection: nothing once lines flow, or there is proof that none can
 * yet; while a first connection fails again and again, the reason (there is nothing else to see); else as before.
 */
export const problemAfter = (
  before: Explanation | null,
  state: ConnectionState,
  lines: number,
): Explanation | null => {
  switch (state._tag) {
    case "Streaming":
    case "Waiting":
    case "Ended":
      return null;
    case "Reconnecting":
      return state.error === undefined || lines > 0 ? before : explain(state.error);
    case "Connecting":
    case "Disconnected":
      return before;
  }
};
