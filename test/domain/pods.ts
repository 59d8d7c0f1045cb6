import type { ContainerState, ContainerView, PodView } from "../../src/domain/pod.ts";

/** A container that does what `state` says. */
export const container = (
  name: string,
  state: ContainerState,
  more: Partial<ContainerView> = {},
): ContainerView => ({
  name,
  kind: "container",
  image: `registry.example/${name}:1`,
  state,
  restartCount: 0,
  ready: false,
  started: false,
  ...more,
});

/** A pod on a node, initialized, running, not ready, with what `fields` say otherwise. */
export const pod = (fields: Partial<PodView> & { readonly node?: string } = {}): PodView => ({
  namespace: "shop",
  name: "web",
  uid: "u",
  resourceVersion: "1",
  labels: {},
  node: "node-1",
  phase: "Running",
  schedulingGated: false,
  initialized: true,
  ready: false,
  containers: [],
  ...fields,
});

/** Running since 10:31:02. */
export const runningSince = {
  _tag: "Running",
  startedAt: { seconds: 37_862, nanos: 0 },
} satisfies ContainerState;

/** Waiting, with the kubelet's word for it. */
export const waiting = (reason?: string, message?: string): ContainerState => ({
  _tag: "Waiting",
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
});

/** Ended at 10:31:02. */
export const ended = (exitCode: number, reason?: string) =>
  ({
    _tag: "Terminated",
    exitCode,
    finishedAt: { seconds: 37_862, nanos: 0 },
    ...(reason === undefined ? {} : { reason }),
  }) satisfies ContainerState;
