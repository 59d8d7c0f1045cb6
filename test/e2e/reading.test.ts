import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sharedServer } from "./harness/shared.ts";
import { logPanel, type LogPanel } from "./log-panel.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());

beforeAll(async () => {
  const { cluster, vscode } = stage();
  await vscode.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const lines = Array.from({ length: 400 }, (_, i) =>
    i % 50 === 0 ? `ERROR request ${i} failed` : `INFO request ${i} done`,
  );
  cluster.world.pod({ name: "many" }).container().lines(lines);
  cluster.world.pod({ name: "few" }).container().lines(["one", "\u001b[31mtwo\u001b[0m", "three"]);
});

/** Opens a pod's log, and waits until its last line is there. */
const open = async (pod: string, last: string): Promise<LogPanel> => {
  const { openFromPalette, vscode } = stage();
  await openFromPalette("admin", "default", pod);
  const panel = logPanel(vscode);
  await panel.sees(last);
  await panel.list.click();
  return panel;
};

const press = (key: string): Promise<void> => stage().vscode.page.keyboard.press(key);
const type = (text: string): Promise<void> => stage().vscode.page.keyboard.type(text);
const frame = () => stage().vscode.panelFrame();

/** Opens a field of the panel by its key, and waits until it has the focus: keys go to the list before. */
const openField = async (key: string, name: string): Promise<void> => {
  await press(key);
  const field = frame().getByRole("textbox", { name, exact: true });
  await expect
    .poll(() => field.evaluate((element) => element === document.activeElement), patience)
    .toBe(true);
};

const openFind = (): Promise<void> => openField("Control+f", "Find");
const openFilter = (): Promise<void> => openField("Control+Alt+f", "Filter lines");

/** What lies on the clipboard. The page must have the focus to be told. */
const clipboard = async (): Promise<string> => {
  const { page } = stage().vscode;
  await page.locator(".monaco-workbench").press("F1");
  await page.locator(".quick-input-widget:visible input").first().waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press("Escape");
  return text;
};

const saysCopied = (words: string): Promise<void> =>
  expect.poll(() => frame().getByText(words, { exact: true }).count(), patience).toBeGreaterThan(0);

describe("finding in a log", () => {
  it("opens by its key with the focus in it, counts, goes round, and closes (F1, F2, F3)", async () => {
    const panel = await open("many", "INFO request 399 done");
    await openFind();
    const field = frame().getByRole("textbox", { name: "Find" });
    await type("failed");
    const count = frame().locator(".find-count");
    await expect.poll(() => count.textContent(), patience).toBe("8 of 8");
    await panel.sees("ERROR request 350 failed");
    await press("Enter");
    await expect.poll(() => count.textContent(), patience).toBe("1 of 8");
    await panel.sees("ERROR request 0 failed");
    await press("Shift+Enter");
    await expect.poll(() => count.textContent(), patience).toBe("8 of 8");
    await press("Escape");
    await field.waitFor({ state: "detached", ...patience });
  });

  it("leaves Ctrl+C in its field to the field (T4)", async () => {
    await open("few", "three");
    await openFind();
    await type("request");
    await press("Control+a");
    await press("Control+c");
    await expect.poll(clipboard, patience).toBe("request");
  });

  it("says why an expression is wrong, and that a wild one was ended", async () => {
    const { cluster } = stage();
    cluster.world
      .pod({ name: "wild" })
      .container()
      .lines([`${"a".repeat(60)}!`]);
    await open("wild", `${"a".repeat(60)}!`);
    await openFind();
    await press("Alt+r");
    await type("(a+");
    await frame()
      .getByText(/Unterminated group/)
      .waitFor(patience);
    await press("Control+a");
    await type("^(a+)+$");
    await frame()
      .getByText(/takes too long/)
      .waitFor(patience);
  });
});

describe("filtering a log", () => {
  it("shows what passes, says how many, and gives all back where the reader was (F4)", async () => {
    const panel = await open("many", "INFO request 399 done");
    await openFilter();
    await type("level>=error");
    await press("Enter");
    await expect
      .poll(() => frame().locator(".filter-count").textContent(), patience)
      .toBe("8 of 400 lines");
    await expect
      .poll(async () => (await panel.rows()).filter((row) => row.includes("request")), patience)
      .toEqual([0, 50, 100, 150, 200, 250, 300, 350].map((i) => `ERROR request ${i} failed`));
    await frame().getByRole("button", { name: "Clear filter" }).click();
    await panel.sees("INFO request 399 done");
  });

  it("lives through being hidden, and asks the cluster for nothing (P4)", async () => {
    const { cluster, vscode } = stage();
    const panel = await open("many", "INFO request 399 done");
    await openFilter();
    await type("failed");
    await press("Enter");
    await panel.seesNot("INFO request 399 done");
    const asked = cluster.counters.total;
    await vscode.runCommand("File: New Untitled Text File");
    await expect.poll(() => vscode.tabs(), patience).toHaveLength(2);
    await vscode.runCommand("View: Open Previous Editor");
    await panel.sees("ERROR request 350 failed");
    await panel.seesNot("INFO request 399 done");
    expect(cluster.counters.total).toBe(asked);
  });
});

describe("stack traces", () => {
  it("fold and unfold all at once, by key and by the toolbar's menu (V9, T4)", async () => {
    const { cluster } = stage();
    const traces = [1, 2].flatMap((n) => [
      `ERROR boom ${n}`,
      "    at a.b(C.java:1)",
      "    at a.c()",
    ]);
    cluster.world
      .pod({ name: "traced" })
      .container()
      .lines([...traces, "INFO on"]);
    const panel = await open("traced", "INFO on");
    await press("Control+Shift+BracketLeft");
    await expect
      .poll(panel.rows, patience)
      .toEqual(["ERROR boom 1+2 lines", "ERROR boom 2+2 lines", "INFO on"]);
    await press("Control+Shift+BracketRight");
    await expect.poll(panel.rows, patience).toHaveLength(7);
    await panel.button("More actions").click();
    await frame()
      .getByRole("menuitem", { name: /^Fold All Traces/ })
      .click();
    await expect.poll(panel.rows, patience).toHaveLength(3);
  });
});

describe("where a log begins", () => {
  it("is a time, typed or chosen: older lines come when the reader goes up for them (S10, S11, T3)", async () => {
    const { cluster, vscode } = stage();
    const app = cluster.world.pod({ name: "aged" }).container();
    app.lines(Array.from({ length: 100 }, (_, i) => `old ${i}`));
    const panel = await open("aged", "old 99");
    const between = new Date().toISOString();
    await panel.sees("old 99");
    app.lines(["new 0", "new 1"]);
    await panel.sees("new 1");
    const beginning = frame().getByLabel("Line limit or time");
    const chosen = () =>
      beginning.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text);
    await beginning.selectOption({ label: "A time…" });
    await type(between);
    await press("Enter");
    await panel.seesNot("old 99");
    await expect.poll(panel.rows, patience).toEqual(["new 0", "new 1"]);
    expect(await chosen()).toMatch(/^Since \d\d:\d\d:\d\d$/);
    await panel.list.hover();
    await vscode.page.mouse.wheel(0, -500);
    await panel.sees("old 99");

    await beginning.selectOption({ label: "Last 15 min" });
    await expect.poll(chosen, patience).toBe("Last 15 min");
    await open("few", "three");
    expect(await chosen()).toBe("Last 15 min");
    await beginning.selectOption({ label: "1,000 lines" });
    await expect.poll(chosen, patience).toBe("1,000 lines");
  });
});

describe("comparing two logs", () => {
  it("scrolls two panels in step by time, side by side, until they are unlinked", async () => {
    const { cluster, vscode } = stage();
    const start = 1_767_225_600n;
    const write = (name: string, step: number) => {
      const app = cluster.world.pod({ name }).container();
      for (let at = 0; at < 3_000; at += step)
        app.lines([`${name} ${at}`], { ts: (start + BigInt(at)) * 1_000_000_000n });
    };
    write("blue", 10);
    write("green", 15);
    await open("blue", "blue 2990");
    await vscode.runCommand("Podlog: Open Logs in New Panel…");
    for (const label of ["admin", "default", "green"]) await vscode.pick(label);
    await logPanel(vscode).sees("green 2985");
    await vscode.runCommand("View: Move Editor into Next Group");
    const blue = logPanel(vscode, 0);
    const green = logPanel(vscode, 1);
    await blue.sees("blue 2990");
    await green.sees("green 2985");
    await vscode.runCommand("Podlog: Link Scrolling with Another Panel…");
    const badge = { name: "Linked: unlink scrolling" };
    await blue.button(badge.name).waitFor(patience);
    await green.button(badge.name).waitFor(patience);

    /** Seconds of the row at the top, by its text. */
    const at = async (panel: LogPanel) => Number((await panel.topRow()).split(" ")[1]);
    const wheel = async (panel: LogPanel, px: number) => {
      await panel.list.hover();
      await vscode.page.mouse.wheel(0, px);
    };
    await wheel(green, -1_500);
    await expect.poll(() => at(green), patience).toBeLessThan(2_500);
    await expect.poll(async () => (await at(blue)) - (await at(green)), patience).toBeLessThan(10);
    expect((await at(blue)) - (await at(green))).toBeGreaterThanOrEqual(0);
    await wheel(blue, -600);
    await expect.poll(async () => (await at(green)) - (await at(blue)), patience).toBeLessThan(15);
    expect((await at(green)) - (await at(blue))).toBeGreaterThanOrEqual(0);
    await blue.list.press("Control+End");
    await green.sees("green 2985");

    await blue.button(badge.name).click();
    await green.button(badge.name).waitFor({ state: "detached", ...patience });
    await wheel(blue, -1_500);
    await expect.poll(() => at(blue), patience).toBeLessThan(2_500);
    await green.sees("green 2985");
  });
});

describe("taking lines out", () => {
  it("copies all lines, without escape sequences, by the palette and by the key (X1, T4)", async () => {
    await open("few", "three");
    await stage().vscode.runCommand("Podlog: Toggle Timestamps");
    await stage().vscode.runCommand("Podlog: Copy All Lines");
    await saysCopied("3 lines copied");
    expect(await clipboard()).toBe("one\ntwo\nthree");
    await frame().locator(".list").click();
    await press("Control+c");
    await expect.poll(clipboard, patience).not.toContain("\n");
    await frame().locator(".list").press("Control+Shift+C");
    await expect.poll(clipboard, patience).toBe("one\ntwo\nthree");
  });

  it("copies the rows that are selected by keyboard (X2)", async () => {
    await open("few", "three");
    await press("ArrowUp");
    await press("Shift+ArrowUp");
    await press("Control+c");
    await saysCopied("2 lines copied");
    expect(await clipboard()).toMatch(/one\n.*two$/);
  });

  it("writes them into a file, whole, under the name that is typed (X3)", async () => {
    const { vscode } = stage();
    await open("few", "three");
    await vscode.runCommand("Podlog: Export…");
    const path = join(vscode.workspace, "taken.log");
    const input = vscode.page.locator(".quick-input-widget:visible input").first();
    await input.waitFor(patience);
    await expect.poll(() => input.inputValue(), patience).toMatch(/few-app-[\d-]+\.log$/);
    await input.fill(path);
    await vscode.page.keyboard.press("Enter");
    await expect.poll(() => existsSync(path), patience).toBe(true);
    const written = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(written.map((line) => line.split(" ").at(-1))).toEqual([
      "one",
      "\u001b[31mtwo\u001b[0m",
      "three",
    ]);
    expect(readdirSync(vscode.workspace).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("a window that is reloaded", () => {
  it("shows the same log again, at the same row, with the same filter (P5)", async () => {
    const { vscode } = stage();
    const panel = await open("many", "INFO request 399 done");
    await openFilter();
    await type("-failed");
    await press("Enter");
    await frame().locator(".filter-count").getByText("392 of 400").waitFor(patience);
    await panel.list.click();
    await panel.list.hover();
    await vscode.page.mouse.wheel(0, -2000);
    await panel.seesNot("INFO request 399 done");
    let before = await panel.rows();
    // Stands still for four looks: what a view keeps of itself reaches VS Code by way of the workbench.
    let still = 0;
    const looks = async (): Promise<number> => {
      const now = await panel.rows();
      still = now.join() === before.join() ? still + 1 : 0;
      before = now;
      return still;
    };
    await expect.poll(looks, { timeout: 30_000, interval: 500 }).toBeGreaterThan(3);
    // By VS Code's own command: it writes down what its editors keep before it goes.
    await Promise.all([
      vscode.page.waitForEvent("load", patience),
      vscode.runCommand("Developer: Reload Window"),
    ]);
    const back = logPanel(vscode);
    await expect
      .poll(() => back.rows().catch(() => []), { timeout: 90_000, interval: 250 })
      .toEqual(before);
    expect(await vscode.tabs()).toEqual(["Logs: admin · many/app"]);
    await frame().locator(".filter-count").getByText("392 of 400").waitFor(patience);
    await back.state(/^Streaming$/);
  }, 150_000);
});
