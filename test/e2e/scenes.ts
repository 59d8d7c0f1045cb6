import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import type { Container } from "../cluster/container.ts";
import { Random } from "../cluster/demo/random.ts";
import {
  controller,
  notifier,
  orders,
  payments,
  recommender,
  shop,
  worker,
} from "../cluster/demo/lines.ts";
import type { Speaker } from "../cluster/demo/lines.ts";
import { Deployment } from "../cluster/deployment.ts";
import type { PodDeclaration } from "../cluster/pod.ts";
import type { Cluster } from "../cluster/server.ts";
import type { Server } from "./harness/server.ts";
import type { VSCode } from "./harness/vscode.ts";
import type { Settings } from "./harness/workspace.ts";

/** What a scene is played on. The window shows no panel when it begins. */
export interface Stage {
  readonly cluster: Cluster;
  /** Settings of the machine can be set of a server that is nobody else's. */
  readonly server: Pick<Server, "useKubeconfig"> & {
    setMachineSettings?(settings: Settings): void;
  };
  readonly vscode: VSCode;
}

/** A state of the panel: how it comes about, as a user sees it, until it is on the screen. */
export interface Scene {
  readonly show: (stage: Stage) => Promise<void>;
  /** For a state that passes by itself: brings it about once more. */
  readonly again?: (stage: Stage) => Promise<void>;
  /** Puts right what must not outlive the scene. */
  readonly leave?: (stage: Stage) => Promise<void>;
}

/** Takes an entry of the step that asks so, by its name: what is too far down a list is not drawn. */
const choose = async (vscode: VSCode, placeholder: string, label: string): Promise<void> => {
  await vscode.asks(placeholder);
  await vscode.type(label);
  await vscode.pick(label);
};

/** Walks the palette to a pod's only container. */
export const openPod = async (vscode: VSCode, pod: string, context = "admin"): Promise<void> => {
  await vscode.runCommand("Podlog: Open Logs…");
  await choose(vscode, "Choose a context", context);
  await choose(vscode, `Choose a namespace of ${context}`, "default");
  await choose(vscode, "Choose a workload or a pod of default", pod);
};

/** Names a pod of a context that can't be asked for its pods. */
export const openUnlisted = async (vscode: VSCode, context: string, pod: string): Promise<void> => {
  await vscode.runCommand("Podlog: Open Logs…");
  await choose(vscode, "Choose a context", context);
  for (const name of ["default", pod]) {
    // The rows of a step stay until those of the next are there, and then nothing is typed yet.
    await vscode.page
      .locator('.quick-input-widget:visible input[type="text"]:placeholder-shown')
      .first()
      .waitFor();
    const entries = vscode.page.locator(".quick-input-list .monaco-list-row .label-name");
    await entries.filter({ hasText: /^Retry$/ }).waitFor();
    await vscode.type(name);
    await vscode.pick(name);
  }
};

/** Waits for the sentence that stands where the lines would. */
export const seesNotice = (vscode: VSCode, sentence: string | RegExp): Promise<void> =>
  vscode.panelFrame().locator(".notice .sentence").filter({ hasText: sentence }).waitFor();

/** Waits for the footer's word for the connection. */
export const seesState = (vscode: VSCode, word: string | RegExp): Promise<void> =>
  vscode.panelFrame().locator("footer .state").filter({ hasText: word }).waitFor();

/** Waits for a row with the text: a line, a marker or a divider. */
export const seesRow = (vscode: VSCode, text: string | RegExp): Promise<void> =>
  vscode.panelFrame().locator(".rows [role=option]").filter({ hasText: text }).last().waitFor();

const declare = ({ cluster }: Stage, pod: PodDeclaration): Container =>
  (cluster.world.findPod("default", pod.name) ?? cluster.world.pod(pod)).container();

const speakers: ReadonlyArray<Speaker> = [
  shop,
  payments,
  orders,
  worker,
  controller,
  recommender,
  notifier,
];

/** Lines of many kinds of loggers, the same ones every time. */
const manyLines = (rounds: number): ReadonlyArray<string> => {
  const random = new Random(7);
  return Array.from({ length: rounds }, (_, round) =>
    speakers.flatMap((speak, at) => [
      ...speak(random, new Date(Date.UTC(2026, 2, 1, 10, 30, round, at * 120)), round),
    ]),
  ).flat();
};

const access = [
  "10:30:41 INFO  listening on :8080",
  "10:30:45 INFO  GET /cart 200 in 12 ms",
  "10:30:46 WARN  GET /checkout 200 in 1,812 ms",
  "10:30:47 ERROR POST /checkout 500: payment provider timed out",
];

/** A pod whose lines are on the screen, streaming. */
export const openWithLines = async (stage: Stage, pod: string): Promise<Container> => {
  const app = declare(stage, { name: pod });
  app.lines(access);
  await openPod(stage.vscode, pod);
  await seesState(stage.vscode, "Streaming");
  await seesRow(stage.vscode, "payment provider timed out");
  return app;
};

const comeBack = async ({ cluster, vscode }: Stage): Promise<void> => {
  await cluster.comeBack();
  await seesState(vscode, "Streaming");
};

const trueKubeconfig = async ({ cluster, server }: Stage): Promise<void> => {
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
};

/** Opens a pod that has written nothing. */
const openSilent = async (stage: Stage): Promise<void> => {
  declare(stage, { name: "silent" });
  await openPod(stage.vscode, "silent");
  await seesNotice(stage.vscode, "No logs yet");
};

/** Does something until what it leads to is seen. */
const doUntil = async (seen: Locator, act: () => Promise<void>): Promise<void> => {
  for (let tries = 0; tries < 20; tries += 1) {
    await act();
    try {
      await seen.waitFor({ timeout: 2_000 });
      return;
    } catch (error) {
      if (tries === 19) throw error;
    }
  }
};

/** Reads the log of the panel again until something is seen: the kubeconfig is looked at every now and then. */
const refreshUntil = ({ vscode }: Stage, seen: Locator): Promise<void> =>
  doUntil(seen, () => vscode.runCommand("Podlog: Refresh"));

/** Opens a pod that has written nothing, and reads it again with another kubeconfig. */
const reopenWith = async (stage: Stage, kubeconfig: string, sentence: string): Promise<void> => {
  await openSilent(stage);
  stage.server.useKubeconfig(kubeconfig);
  const sentences = stage.vscode.panelFrame().locator(".notice .sentence");
  await refreshUntil(stage, sentences.filter({ hasText: sentence }));
};

/** The cluster's kubeconfig, in which a program logs every user in. */
const withLoginProgram = ({ cluster }: Stage): string =>
  readFileSync(cluster.kubeconfigPath, "utf8").replaceAll(
    /^ {4}token: .*$/gm,
    `    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: acme-login
      args: [get-token, --cluster, prod-eu]
      interactiveMode: IfAvailable
      installHint: Install it with "brew install acme/tap/acme-login".`,
  );

/** A kubeconfig that kubectl would not read by itself wants to run a program: VS Code asks. */
const askForConsent = async (stage: Stage): Promise<void> => {
  const { server, vscode } = stage;
  await openSilent(stage);
  const path = join(vscode.workspace, "kubeconfig.yaml");
  writeFileSync(path, withLoginProgram(stage));
  server.setMachineSettings?.({ "podlog.kubeconfig": path });
  await refreshUntil(stage, consentDialog(stage));
};

const consentDialog = ({ vscode }: Stage): Locator =>
  vscode.page.locator(".monaco-dialog-box").filter({ hasText: "acme-login" });

const refuseConsent = async (stage: Stage): Promise<void> => {
  await consentDialog(stage).getByRole("button", { name: "Cancel" }).click();
  await consentDialog(stage).waitFor({ state: "detached" });
};

/** Goes back to the kubeconfig that is read by itself: with it the log that was opened comes again. */
const usualKubeconfig = async (stage: Stage): Promise<void> => {
  stage.server.setMachineSettings?.({});
  const sentences = stage.vscode.panelFrame().locator(".notice .sentence");
  await doUntil(sentences.filter({ hasText: "No logs yet" }), async () => {
    // As long as the setting has not come to an end, it is asked about again.
    if (await consentDialog(stage).isVisible()) await refuseConsent(stage);
    await stage.vscode.runCommand("Podlog: Refresh");
  });
};

/** Opens a log that takes more memory than its panel may have, and goes to its first line. */
const openBeyondMemory = async (
  stage: Stage,
  pod: string,
  limit: string,
  bytes: number,
): Promise<void> => {
  const { vscode } = stage;
  vscode.setSettings({ "podlog.maxMemory": 16 });
  const filler = "quiet ".repeat(bytes / 6);
  const lines = Array.from({ length: 1_500 }, (_, i) => `INFO batch ${i} payload=${filler}`);
  declare(stage, { name: pod }).lines(lines);
  await openPod(vscode, pod);
  await seesRow(vscode, "batch 1499");
  const frame = vscode.panelFrame();
  await frame.getByLabel("Line limit or time").selectOption({ label: limit });
  await seesState(vscode, "Streaming");
  await seesRow(vscode, "batch 1499");
  // Whoever pushes against the first line has older ones, as long as there is room.
  await doUntil(frame.locator(".top-edge"), async () => {
    await vscode.runCommand("Podlog: Go to First Line");
    await frame.locator(".list").hover();
    await vscode.page.mouse.wheel(0, -300);
  });
};

const usualMemory = async ({ vscode }: Stage): Promise<void> =>
  vscode.setSettings({ "podlog.maxMemory": undefined });

/** A Deployment with two containers a pod in the midst of a rollout, and the list of its sources beside its rows. */
const openSources = async (stage: Stage, name: string): Promise<void> => {
  const { cluster, vscode } = stage;
  const template = (version: number) => ({
    containers: [
      { name: "app", image: `registry.acme.example/shop/${name}:1.${version}.0` },
      { name: "istio-proxy", image: "istio/proxyv2:1.24" },
    ],
  });
  const workload = new Deployment(cluster.world, { name, replicas: 2, template: template(4) });
  const speak = (when: string): void => {
    for (const [i, pod] of workload.pods.entries()) {
      pod.container("app").lines(access.map((line) => `${line} ${when}`));
      if (i === 0) pod.container("istio-proxy").lines([`[${when}] outbound|8080||cart.shop`]);
    }
  };
  speak("before");
  await openPod(vscode, name);
  await seesState(vscode, "Streaming");
  await seesRow(vscode, "provider timed out before");
  workload.rollout(template(5)).finish();
  speak("after");
  await seesRow(vscode, "provider timed out after");
  await vscode.runCommand("Podlog: Toggle Sources");
  await vscode.panelFrame().locator(".source .state.ended").first().waitFor();
};

/** The row of a source in the list of sources that has all of these words. */
const sourceRow = ({ vscode }: Stage, ...words: ReadonlyArray<string>): Locator =>
  words.reduce((rows, hasText) => rows.filter({ hasText }), vscode.panelFrame().locator(".source"));

/** The tree, open down to pods: workloads that are well and that are not, a pinned namespace, hidden ones. */
const openTree = async ({ cluster, vscode }: Stage): Promise<void> => {
  const namespace = "tree";
  const declared = cluster.world.findPod(namespace, "migration") !== undefined;
  if (!declared) {
    const { world } = cluster;
    for (const name of ["attic", "cellar"]) world.namespace(name);
    const [, failing] = ["frontend", "payments"].map(
      (name) => new Deployment(world, { name, namespace, replicas: 2 }),
    );
    failing?.pods[0]?.container().exit({ code: 137, reason: "OOMKilled" }).backOff();
    const migration = world.pod({ name: "migration", namespace, restartPolicy: "Never" });
    migration.container().exit();
    const state = { reason: "ImagePullBackOff", message: "Back-off pulling image" };
    world.pod({ name: "typo", namespace, containers: [{ name: "app", state }] });
    world.pod({ name: "no-room", namespace, stage: "pending" }).noNode("0/3 nodes are available.");
  }
  await vscode.openTree();
  await vscode.expand("admin");
  if (!declared) {
    for (const name of ["attic", "cellar"]) {
      await vscode.menuAction(name, "Hide Namespace");
      await vscode.treeRow(name).waitFor({ state: "hidden" });
    }
    await vscode.inlineAction(namespace, "Pin Namespace");
    // It moves to the top, and others move down.
    const second = vscode.page.locator('.sidebar .customview-tree [data-index="1"]');
    await second.filter({ hasText: namespace }).waitFor();
  }
  await vscode.expand(namespace);
  await vscode.expand("payments");
  await vscode.expand("unreachable");
  await vscode.treeRow("Retry").waitFor();
};

const closeSideBar = ({ vscode }: Stage): Promise<void> =>
  vscode.runCommand("View: Close Primary Side Bar");

/** All states of the panel, and two of the tree, by their names. */
export const scenes = {
  loading: {
    show: async (stage) => {
      declare(stage, { name: "slow" });
      stage.cluster.faults.on(
        { kind: ["log", "follow"], name: "slow", times: Infinity },
        { type: "silence" },
      );
      await openPod(stage.vscode, "slow");
      await seesNotice(stage.vscode, "Loading logs from slow/app…");
    },
    // It is given up after ten seconds without an answer.
    again: async ({ vscode }) => {
      await vscode.runCommand("Podlog: Refresh");
      await seesNotice(vscode, "Loading logs from slow/app…");
    },
  },
  streaming: {
    show: async (stage) => {
      declare(stage, { name: "shop" }).lines([...manyLines(12)]);
      await openPod(stage.vscode, "shop");
      await seesState(stage.vscode, "Streaming");
      await seesRow(stage.vscode, "notify");
    },
  },
  empty: {
    show: async (stage) => {
      declare(stage, { name: "silent" });
      await openPod(stage.vscode, "silent");
      await seesNotice(stage.vscode, "No logs yet");
    },
  },
  "waiting-image": {
    show: async (stage) => {
      declare(stage, {
        name: "image-missing",
        containers: [
          {
            name: "app",
            image: "registry.acme.example/shop/web:2.4.l",
            state: {
              reason: "ImagePullBackOff",
              message: 'Back-off pulling image "registry.acme.example/shop/web:2.4.l": not found',
            },
          },
        ],
      });
      await openPod(stage.vscode, "image-missing");
      await seesNotice(stage.vscode, /can't be used \(ImagePullBackOff\)/);
    },
  },
  "waiting-node": {
    show: async (stage) => {
      if (stage.cluster.world.findPod("default", "no-room") === undefined)
        stage.cluster.world
          .pod({ name: "no-room", stage: "pending" })
          .noNode("0/3 nodes are available: 3 Insufficient memory.");
      await openPod(stage.vscode, "no-room");
      await seesNotice(stage.vscode, "waits for a node");
    },
  },
  "config-missing": {
    show: async (stage) => {
      declare(stage, {
        name: "config-missing",
        containers: [
          {
            name: "app",
            state: {
              reason: "CreateContainerConfigError",
              message: 'configmap "web-settings" not found',
            },
          },
        ],
      });
      await openPod(stage.vscode, "config-missing");
      await seesNotice(stage.vscode, 'the ConfigMap "web-settings" is missing');
    },
  },
  "crash-loop": {
    show: async (stage) => {
      const app = declare(stage, { name: "crash-loop" });
      app.lines(["starting", "FATAL can't open /data: permission denied"]);
      app.exit({ code: 1, reason: "Error" }).backOff();
      await openPod(stage.vscode, "crash-loop");
      await seesState(stage.vscode, "Waiting");
      await seesRow(stage.vscode, "permission denied");
    },
  },
  forbidden: {
    show: async (stage) => {
      declare(stage, { name: "secret" }).lines(["not for everybody"]);
      await openPod(stage.vscode, "secret", "nologs");
      await seesNotice(stage.vscode, "may not get pods/log");
    },
  },
  "not-logged-in": {
    show: async (stage) => {
      await openUnlisted(stage.vscode, "bad-token", "web");
      await seesNotice(stage.vscode, "You are not logged in");
    },
  },
  "login-program": {
    show: (stage) => reopenWith(stage, withLoginProgram(stage), "gave no credentials"),
    leave: trueKubeconfig,
  },
  consent: {
    show: askForConsent,
    leave: async (stage) => {
      await refuseConsent(stage);
      await usualKubeconfig(stage);
    },
  },
  "consent-refused": {
    show: async (stage) => {
      await askForConsent(stage);
      await refuseConsent(stage);
      await seesNotice(stage.vscode, "gave no credentials");
    },
    leave: usualKubeconfig,
  },
  "not-verified": {
    show: async (stage) => {
      const { cluster, server, vscode } = stage;
      const checked = readFileSync(cluster.kubeconfigPath, "utf8");
      server.useKubeconfig(
        checked
          .replaceAll(/certificate-authority-data: .*/g, "insecure-skip-tls-verify: true")
          .replaceAll(/ admin$/gm, " unverified"),
      );
      declare(stage, { name: "trusting" }).lines(access);
      await openPod(vscode, "trusting", "unverified");
      await seesRow(vscode, "payment provider timed out");
      await vscode.panelFrame().getByRole("button", { name: "Not verified" }).waitFor();
    },
    leave: trueKubeconfig,
  },
  "error-strip": {
    show: async (stage) => {
      const { cluster, vscode } = stage;
      await openWithLines(stage, "revoked");
      cluster.faults.on(
        { kind: ["log", "follow"], name: "revoked", times: Infinity },
        { type: "status", error: { code: 403, reason: "Forbidden", message: "no more" } },
      );
      for (const stream of cluster.open("follow")) stream.cut();
      await vscode.panelFrame().locator(".strip").filter({ hasText: "Can't read logs" }).waitFor();
    },
    leave: async ({ cluster }) => cluster.faults.clear(),
  },
  "top-edge": {
    show: (stage) => openBeyondMemory(stage, "large", "All lines", 16_000),
    leave: usualMemory,
  },
  "top-edge-full": {
    show: (stage) => openBeyondMemory(stage, "larger", "1,000 lines", 12_000),
    leave: usualMemory,
  },
  "start-unknown": {
    show: async (stage) => {
      const { cluster, vscode } = stage;
      const app = declare(stage, { name: "begun-before" });
      app.lines(access).rotate();
      // So long after it began that it may have written before.
      const ts = cluster.world.clock.now() + 60_000_000_000n;
      app.lines(["10:31:44 INFO  GET /cart 200 in 9 ms"], { ts });
      await openPod(vscode, "begun-before");
      await seesRow(vscode, "Start unknown");
    },
  },
  "pod-gone": {
    show: async (stage) => {
      stage.cluster.world.findPod("default", "gone")?.remove();
      await openWithLines(stage, "gone");
      stage.cluster.world.findPod("default", "gone")?.delete();
      await seesRow(stage.vscode, "pod deleted");
      await seesState(stage.vscode, "Ended");
    },
  },
  "server-down": {
    show: async (stage) => {
      await openWithLines(stage, "web");
      await stage.cluster.die();
      await seesState(stage.vscode, "Reconnecting");
    },
    leave: comeBack,
  },
  certificate: {
    show: async (stage) => {
      await openUnlisted(stage.vscode, "wrong-ca", "web");
      await seesNotice(stage.vscode, "No secure connection");
    },
  },
  "unknown-context": {
    show: (stage) =>
      reopenWith(
        stage,
        readFileSync(stage.cluster.kubeconfigPath, "utf8").replaceAll(/\badmin\b/g, "renamed"),
        'The context "admin" is not in the kubeconfig.',
      ),
    leave: trueKubeconfig,
  },
  "kubeconfig-broken": {
    show: (stage) => reopenWith(stage, "apiVersion: v1\nclusters: [", "can't be used"),
    leave: trueKubeconfig,
  },
  ended: {
    show: async (stage) => {
      const app = declare(stage, { name: "report", restartPolicy: "Never" });
      app.lines(["page 1 of 2", "page 2 of 2", "done"]).exit();
      await openPod(stage.vscode, "report");
      await seesState(stage.vscode, "Ended");
      await seesRow(stage.vscode, "exited");
    },
  },
  markers: {
    show: async (stage) => {
      const { cluster, vscode } = stage;
      const app = await openWithLines(stage, "rotated");
      await cluster.die();
      app.lines(["nobody sees this"]).rotate();
      app.lines(["nor this"]).rotate();
      app.lines(["10:31:44 INFO  GET /cart 200 in 9 ms"]);
      await comeBack(stage);
      await seesRow(vscode, "may be missing");
      app.exit({ code: 137, reason: "OOMKilled" }).start();
      app.lines(["10:31:50 INFO  listening on :8080"]);
      await seesRow(vscode, "restarted · exit 137");
      await seesRow(vscode, "10:31:50");
    },
  },
  previous: {
    show: async (stage) => {
      const { vscode } = stage;
      const app = declare(stage, { name: "restarted" });
      app.lines([...access, "panic: runtime error: invalid memory address"]);
      app.exit({ code: 2, reason: "Error" }).start().lines(["10:31:02 INFO  listening on :8080"]);
      await openPod(vscode, "restarted");
      await seesState(vscode, "Streaming");
      await vscode.panelFrame().getByRole("button", { name: "Previous instance" }).click();
      await seesRow(vscode, "invalid memory address");
      await seesState(vscode, "Ended");
    },
  },
  "since-empty": {
    show: async (stage) => {
      await openWithLines(stage, "quiet");
      const beginning = stage.vscode.panelFrame().getByLabel("Line limit or time");
      await beginning.selectOption({ label: "A time…" });
      await stage.vscode.page.keyboard.type("1s");
      await stage.vscode.page.keyboard.press("Enter");
      await seesNotice(stage.vscode, "No lines in the last 1 s");
    },
    leave: async ({ vscode }) => {
      await vscode.panelFrame().getByRole("button", { name: "Show the Last 1,000 Lines" }).click();
      await seesRow(vscode, "payment provider timed out");
    },
  },
  linked: {
    show: async (stage) => {
      await openWithLines(stage, "blue");
      await stage.vscode.runCommand("Podlog: Open Logs in New Panel…");
      declare(stage, { name: "green" }).lines(access);
      for (const label of ["admin", "default", "green"]) await stage.vscode.pick(label);
      await seesRow(stage.vscode, "payment provider timed out");
      await stage.vscode.runCommand("Podlog: Link Scrolling with Another Panel…");
      await stage.vscode.panelFrame().getByText("Linked").waitFor();
    },
  },
  sources: { show: (stage) => openSources(stage, "checkout") },
  late: {
    show: async (stage) => {
      const { cluster, vscode } = stage;
      const [ahead, right] = new Deployment(cluster.world, { name: "clocks", replicas: 2 }).pods;
      const at = cluster.world.clock.now();
      ahead?.container().lines(access, { ts: at + 4_000_000_000n });
      await openPod(vscode, "clocks");
      await seesRow(vscode, "payment provider timed out");
      for (let i = 1; i <= 4; i++)
        right?.container().lines([`retry ${i} of 4`], { ts: at + BigInt(i) * 40_000_000n });
      await seesRow(vscode, "retry 4 of 4");
    },
  },
  "sources-hidden": {
    show: async (stage) => {
      await openSources(stage, "cart");
      const proxies = sourceRow(stage, "istio-proxy", "Streaming");
      for (const at of [0, 1]) {
        await proxies.nth(at).hover();
        await proxies.nth(at).getByRole("button", { name: "Hide" }).click();
        await sourceRow(stage, "istio-proxy", "Hidden").nth(at).waitFor();
      }
    },
  },
  "sources-solo": {
    show: async (stage) => {
      await openSources(stage, "orders");
      const app = sourceRow(stage, "app", "Streaming").first();
      await app.hover();
      await app.getByRole("button", { name: "Show Only This Source" }).click();
      await stage.vscode.panelFrame().locator(".footer .note").waitFor();
    },
  },
  "sources-limit": {
    show: async (stage) => {
      const { cluster, vscode } = stage;
      const name = "fleet";
      for (const pod of new Deployment(cluster.world, { name, replicas: 200 }).pods)
        pod.container().lines([`${pod.name} is up`]);
      await openPod(vscode, name);
      await seesState(vscode, "Streaming");
      await vscode.panelFrame().getByRole("button", { name: "50 of 200 followed" }).click();
      await vscode.panelFrame().getByLabel("Find sources").fill("not followed");
      await sourceRow(stage, "Not followed").first().waitFor();
    },
  },
  tree: { show: openTree, leave: closeSideBar },
  "tree-out-of-touch": {
    show: async (stage) => {
      await openTree(stage);
      await stage.cluster.die();
      const row = stage.vscode.page.locator(".sidebar .pane-body .monaco-list-row");
      await row.filter({ hasText: "out of touch" }).nth(1).waitFor();
    },
    leave: async (stage) => {
      await stage.cluster.comeBack();
      await closeSideBar(stage);
    },
  },
} satisfies Readonly<Record<string, Scene>>;
