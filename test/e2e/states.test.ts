import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startCluster } from "../cluster/server.ts";
import { findings, setPanelTheme } from "./accessibility.ts";
import { sharedServer } from "./harness/shared.ts";
import { openVSCode } from "./harness/vscode.ts";
import { type Scene, seesState, type Stage, scenes } from "./scenes.ts";

let stage: Stage;
let playing: Scene | undefined;

beforeAll(async () => {
  const cluster = await startCluster();
  const server = sharedServer();
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  const vscode = await openVSCode(server);
  stage = { cluster, server, vscode };
});

afterAll(async () => {
  await stage?.vscode.close();
  await stage?.cluster.close();
});

afterEach(async () => {
  await playing?.leave?.(stage);
  playing = undefined;
  await stage.vscode.page.keyboard.press("Escape");
  await stage.vscode.closeAllEditors();
});

/** Brings a state of the panel about, and keeps a picture of it; a checker finds nothing in it, by day or by night (T7). */
const play = async (name: keyof typeof scenes): Promise<void> => {
  const scene: Scene = scenes[name];
  playing = scene;
  await scene.show(stage);
  await stage.vscode.screenshot(`state-${name}`);
  for (const kind of ["light", "dark"] as const) {
    await setPanelTheme(stage.vscode, kind);
    expect([kind, ...(await findings(stage.vscode))]).toEqual([kind]);
  }
};

/** What is seen in the panel at the places of this selector, as one text each. */
const texts = (selector: string): Promise<ReadonlyArray<string>> =>
  stage.vscode.panelFrame().locator(selector).allInnerTexts();

const sentences = (): Promise<ReadonlyArray<string>> => texts(".notice p");

const buttons = (): Promise<ReadonlyArray<string>> => texts(".notice button");

/** The lines in view, without their times. */
const lines = (): Promise<ReadonlyArray<string>> => texts(".rows .row.line .text");

describe("the panel says what is the case:", () => {
  it("loading (P8)", async () => {
    await play("loading");
    expect(await sentences()).toEqual(["Loading logs from slow/app…"]);
    expect(await stage.vscode.panelFrame().getByRole("progressbar").count()).toBe(1);
  });

  it("empty, with nothing written so far, until the first line comes (P9)", async () => {
    await play("empty");
    expect(await sentences()).toEqual([
      "No logs yet",
      "No output so far. The first line appears here when it comes.",
    ]);
    stage.cluster.world.findPod("default", "silent")?.container().lines(["the first line"]);
    await expect.poll(lines, { timeout: 30_000 }).toEqual(["the first line"]);
    expect(await sentences()).toEqual([]);
  });

  it("waiting for an image, with the kubelet's own words (P9)", async () => {
    await play("waiting-image");
    expect(await sentences()).toEqual([
      'No logs yet: the image "registry.acme.example/shop/web:2.4.l" of the container "app" can\'t be used (ImagePullBackOff).',
      'Back-off pulling image "registry.acme.example/shop/web:2.4.l": not found',
      "Check the image's name and tag, and that the node may pull from its registry.",
    ]);
  });

  it("forbidden, with the rule and the line that checks it (K3, P10)", async () => {
    await play("forbidden");
    expect(await sentences()).toEqual([
      'Can\'t read logs in "default": user "nologs-user" may not get pods/log.',
      'Ask for a role with the verb get on pods/log in "default", or check with the command below.',
    ]);
    expect(await texts(".notice .command")).toEqual([
      "kubectl auth can-i get pods --subresource=log -n default --context nologs",
    ]);
    expect(await buttons()).toEqual(["Retry", "Copy Command", "Close"]);
    await stage.vscode.panelFrame().locator(".notice summary").click();
    expect((await texts(".notice pre")).join("")).toMatch(/^HTTP 403: .*forbidden/);
  });

  it("pod gone: its lines stay, and a row says what happened (P7)", async () => {
    await play("pod-gone");
    expect(await lines()).toHaveLength(4);
    expect((await texts(".rows .row.divider")).join()).toContain("pod deleted");
    expect(await texts("footer .state")).toEqual(["Ended"]);
    const frame = stage.vscode.panelFrame();
    for (const name of ["Refresh", "Line limit or time"])
      await expect.poll(() => frame.getByLabel(name).isDisabled(), { timeout: 30_000 }).toBe(true);
    await frame.getByRole("button", { name: "Copy All Lines" }).click();
    await frame.locator("footer").getByText("4 lines copied").waitFor();
  });

  it("server down: its lines stay, and it tries again, turning nothing where motion is reduced (S7, T6)", async () => {
    await play("server-down");
    expect(await lines()).toHaveLength(4);
    expect((await texts("footer .state")).join()).toMatch(/^Reconnecting/);
    expect(await sentences()).toEqual([]);
    const { vscode } = stage;
    const spinning = () =>
      vscode
        .panelFrame()
        .locator("footer .state .codicon")
        .evaluate((icon) => getComputedStyle(icon).animationName);
    expect(await spinning()).not.toBe("none");
    await vscode.page.emulateMedia({ reducedMotion: "reduce" });
    await expect.poll(spinning, { timeout: 30_000 }).toBe("none");
    await vscode.page.emulateMedia({ reducedMotion: null });
  });

  it("that a right was taken away, under the lines that came before, until Retry (P10)", async () => {
    const { cluster, vscode } = stage;
    await play("error-strip");
    const strip = vscode.panelFrame().locator(".strip");
    expect(await lines()).toHaveLength(4);
    await strip.locator("summary").click();
    expect(await strip.locator("pre").innerText()).toContain("no more");
    cluster.faults.clear();
    await strip.getByRole("button", { name: "Retry" }).click();
    await seesState(vscode, "Streaming");
    await strip.waitFor({ state: "detached" });
    expect(await lines()).toHaveLength(4);
  });

  it("that a log is longer than the memory of its panel may be, at its first line (S12)", async () => {
    await play("top-edge");
    expect((await texts(".top-edge .says")).join()).toMatch(
      /^[\d,]+ earlier lines left the memory of this panel \(from \d\d:\d\d:\d\d on\)$/,
    );
    expect(await texts(".top-edge button")).toEqual(["Double the memory", "Export…"]);
  });

  it("that nobody checks who the server is (K1)", async () => {
    await play("not-verified");
    expect((await texts("footer .note")).join()).toBe("Not verified");
  });

  it("not logged in, and how to (K3)", async () => {
    await play("not-logged-in");
    expect((await sentences())[0]).toBe('You are not logged in to "bad-token".');
    expect(await buttons()).toEqual(["Retry", "Run Login Command", "Copy Command", "Close"]);
  });

  it("which sources a workload has (C5)", async () => {
    await play("sources");
    expect(await texts(".source .name")).toHaveLength(8);
  });

  it("a certificate that the kubeconfig does not vouch for (K3, P10)", async () => {
    await play("certificate");
    expect((await sentences())[0]).toBe(
      `No secure connection to ${stage.cluster.url}: its certificate is signed by an authority that the kubeconfig does not name.`,
    );
    expect(await buttons()).toEqual(["Retry", "Open Kubeconfig", "Close"]);
  });

  it("and closes where its Close is taken (P10)", async () => {
    await play("forbidden");
    await stage.vscode.panelFrame().getByRole("button", { name: "Close" }).click();
    await expect.poll(() => stage.vscode.tabs(), { timeout: 30_000 }).toEqual([]);
  });
});
