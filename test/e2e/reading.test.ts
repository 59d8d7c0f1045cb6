import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sharedServer } from "./harness/shared.ts";
import { logPanel, type LogPanel, seesTabs } from "./log-panel.ts";
import { makeReader } from "./reader.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());
const { clipboard, frame, open, openFilter, openFind, press, row, says, type } = makeReader(stage);

const [boom, own, foreign] = [
  "Error: boom, see https://example.org/boom",
  "    at add (/app/src/cart.js:10:5)",
  "    at run (/app/node_modules/router/index.js:7:1)",
] as const;

beforeAll(() => {
  const { cluster } = stage();
  const lines = Array.from({ length: 400 }, (_, i) =>
    i % 50 === 0 ? `ERROR request ${i} failed` : `INFO request ${i} done`,
  );
  cluster.world.pod({ name: "many" }).container().lines(lines);
  cluster.world.pod({ name: "few" }).container().lines(["one", "\u001b[31mtwo\u001b[0m", "three"]);
});

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

  it("finds in any script, by case, whole word or expression, and counts on while lines come (F2, F3, F5)", async () => {
    const app = stage().cluster.world.pod({ name: "cafe" }).container();
    app.lines(["CAFÉ opens", "two cafés of 日本", "\u001b[1mesc\u001b[0maped", "last"]);
    await open("cafe", "last");
    await openFind();
    const count = frame().locator(".find-count");
    const counts = (what: RegExp) => expect.poll(() => count.textContent(), patience).toMatch(what);
    await type("café");
    await counts(/ of 2$/);
    await press("Alt+c");
    await counts(/ of 1$/);
    await press("Alt+c");
    await counts(/ of 2$/);
    await press("Alt+w");
    await counts(/ of 1$/);
    await press("Alt+w");
    await counts(/ of 2$/);
    await press("Control+a");
    await type("日本");
    await counts(/ of 1$/);
    await press("Control+a");
    await type("escaped");
    await counts(/ of 1$/);
    await press("Alt+r");
    await press("Control+a");
    await type("^(café|last)");
    const field = frame().getByRole("textbox", { name: "Find" });
    expect(await field.inputValue()).toBe("^(café|last)");
    await counts(/ of 2$/);
    app.lines(["cafe is another word", "café again"]);
    await counts(/ of 3$/);
  });

  it("leaves Ctrl+C in its field to the field (T4)", async () => {
    await open("few", "three");
    await openFind();
    await type("request");
    await press("Control+a");
    await press("Control+c");
    await expect.poll(clipboard, patience).toBe("request");
  });

  it("says why an expression is wrong, and that a wild one was ended (F2, F5)", async () => {
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

  it("goes by fields, sources, times and expressions, as chips that can be taken away, with context (F4)", async () => {
    const { cluster } = stage();
    const lines = [200, 503, 201, 404].map((status) => `{"status":${status},"path":"/${status}"}`);
    cluster.world
      .pod({ name: "served" })
      .container()
      .lines([...lines, "booted"]);
    const panel = await open("served", "booted");
    await openFilter();
    const add = async (term: string, passed: string): Promise<void> => {
      await type(term);
      await press("Enter");
      await frame().locator(".filter-count").getByText(passed, { exact: true }).waitFor(patience);
    };
    const remove = async (term: string): Promise<void> => {
      await frame()
        .getByRole("button", { name: `Remove ${term}`, exact: true })
        .click();
      await frame().getByRole("textbox", { name: "Filter lines" }).click();
    };
    await add("status>=500", "1 of 5 lines");
    await expect.poll(panel.rows, patience).toEqual([lines[1]]);
    await frame().getByLabel("Lines of context").selectOption({ label: "±1 line" });
    await expect.poll(panel.rows, patience).toEqual(lines.slice(0, 3));
    await remove("status>=500");
    await expect.poll(panel.rows, patience).toHaveLength(5);
    await add("source:app", "5 of 5 lines");
    await add("since:1h", "5 of 5 lines");
    await add("/bo+ted$/", "1 of 5 lines");
    await remove("/bo+ted$/");
    await add("until:2001-01-01", "0 of 5 lines");
  });

  it("lives through being hidden, as do the place and the search, and asks the cluster for nothing (P4)", async () => {
    const { cluster, vscode } = stage();
    const panel = await open("many", "INFO request 399 done");
    await openFilter();
    await type("-failed");
    await press("Enter");
    const passed = frame().locator(".filter-count").getByText("392 of 400");
    await passed.waitFor(patience);
    await openFind();
    await type("request 2");
    const count = frame().locator(".find-count");
    await expect.poll(() => count.textContent(), patience).toMatch(/ of 109$/);
    await panel.list.hover();
    await vscode.page.mouse.wheel(0, -1_500);
    await panel.seesNot("INFO request 299 done");
    const before = await panel.still();
    const asked = cluster.counters.total;
    await vscode.runCommand("File: New Untitled Text File");
    await expect.poll(() => vscode.tabs(), patience).toHaveLength(2);
    await vscode.runCommand("View: Open Previous Editor");
    await expect.poll(panel.rows, patience).toEqual(before);
    await passed.waitFor(patience);
    await expect.poll(() => count.textContent(), patience).toMatch(/ of 109$/);
    expect(await panel.button("Follow").getAttribute("aria-pressed")).toBe("false");
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
    await stage().vscode.runCommand("Podlog: Copy All Lines");
    await says("3 lines copied");
    expect(await clipboard()).toMatch(/^\d{4}-\S+Z one\n\S+Z two\n\S+Z three$/);
    await stage().vscode.runCommand("Podlog: Toggle Timestamps");
    await frame()
      .locator(".rows .time")
      .first()
      .waitFor({ ...patience, state: "detached" });
    await stage().vscode.runCommand("Podlog: Copy All Lines");
    await says("3 lines copied");
    await expect.poll(clipboard, patience).toBe("one\ntwo\nthree");
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
    await says("2 lines copied");
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

describe("a link in a line", () => {
  it("leads from a stack frame to the line in the workspace's file, by mouse and by key, and to the web (V10)", async () => {
    const { cluster, vscode } = stage();
    const { page } = vscode;
    const folder = join(vscode.workspace, "services", "web", "src");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "cart.js"), "// a line of code\n".repeat(20));
    cluster.world.pod({ name: "trace" }).container().lines([boom, own, foreign]);
    const panel = await open("trace", foreign);
    /** A place in the link that a row ends with. */
    const endOf = async (text: string) => {
      const words = row(text).locator(".words");
      const { height = 0, width = 0 } = (await words.boundingBox()) ?? {};
      return { words, position: { x: width - 40, y: height / 2 } };
    };
    const seesPlace = async (): Promise<void> => {
      // The title of a file's tab has its extension in an element of its own.
      await seesTabs(vscode, "Logs: admin · trace/app", "cart");
      await page.getByText("Ln 10, Col 5").first().waitFor(patience);
      // In a group of its own, beside the log.
      await panel.sees(own);
      await vscode.runCommand("View: Close Editor");
      await seesTabs(vscode, "Logs: admin · trace/app");
    };

    const { position, words } = await endOf(own);
    await words.hover({ position });
    await expect
      .poll(() => words.getAttribute("title"), patience)
      .toBe("Open file in editor (ctrl + click)");
    await words.click({ position, modifiers: ["Control"] });
    await seesPlace();
    await words.click({ position });
    await press("Control+Enter");
    await seesPlace();

    const other = await endOf(foreign);
    await other.words.click({ position: other.position });
    await press("Control+Enter");
    await expect
      .poll(() => vscode.notifications(), patience)
      .toContainEqual(expect.stringMatching(/^No file of this workspace matches/));

    const address = await endOf(boom);
    await address.words.click({ position: address.position, modifiers: ["Control"] });
    const question = page.getByRole("dialog").filter({ hasText: "https://example.org" });
    await question.getByRole("button", { name: "Cancel" }).click(patience);
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
    await vscode.reload();
    const back = logPanel(vscode);
    await expect
      .poll(() => back.rows().catch(() => []), { timeout: 90_000, interval: 250 })
      .toEqual(before);
    await seesTabs(vscode, "Logs: admin · many/app");
    await frame().locator(".filter-count").getByText("392 of 400").waitFor(patience);
    await back.state(/^Streaming$/);
  }, 150_000);
});
