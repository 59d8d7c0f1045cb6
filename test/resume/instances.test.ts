import { describe, expect, it } from "vitest";
import type { ContainerState } from "../../src/domain/pod.ts";
import { previousOf, serving } from "../../src/resume/instances.ts";
import { podWith } from "./script.ts";

const ended = (id: string) => ({ containerID: id, exitCode: 3 });
const waiting: ContainerState = { _tag: "Waiting", reason: "CrashLoopBackOff" };
const run: ContainerState = { _tag: "Running" };

/** Which instance a log request returns (`validateContainerLogStatus` of the kubelet). */
describe("whose log is served", () => {
  it.each([
    ["the running one", podWith(run), "c1", undefined, false],
    [
      "the running one, the dead one before it as previous",
      podWith(run, { containerID: "c2", restartCount: 1, lastTermination: ended("c1") }),
      "c2",
      "c1",
      false,
    ],
    [
      "the one that has ended",
      podWith({ _tag: "Terminated", ...ended("c1") }),
      "c1",
      undefined,
      true,
    ],
    [
      "the one that has ended, and its predecessor",
      podWith(
        { _tag: "Terminated", ...ended("c2") },
        { containerID: "c2", restartCount: 1, lastTermination: ended("c1") },
      ),
      "c2",
      "c1",
      true,
    ],
    [
      "while it waits to start again, the dead one for both",
      podWith(waiting, { restartCount: 1, lastTermination: ended("c1") }),
      "c1",
      "c1",
      true,
    ],
    ["nobody's before the first start", podWith({ _tag: "Waiting" }), undefined, undefined, false],
  ])("%s", (_, pod, current, previous, dead) => {
    const now = serving(pod, "app");
    expect(now?.instance.id).toBe(current);
    expect(now?.ended !== undefined).toBe(dead);
    expect(previousOf(pod, "app")?.instance.id).toBe(previous);
  });

  it("a container without an ID is told apart by its restarts", () => {
    const [container] = podWith(run).containers;
    const {
      name = "",
      kind = "container",
      image = "",
      ready = true,
      started = true,
    } = container ?? {};
    const without = { name, kind, image, ready, started, state: run, restartCount: 2 };
    const pod = { ...podWith(run), containers: [without] };
    expect(serving(pod, "app")?.instance.id).toBe("#2");
  });

  it("is nobody's for a container that the pod does not have", () => {
    expect(serving(podWith(run), "sidecar")).toBeUndefined();
  });
});
