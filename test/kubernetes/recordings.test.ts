import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@effect/vitest";
import { explain } from "../../src/domain/explain.ts";
import { explainWaiting } from "../../src/domain/waiting.ts";
import { podStatus } from "../../src/domain/pod-state.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { refusal, type Asked } from "../../src/kubernetes/answers.ts";
import { at, elements, member, text, type Json } from "../../src/kubernetes/json.ts";
import { readPod } from "../../src/kubernetes/pod-view.ts";

const folder = path.join(import.meta.dirname, "..", "recordings", "answers");

interface Recorded {
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const unchunked = (body: string): string => {
  const parts: Array<string> = [];
  for (let from = 0; ;) {
    const line = body.indexOf("\r\n", from);
    const length = Number.parseInt(body.slice(from, line), 16);
    if (!(length > 0)) return parts.join("");
    parts.push(body.slice(line + 2, line + 2 + length));
    from = line + 4 + length;
  }
};

/** An answer of a real cluster, as it came off the wire. */
const recorded = (name: string): Recorded => {
  const file = readFileSync(path.join(folder, `${name}.http`), "latin1");
  const answer = file.slice(file.search(/^HTTP\/1\.1 /mu));
  const end = answer.indexOf("\r\n\r\n");
  const head = answer.slice(0, end);
  const body = answer.slice(end + 4);
  return {
    path: /^(?:GET|POST) (\S+)/mu.exec(file)?.[1] ?? "",
    status: Number(head.slice(9, 12)),
    contentType: /^content-type: (.*)$/imu.exec(head)?.[1]?.trim() ?? "",
    body: Buffer.from(
      /^transfer-encoding: chunked/imu.test(head) ? unchunked(body) : body,
      "latin1",
    ).toString("utf8"),
  };
};

const podOf = (name: string): PodView => {
  const pod = readPod(JSON.parse(recorded(name).body) as Json);
  if (pod === undefined) throw new Error(`${name} is no pod`);
  return pod;
};

const eventsOf = (pod: PodView) =>
  elements(at(JSON.parse(recorded("events-dev").body) as Json, "items"))
    .filter((event) => at(event, "involvedObject", "name") === pod.name)
    .map((event) => ({
      reason: text(member(event, "reason")) ?? "",
      message: text(member(event, "message")) ?? "",
      type: text(member(event, "type")) ?? "",
    }));

describe("The pods of a real cluster", () => {
  it.each([
    ["pod-chatty", "Running", "ok"],
    ["pod-completed", "Completed", "done"],
    ["pod-init-waiting", "Init:0/1", "waiting"],
    ["pod-never-started", "ErrImageNeverPull", "failing"],
    ["pod-pull-fails", "ImagePullBackOff", "failing"],
    ["pod-restarted", "Error", "failing"],
    ["pod-unscheduled", "Pending", "failing"],
    ["pod-waiting", "ContainerCreating", "waiting"],
  ])("%s is %s, as kubectl shows it", (name, reason, severity) => {
    expect(podStatus(podOf(name))).toEqual({ reason, severity });
  });

  it.each([
    [
      "pod-init-waiting",
      'No logs yet: the init container "setup" is still running.',
      "The containers of a pod start when its init containers are done.",
    ],
    [
      "pod-never-started",
      'No logs yet: the image "localhost/does-not-exist:1" of the container "app" can\'t be used (ErrImageNeverPull).',
      'Container image "localhost/does-not-exist:1" is not present with pull policy of Never',
    ],
    [
      "pod-pull-fails",
      'No logs yet: the image "127.0.0.1:9/none:1" of the container "app" can\'t be used (ImagePullBackOff).',
      /^Back-off pulling image "127\.0\.0\.1:9\/none:1"/u,
    ],
    ["pod-unscheduled", "No logs yet: the pod waits for a node.", /^0\/1 nodes are available: /u],
    [
      "pod-waiting",
      'No logs yet: the node is creating the container "app".',
      "It prepares the network, the volumes and the image.",
    ],
  ] as ReadonlyArray<readonly [string, string, string | RegExp]>)(
    "%s says why it has no logs",
    (name, sentence, why) => {
      const pod = podOf(name);
      const told = explainWaiting(pod, "app", eventsOf(pod));
      expect(told?.sentence).toBe(sentence);
      expect(told?.why).toEqual(typeof why === "string" ? why : expect.stringMatching(why));
    },
  );

  it("keep instances, restarts and ends of containers", () => {
    const [app] = podOf("pod-restarted").containers;
    expect(app).toMatchObject({
      name: "app",
      kind: "container",
      state: { _tag: "Terminated", exitCode: 3, reason: "Error" },
      ready: false,
    });
    expect(app?.containerID).toMatch(/^containerd:\/\/[0-9a-f]{64}$/u);
    expect(podOf("pod-multi").containers.map(({ name, kind }) => [name, kind])).toEqual([
      ["setup", "init"],
      ["web", "container"],
      ["sidecar", "container"],
    ]);
  });
});

describe("The refusals of a real cluster", () => {
  const refusals = readdirSync(folder)
    .map((file) => file.replace(/\.http$/u, ""))
    .filter((name) => recorded(name).status !== 200 && recorded(name).status !== 201);

  const tags: Readonly<Record<string, string>> = {
    "list-forbidden": "Forbidden",
    "log-after-deletion": "PodGone",
    "log-anonymous": "Forbidden",
    "log-both-since": "RequestInvalid",
    "log-container-required": "ContainerRequired",
    "log-container-unknown": "ContainerUnknown",
    "log-forbidden": "Forbidden",
    "log-namespace-missing": "PodGone",
    "log-pod-missing": "PodGone",
    "log-previous-none": "PreviousNotFound",
    "log-stderr": "RequestInvalid",
    "log-stderr-tail": "RequestInvalid",
    "log-tail-negative": "RequestInvalid",
    "log-tail-text": "RequestInvalid",
    "log-unauthorized": "NotLoggedIn",
    "log-unscheduled": "PodUnscheduled",
    "log-waiting-creating": "ContainerWaiting",
    "log-waiting-image-never": "ContainerWaiting",
    "log-waiting-image-pull": "ContainerWaiting",
    "log-waiting-init": "ContainerWaiting",
    "not-found-path": "NotKubernetes",
    "pod-after-deletion": "PodGone",
    "pod-missing": "PodGone",
    "pods-selector-bad": "RequestInvalid",
  };

  it("are all known", () => {
    const seen = refusals.map((name) => {
      const answer = recorded(name);
      const [, namespace, resource = "", pod, log] =
        /^\/api\/v1\/namespaces\/([^/?]+)\/(\w+)(?:\/([^/?]+))?(\/log)?/u.exec(answer.path) ?? [];
      const asked: Asked = {
        context: "c",
        server: "https://c",
        verb: pod === undefined ? "list" : "get",
        resource: `${resource}${log ?? ""}`,
        ...(namespace === undefined ? {} : { namespace }),
        ...(pod === undefined ? {} : { name: pod }),
        container: "app",
      };
      const error = refusal(asked, answer, 0);
      expect(explain(error).sentence).not.toBe("");
      return [name, error._tag];
    });
    expect(Object.fromEntries(seen)).toEqual(tags);
  });
});
