import { beforeEach, describe, expect, it } from "vitest";
import type { Explanation } from "../../../src/domain/explanation.ts";
import {
  changed,
  containersOf,
  ended,
  listed,
  lost,
  makeNamespacePods,
  type NamespacePods,
  podsOf,
  removed,
  workloadsAndPods,
  workloadsListed,
} from "../../../src/features/tree/namespace-pods.ts";
import type {
  ContextNode,
  NamespaceNode,
  Node,
  PodNode,
  WorkloadNode,
} from "../../../src/features/tree/nodes.ts";
import { mergeRedraws } from "../../../src/features/tree/redraw.ts";
import { nodeRow } from "../../../src/features/tree/rows.ts";
import { openArgument } from "../../../src/features/tree/stands-for.ts";
import type { WorkloadView } from "../../../src/domain/workload.ts";
import type { PodView } from "../../../src/domain/pod.ts";
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
/** How a node looks on 1 January 2026. */
const looks = (node: Node) => nodeRow(node, { seconds: 1_767_225_600, nanos: 0 });
const why: Explanation = { sentence: "Nothing answers.", advice: "Check it.", remedies: [] };

let namespace: NamespaceNode;
let state: NamespacePods;
beforeEach(() => {
  namespace = { _tag: "Namespace", id: "c/shop", context, name: "shop", place: "plain" };
  state = makeNamespacePods(namespace);
});

const node = (name: string): PodNode => {
  const found = state.pods.get(name);
  if (found === undefined) throw new Error(`No ${name}`);
  return found;
};

describe("the pods of a namespace in the tree", () => {
  it("come in the order of their names, and stay the same nodes while they change", () => {
    listed(state, [pod("web"), pod("api")]);
    expect(workloadsAndPods(state).map(({ name }) => name)).toEqual(["api", "web"]);
    const before = node("web");
    expect(changed(state, pod("web", { resourceVersion: "2", ready: false }))).toEqual([before]);
    expect(node("web")).toBe(before);
    expect(before.pod.ready).toBe(false);
  });

  it("draw the namespace again when one comes or goes", () => {
    listed(state, [pod("web")]);
    expect(changed(state, pod("api"))).toEqual([namespace]);
    expect(removed(state, pod("api"))).toEqual([namespace]);
    expect(workloadsAndPods(state).map(({ name }) => name)).toEqual(["web"]);
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
    expect(workloadsAndPods(state)).toHaveLength(1);
    expect(looks(namespace)).toMatchObject({ description: "out of touch" });
    expect(state.problem).toBeUndefined();
    listed(state, [pod("web")]);
    expect(looks(namespace)).not.toHaveProperty("description");
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

const workload = (
  kind: WorkloadView["kind"],
  name: string,
  more: Partial<WorkloadView> = {},
): WorkloadView => ({ kind, namespace: "shop", name, uid: `uid-${name}`, ...more });

const ownedBy = (name: string, kind = "StatefulSet"): Partial<PodView> => ({
  owner: { kind, name, uid: `uid-${name}` },
});

const workloadNode = (name: string): WorkloadNode => {
  const found = [...state.workloads.values()].find((one) => one.name === name);
  if (found === undefined) throw new Error(`No ${name}`);
  return found;
};

describe("the workloads of a namespace in the tree", () => {
  it("come by kind and name, with their pods under them, and pods of none after them", () => {
    listed(state, [
      pod("alone"),
      pod("db-0", ownedBy("db")),
      pod("nightly-1-x", ownedBy("nightly-1", "Job")),
    ]);
    workloadsListed(state, [
      workload("Service", "web"),
      workload("Job", "nightly-1", {
        owner: { kind: "CronJob", name: "nightly", uid: "uid-nightly" },
      }),
      workload("Job", "by-hand"),
      workload("CronJob", "nightly"),
      workload("StatefulSet", "db"),
      workload("Deployment", "web"),
      workload("Deployment", "api"),
    ]);
    expect(workloadsAndPods(state).map(({ name }) => name)).toEqual([
      "api",
      "web",
      "db",
      "nightly",
      "by-hand",
      "alone",
    ]);
    expect(podsOf(workloadNode("db")).map(({ name }) => name)).toEqual(["db-0"]);
    expect(podsOf(workloadNode("nightly")).map(({ name }) => name)).toEqual(["nightly-1-x"]);
  });

  it("stay the same nodes, and draw only themselves again while their pods come, change and go", () => {
    listed(state, [pod("db-0", ownedBy("db"))]);
    expect(workloadsListed(state, [workload("StatefulSet", "db", { desired: 2 })])).toEqual([
      namespace,
    ]);
    const db = workloadNode("db");
    expect(looks(db)).toMatchObject({ kind: "workload", description: "1/2 · StatefulSet" });
    expect(changed(state, pod("db-1", ownedBy("db")))).toEqual([db]);
    expect(looks(db)).toMatchObject({ icon: "database", description: "2/2 · StatefulSet" });
    expect(changed(state, pod("db-1", { ...ownedBy("db"), resourceVersion: "2" }))).toEqual([
      node("db-1"),
    ]);
    expect(removed(state, pod("db-1", ownedBy("db")))).toEqual([db]);
    expect(workloadsListed(state, [workload("StatefulSet", "db", { desired: 1 })])).toEqual([db]);
    expect(looks(db)).toMatchObject({ description: "1/1 · StatefulSet" });
    expect(workloadsListed(state, [workload("StatefulSet", "db", { desired: 1 })])).toEqual([]);
    expect(workloadNode("db")).toBe(db);
  });

  it("have previous logs to open once a container of theirs has restarted (O3)", () => {
    listed(state, [pod("db-0", ownedBy("db")), pod("db-1", ownedBy("db"))]);
    workloadsListed(state, [workload("StatefulSet", "db", { desired: 2 })]);
    const db = workloadNode("db");
    expect(looks(db)).toMatchObject({ kind: "workload" });
    const restarted = { ...ownedBy("db"), containers: [container("app", { restartCount: 1 })] };
    expect(changed(state, pod("db-1", restarted))).toEqual([db, node("db-1")]);
    expect(looks(db)).toMatchObject({ kind: "workload.restarted" });
  });

  it("say by icon and word when one of their pods fails", () => {
    listed(state, [
      pod("db-0", {
        ...ownedBy("db"),
        ready: false,
        containers: [
          container("app", {
            ready: false,
            state: { _tag: "Waiting", reason: "ImagePullBackOff" },
          }),
        ],
      }),
    ]);
    workloadsListed(state, [workload("StatefulSet", "db", { desired: 1 })]);
    expect(looks(workloadNode("db"))).toMatchObject({
      icon: "error",
      description: "0/1 · ImagePullBackOff · StatefulSet",
    });
  });

  it("take in pods that were there before them, and leave theirs behind when they go", () => {
    workloadsListed(state, []);
    listed(state, []);
    expect(changed(state, pod("db-0", ownedBy("db")))).toEqual([namespace]);
    const before = node("db-0");
    expect(workloadsListed(state, [workload("StatefulSet", "db")])).toEqual([namespace]);
    expect(workloadsAndPods(state)).toEqual([workloadNode("db")]);
    expect(podsOf(workloadNode("db"))).toEqual([before]);
    expect(workloadsListed(state, [])).toEqual([namespace]);
    expect(workloadsAndPods(state)).toEqual([before]);
  });

  it("forget pods that a new list no longer has", () => {
    listed(state, [pod("db-0", ownedBy("db")), pod("db-1", ownedBy("db"))]);
    workloadsListed(state, [workload("StatefulSet", "db", { desired: 1 })]);
    listed(state, [pod("db-0", ownedBy("db"))]);
    expect(podsOf(workloadNode("db")).map(({ name }) => name)).toEqual(["db-0"]);
    expect(workloadNode("db").status.counts).toBe("1/1");
  });
});

describe("a row of the tree", () => {
  it("says what a problem is and what to do", () => {
    expect(looks({ _tag: "Problem", id: "p", why })).toMatchObject({
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
    workloadsListed(state, [workload("Deployment", "web")]);
    expect(openArgument(workloadNode("web"))).toEqual({
      ...at,
      workload: { kind: "Deployment", name: "web" },
    });
  });
});

describe("changes that come together", () => {
  it("are drawn once each, a pod along with its workload and its namespace, all with the whole tree", () => {
    listed(state, [pod("a"), pod("b")]);
    expect(mergeRedraws([[node("a")], [node("b")], [node("a")]])).toEqual([node("a"), node("b")]);
    expect(mergeRedraws([[node("a")], [namespace]])).toEqual([namespace]);
    expect(mergeRedraws([[node("a")], undefined])).toBeUndefined();
    changed(state, pod("db-0", ownedBy("db")));
    workloadsListed(state, [workload("StatefulSet", "db")]);
    const db = workloadNode("db");
    expect(mergeRedraws([[node("db-0")], [db], [node("a")]])).toEqual([db, node("a")]);
    expect(mergeRedraws([[db], [namespace]])).toEqual([namespace]);
  });
});
