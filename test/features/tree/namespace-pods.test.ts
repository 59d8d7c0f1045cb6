import { beforeEach, describe, expect, it } from "vitest";
import type { Explanation } from "../../../src/domain/explain.ts";
import {
  changed,
  containersOf,
  ended,
  listed,
  lost,
  makeNamespacePods,
  type NamespacePods,
  removed,
  sortedPods,
} from "../../../src/features/tree/namespace-pods.ts";
import type { ContextNode, NamespaceNode, PodNode } from "../../../src/features/tree/nodes.ts";
import { mergeRedraws } from "../../../src/features/tree/redraw.ts";
import { nodeRow } from "../../../src/features/tree/rows.ts";
import { openArgument } from "../../../src/features/tree/stands-for.ts";
import { container, pod } from "../pods.ts";

const context: ContextNode = {
  _tag: "Context",
  id: "c",
  info: {
    name: "prod",
    cluster: "prod",
    server: "https://prod",
    namespace: "shop",
    current: true,
    insecure: false,
  },
};
const why: Explanation = { sentence: "Nothing answers.", advice: "Check it.", remedies: [] };

let namespace: NamespaceNode;
let state: NamespacePods;
beforeEach(() => {
  namespace = { _tag: "Namespace", id: "c/shop", context, name: "shop" };
  state = makeNamespacePods(namespace);
});

const node = (name: string): PodNode => {
  const found = sortedPods(state).find((one) => one.name === name);
  if (found === undefined) throw new Error(`No ${name}`);
  return found;
};

describe("the pods of a namespace in the tree", () => {
  it("come in the order of their names, and stay the same nodes while they change", () => {
    listed(state, [pod("web"), pod("api")]);
    expect(sortedPods(state).map(({ name }) => name)).toEqual(["api", "web"]);
    const before = node("web");
    expect(changed(state, pod("web", { resourceVersion: "2", ready: false }))).toEqual([before]);
    expect(node("web")).toBe(before);
    expect(before.pod.ready).toBe(false);
  });

  it("draw the namespace again when one comes or goes", () => {
    listed(state, [pod("web")]);
    expect(changed(state, pod("api"))).toEqual([namespace]);
    expect(removed(state, pod("api"))).toEqual([namespace]);
    expect(sortedPods(state).map(({ name }) => name)).toEqual(["web"]);
  });

  it("keep a pod that was replaced under its name when the old one's end comes late", () => {
    listed(state, [pod("db-0", { uid: "old" })]);
    changed(state, pod("db-0", { uid: "new" }));
    expect(removed(state, pod("db-0", { uid: "old" }))).toEqual([]);
    expect(node("db-0").pod.uid).toBe("new");
  });

  it("stay as they were last seen while the thread is lost, and say so", () => {
    listed(state, [pod("web")]);
    lost(state, why);
    expect(sortedPods(state)).toHaveLength(1);
    expect(nodeRow(namespace)).toMatchObject({ description: "out of touch" });
    expect(state.problem).toBeUndefined();
    listed(state, [pod("web")]);
    expect(nodeRow(namespace)).not.toHaveProperty("description");
  });

  it("say why there are none when they were never seen", () => {
    lost(state, why);
    expect(state).toMatchObject({ loading: false, problem: why });
    listed(state, []);
    expect(state.problem).toBeUndefined();
    ended(state, why);
    expect(state.problem).toBe(why);
  });

  it("keep their containers' nodes", () => {
    listed(state, [pod("web", { containers: [container("app"), container("proxy")] })]);
    const before = containersOf(node("web"));
    changed(state, pod("web", { containers: [container("app", { restartCount: 1 })] }));
    expect(containersOf(node("web"))).toEqual([before[0]]);
    expect(containersOf(node("web"))[0]).toBe(before[0]);
    expect(before[0]?.container.restartCount).toBe(1);
  });
});

describe("a row of the tree", () => {
  it.each([
    [pod("p"), "pass-filled", "Running"],
    [pod("p", { ready: false }), "circle-large-outline", "Running"],
    [
      pod("p", {
        ready: false,
        containers: [
          container("app", {
            ready: false,
            restartCount: 3,
            state: { _tag: "Waiting", reason: "CrashLoopBackOff" },
          }),
        ],
      }),
      "error",
      "CrashLoopBackOff · 3 restarts",
    ],
    [
      pod("p", {
        phase: "Succeeded",
        containers: [
          container("app", { state: { _tag: "Terminated", exitCode: 0, reason: "Completed" } }),
        ],
      }),
      "pass",
      "Completed",
    ],
  ])("tells a pod's state by icon and word: %#", (view, icon, description) => {
    listed(state, [view]);
    expect(nodeRow(node("p"))).toMatchObject({ icon, description, kind: "pod" });
  });

  it("says what a problem is and what to do", () => {
    expect(nodeRow({ _tag: "Problem", id: "p", why })).toMatchObject({
      label: "Nothing answers.",
      description: "Check it.",
      expandable: false,
    });
  });
});

describe("what a node opens", () => {
  it("is the only container at once, and the pod where there are several", () => {
    listed(state, [pod("one"), pod("two", { containers: [container("app"), container("proxy")] })]);
    const at = { context: "prod", namespace: "shop" };
    expect(openArgument(node("one"))).toEqual({ ...at, pod: "one", container: "app" });
    expect(openArgument(node("two"))).toEqual({ ...at, pod: "two" });
    const [, proxy] = containersOf(node("two"));
    expect(proxy && openArgument(proxy)).toEqual({ ...at, pod: "two", container: "proxy" });
    expect(openArgument(namespace)).toBeUndefined();
  });
});

describe("changes that come together", () => {
  it("are drawn once each, a pod along with its namespace, all with the whole tree", () => {
    listed(state, [pod("a"), pod("b")]);
    expect(mergeRedraws([[node("a")], [node("b")], [node("a")]])).toEqual([node("a"), node("b")]);
    expect(mergeRedraws([[node("a")], [namespace]])).toEqual([namespace]);
    expect(mergeRedraws([[node("a")], undefined])).toBeUndefined();
  });
});
