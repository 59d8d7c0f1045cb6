import { readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withLogFiles } from "./harness/log-files.ts";
import { type OwnServer, startServer } from "./harness/server.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";
import { logPanel } from "./log-panel.ts";
import { type Logins, makeLogins, ways } from "./logins.ts";
import { patience } from "./stage.ts";
import { foundIn, keptByWorkbench, type Written, writtenBelow } from "./written.ts";

const scope = Scope.makeUnsafe();
let logins: Logins;
let server: OwnServer;
let vscode: VSCode;
/** All that went over the wire between the window and the server. */
const frames: Array<Buffer> = [];
/** The pages of panels, as they stood. */
const pages: Array<Written> = [];

beforeAll(async () => {
  logins = await Effect.runPromise(Scope.provide(makeLogins, scope));
  const { kubeconfig, kubectl } = logins;
  server = await startServer({ kubeconfig, environment: await withLogFiles(logins.folder) });
  // A terminal whose shell reads no file that puts another kubectl first.
  const PATH = [kubectl.folder, process.env["PATH"]].join(delimiter);
  const terminal = (system: string) => ({
    [`terminal.integrated.profiles.${system}`]: { plain: { path: "/bin/sh", env: { PATH } } },
    [`terminal.integrated.defaultProfile.${system}`]: "plain",
  });
  vscode = await openVSCode(server, {
    settings: { ...terminal("linux"), ...terminal("osx") },
    overhear: (frame) => frames.push(Buffer.from(frame)),
  });
});

afterAll(async () => {
  await vscode?.close();
  await server?.end();
  await Effect.runPromise(Scope.close(scope, Exit.void));
});

afterEach(async () => {
  await vscode.page.keyboard.press("Escape");
  await vscode.closeAllEditors();
  await expect.poll(() => logins.cluster.counters.open.follow, patience).toBe(0);
});

/** Takes the entry with this label, which may be out of sight in a long list. */
const pickFrom = async (label: string): Promise<void> => {
  await vscode.type(label);
  await vscode.pick(label);
};

/** Walks the palette to the pod by a context. */
const openLogs = async (context: string): Promise<void> => {
  await vscode.runCommand("Podlog: Open Logs…");
  await vscode.asks("Choose a context");
  await pickFrom(context);
  await vscode.pick("default");
  await vscode.pick("web");
};

/** What the palette offers first. */
const contexts = async (): Promise<ReadonlyArray<string>> => {
  await vscode.page.keyboard.press("Escape");
  await vscode.runCommand("Podlog: Open Logs…");
  await vscode.asks("Choose a context");
  return vscode.choices();
};

/** Waits until the log of a context is the one that is seen, has its lines, and is done with taking the keyboard. */
const seesLines = async (context: string): Promise<void> => {
  const tabs = vscode.page.locator(".tab.active .label-name");
  await tabs.getByText(`Logs: ${context} · web`).waitFor(patience);
  const { list, sees } = logPanel(vscode);
  await sees("the shop is open");
  await list.click();
  await expect
    .poll(() => list.evaluate((one) => one === document.activeElement), patience)
    .toBe(true);
  const html = await vscode.panelFrame().locator("html").innerHTML();
  pages.push({ where: `page ${pages.length}`, bytes: Buffer.from(html) });
};

/** The logs that are followed, by the users who follow them. */
const followedBy = (user: string) =>
  logins.cluster.open("follow").filter((follow) => follow.user === user);

/** The token that the last follow of a user came with. */
const lastToken = (user: string): string | undefined =>
  logins.cluster.heard
    .findLast((one) => one.kind === "follow" && one.user === user)
    ?.headers.authorization?.replace("Bearer ", "");

const writtenLog = (): string =>
  writtenBelow(server.folder, "Podlog.log")
    .map(({ bytes }) => bytes.toString("utf8"))
    .join("");

describe("the output channel Podlog (K8)", () => {
  it("tells nothing of what goes well, and at the level Trace each request and what became of it", async () => {
    await openLogs("token");
    await seesLines("token");
    await vscode.closeAllEditors();
    await vscode.runCommand("Developer: Set Log Level...");
    await pickFrom("Podlog");
    await vscode.pick("Trace");
    await openLogs("certificate");
    await seesLines("certificate");
    await expect
      .poll(writtenLog, patience)
      .toMatch(
        /\[debug\] Asked \{"context":"certificate","method":"GET","path":"\/api\/v1\/namespaces\/default\/pods\/web\/log",[^\n]*"follow":"true",[^\n]*"outcome":200,"ms":\d+\}/,
      );
    expect(writtenLog()).not.toContain('"context":"token"');
    await vscode.runCommand("Output: Show Output Channels...");
    await pickFrom("Podlog");
    await vscode.page.locator(".part.panel .view-line", { hasText: "Asked" }).first().waitFor();
    await vscode.runCommand("View: Hide Panel");
  });
});

describe("a log opens (K1)", () => {
  it.each(ways)("by %s, and the server hears who asks", async (way) => {
    const { all } = logins;
    await openLogs(way);
    await seesLines(way);
    expect(followedBy(all[way].heardAs)).not.toEqual([]);
    all[way].prove();
  });

  it("by a token file, and goes on by what is in it now", async () => {
    const { app, renew, tokenFile } = logins;
    await openLogs("token-file");
    await seesLines("token-file");
    const fresh = renew("token-file");
    writeFileSync(tokenFile, fresh);
    app.lines(["after the token was renewed"]);
    for (const follow of followedBy("token-file")) follow.cut();
    await logPanel(vscode).sees("after the token was renewed");
    await expect.poll(() => lastToken("token-file"), patience).toBe(fresh);
  });

  it("once the login command was run, in a terminal, by the button that offers it (K3)", async () => {
    const { kubectl } = logins;
    await vscode.runCommand("Podlog: Open Logs…");
    await pickFrom("late");
    for (const name of ["default", "web"]) {
      // The rows of a step stay until those of the next are there, and then nothing is typed yet.
      await vscode.page.locator(".quick-input-widget input:placeholder-shown:visible").waitFor();
      await vscode.page.getByText("Run Login Command").waitFor();
      await pickFrom(name);
    }
    const panel = logPanel(vscode);
    await panel.problem(/^The login program ".*late" gave no credentials\.$/);
    expect(kubectl.told()).toBe("");
    await panel.button("Run Login Command").click();
    await expect.poll(kubectl.told, patience).toBe("get pods --context late");
    await panel.button("Retry").click();
    await seesLines("late");
    await vscode.runCommand("View: Hide Panel");
  });
});

describe("a kubeconfig that changes on disk (K2)", () => {
  it("leaves the logs that are followed alone; those of a changed context go on as it says now", async () => {
    const { app, cluster, kubeconfig, renew } = logins;
    await openLogs("plugin");
    await seesLines("plugin");
    await openLogs("token");
    await seesLines("token");
    const asked = cluster.counters.requests.follow;
    const whole = readFileSync(kubeconfig, "utf8");
    const before = cluster.tokens["token"] ?? "";
    const fresh = renew("token");
    const changed = whole.replaceAll(before, fresh);
    writeFileSync(kubeconfig, changed);
    app.lines(["after the change"]);
    await logPanel(vscode).sees("after the change");
    expect(cluster.counters.requests.follow).toBe(asked);
    for (const follow of followedBy("token")) follow.cut();
    app.lines(["by the new token"]);
    await logPanel(vscode).sees("by the new token");
    await expect.poll(() => lastToken("token"), patience).toBe(fresh);

    // What is half written says nothing yet.
    writeFileSync(kubeconfig, changed.slice(0, changed.length / 2));
    for (const follow of followedBy("token")) follow.cut();
    app.lines(["by half a file"]);
    await logPanel(vscode).sees("by half a file");
    writeFileSync(kubeconfig, changed);
  });
});

describe("a login program of a kubeconfig that kubectl would not read by itself (K5)", () => {
  it("runs once its line was shown and agreed to, and is asked about again when that is forgotten", async () => {
    const { guest, renew, strangers } = logins;
    const dialog = vscode.page.locator(".monaco-dialog-box");
    const answer = async (button: string): Promise<void> => {
      const question = dialog.filter({ hasText: `Run "${guest.path}" to log in to "guest"?` });
      await question.waitFor(patience);
      const text = await question.innerText();
      for (const part of [strangers, `${guest.path} --audience prod`, "variables LOGIN_PIN"])
        expect(text).toContain(part);
      await question.getByText(button, { exact: true }).click();
      await dialog.waitFor({ ...patience, state: "hidden" });
    };
    server.setMachineSettings({ "podlog.kubeconfig": strangers });
    await expect.poll(contexts, patience).toContain("guest");
    await vscode.pick("guest");
    await answer("Cancel");
    const said = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    await expect.poll(() => said.innerText(), patience).toContain("gave no credentials");
    expect(await said.innerText()).toContain("It was not allowed to run.");
    expect(guest.runs()).toBe(0);
    await vscode.pick("Retry");
    await answer("Run");
    await vscode.pick("default");
    await vscode.pick("web");
    await seesLines("guest");
    expect(guest.runs()).toBe(1);

    await vscode.runCommand("Podlog: Forget Permissions");
    guest.give(renew("guest"));
    await logPanel(vscode).button("Refresh").click();
    await answer("Run");
    await seesLines("guest");
    expect(guest.runs()).toBe(2);
    server.setMachineSettings({});
    await expect.poll(contexts, patience).not.toContain("guest");
  });
});

describe("secrets (K5)", () => {
  it("are in nothing that VS Code wrote, kept, sent or showed, at the level Trace", async () => {
    await openLogs("token");
    await seesLines("token");
    // A window that goes keeps its state.
    await vscode.reload();
    const written: ReadonlyArray<Written> = [
      ...writtenBelow(server.folder),
      ...writtenBelow(vscode.workspace),
      ...(await keptByWorkbench(vscode.page)),
      ...pages,
      { where: "the window", bytes: Buffer.from(await vscode.page.content()) },
      { where: "the wire", bytes: Buffer.concat(frames) },
    ];
    // What is no secret is found there: these are the places.
    expect(foundIn(written, ["Asked {", "the shop is open", "socks5-proxy"])).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Asked \{ in .*\/Podlog\.log$/),
        expect.stringMatching(/^socks5-proxy in vscode-web/),
        "the shop is open in page 1",
        "the shop is open in the wire",
      ]),
    );
    expect(foundIn(written, logins.secrets)).toEqual([]);
  });
});
