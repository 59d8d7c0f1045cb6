import type { ContainerView, PodView } from "../../src/domain/pod.ts";

/** A container that runs, with what a test says about it. */
export const container = (name: string, more: Partial<ContainerView> = {}): ContainerView => ({
  name,
  kind: "container",
  image: `${name}:1`,
  state: { _tag: "Running" },
  restartCount: 0,
  ready: true,
  started: true,
  ...more,
});

/** A pod that runs one container, with what a test says about it. */
export const pod = (name: string, more: Partial<PodView> = {}): PodView => ({
  namespace: "shop",
  name,
  uid: `uid-${name}`,
  resourceVersion: "1",
  labels: {},
  phase: "Running",
  schedulingGated: false,
  initialized: true,
  ready: true,
  containers: [container("app")],
  ...more,
});
