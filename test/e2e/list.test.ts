import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { findings, setPanelTheme } from "./accessibility.ts";
import { sharedServer } from "./harness/shared.ts";
import { makeReader } from "./reader.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());
const { clipboard, frame, open, press, row, says } = makeReader(stage);

const count = 10_500;
const long = `INFO  ${"a long line that has to wrap ".repeat(30)}`;
const json = '{"level":"error","msg":"payment failed","status":500,"retry":true,"cause":null}';
const logfmt = 'level=warn msg="slow checkout" duration=1812';
const coloured = "\u001b]0;a title\u0007\u001b[31mred \u001b[1mand bold\u001b[0m, then plain";
const html = '<img src="x" onerror="parent.postMessage(1)"><b>bold</b>';

beforeAll(() => {
  const { world } = stage().cluster;
  world
    .pod({ name: "crowd" })
    .container()
    .lines(Array.from({ length: count }, (_, i) => (i === count - 3 ? long : `INFO row ${i}`)));
  world.pod({ name: "forms" }).container().lines([json, logfmt, coloured, html]);
});

/** Where an element is on the page, in px. */
const boxOf = async (element: Locator) => {
  const found = await element.boundingBox();
  if (found === null) throw new Error(`${String(element)} is not on the page.`);
  return found;
};
const box = (selector: string) => boxOf(frame().locator(selector));

/** A property of an element's style, as it is computed. */
const style = (selector: string, property: string): Promise<string> =>
  frame()
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

/** Red, green and blue (0–255) of the text of an element, as it is seen. */
const ink = (selector: string): Promise<ReadonlyArray<number>> =>
  frame()
    .locator(selector)
    .first()
    .evaluate((element) => {
      const pixel = new OffscreenCanvas(1, 1).getContext("2d");
      if (pixel === null) return [];
      pixel.fillStyle = getComputedStyle(element).color;
      pixel.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
      return [red, green, blue];
    });

/** How far the text of an element is from a colour of the theme: of its channels (0–255), the one that differs most. */
const distance = async (selector: string, name: string): Promise<number> => {
  const meant = (await colour(name)).match(/\d+/g)?.map(Number) ?? [];
  const seen = await ink(selector);
  return Math.max(...seen.map((channel, i) => Math.abs(channel - (meant[i] ?? Infinity))));
};
/** So far a colour may be moved to be readable. */
const slightly = 24;

/** What a colour of the theme is in the panel. */
const colour = (name: string): Promise<string> =>
  frame()
    .locator("body")
    .evaluate((body, variable) => {
      const probe = document.createElement("i");
      probe.style.color = `var(${variable})`;
      body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    }, `--vscode-${name}`);

describe("the list", () => {
  it("shows 10,500 rows by a few, in the editor's font, by a true scroll bar, and says how many (V2, V4, T1, T5, T8)", async () => {
    const { vscode } = stage();
    const panel = await open("crowd", `INFO row ${count - 1}`);
    await frame().getByLabel("Line limit or time").selectOption({ label: "All lines" });
    await says("More than 10,000 lines came: a line limit opens this log faster");
    const footer = frame().locator("footer");
    await footer.getByText("10,500 lines", { exact: true }).waitFor(patience);
    await footer.getByText("0/s", { exact: true }).waitFor(patience);
    await footer.getByText(/^[\d.]+ MB of 256$/).waitFor(patience);
    expect(await frame().locator("[role=option]").count()).toBeLessThan(200);
    const font = (await style("html", "--vscode-editor-font-family")).replaceAll("'", '"');
    expect(await style(".rows .text", "font-family")).toBe(font);

    const { mouse } = vscode.page;
    const track = await box(".scroll-bar");
    const thumb = await box(".scroll-bar .thumb");
    const x = track.x + track.width / 2;
    expect(thumb.y + thumb.height).toBeCloseTo(track.y + track.height, 0);
    await mouse.move(x, thumb.y + thumb.height / 2);
    await mouse.down();
    await mouse.move(x, track.y + track.height / 2, { steps: 3 });
    await mouse.up();
    const top = async () => Number((await panel.topRow()).split(" ").at(-1));
    await expect.poll(top, patience).toBeGreaterThan(count * 0.48);
    expect(await top()).toBeLessThan(count * 0.52);

    await panel.button("To top").click();
    await expect.poll(panel.topRow, patience).toBe("INFO row 0");
    await panel.button("To top").waitFor({ ...patience, state: "detached" });
    await panel.button("To bottom").click();
    await panel.sees(`INFO row ${count - 1}`);
    await panel.button("To bottom").waitFor({ ...patience, state: "detached" });
  });

  it("wraps long lines, or not, and remembers that and the limit for the cluster (V1, T1, T3, T4)", async () => {
    await open("crowd", `INFO row ${count - 1}`);
    const limit = frame().getByLabel("Line limit or time");
    const chosen = () =>
      limit.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text);
    expect(await chosen()).toBe("All lines");
    await limit.selectOption({ label: "Custom…" });
    const field = frame().getByRole("textbox", { name: "Line limit" });
    await field.fill("0");
    await frame().getByText('A whole number from 1 to 10,000,000, or "all"').waitFor(patience);
    await field.fill("20");
    await press("Enter");
    await frame().locator("footer").getByText("20 lines", { exact: true }).waitFor(patience);
    await expect.poll(chosen, patience).toBe("20 lines");

    const height = async () => (await row(long).boundingBox())?.height ?? 0;
    const line = async () => (await row(`INFO row ${count - 1}`).boundingBox())?.height ?? 0;
    await expect.poll(async () => (await height()) / (await line()), patience).toBeGreaterThan(5);
    const overflow = () =>
      frame()
        .locator(".list")
        .evaluate((list) => list.scrollWidth - list.clientWidth);
    expect(await overflow()).toBe(0);
    await frame().locator(".list").focus();
    await press("Alt+z");
    await expect.poll(async () => (await height()) - (await line()), patience).toBe(0);
    expect(await overflow()).toBe(0);
    await frame().locator(".across-bar").waitFor(patience);

    await open("forms", html);
    await expect.poll(chosen, patience).toBe("20 lines");
    const wrap = frame().getByRole("button", { name: "Word wrap" });
    expect(await wrap.getAttribute("aria-pressed")).toBe("false");
    await wrap.click();
    await limit.selectOption({ label: "1,000 lines" });
    await expect.poll(chosen, patience).toBe("1,000 lines");
  });

  it("shows times in any form, to the nanosecond on hover, without asking for anything (V5)", async () => {
    const { cluster } = stage();
    await open("forms", html);
    const times = frame().locator(".rows .time").first();
    const asked = cluster.counters.total;
    const choose = async (form: string, shown: RegExp): Promise<void> => {
      await frame().getByRole("button", { name: "Form of timestamps" }).click();
      await frame().getByRole("menuitemradio", { name: form }).click();
      await expect.poll(() => times.textContent(), patience).toMatch(shown);
      expect(await times.getAttribute("title")).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z\n/,
      );
    };
    await choose("Time Ago", /ago$|^now$/);
    await choose("Local Time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]/);
    await choose("UTC Time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await distance(".rows .time", "descriptionForeground")).toBeLessThan(slightly);
    const toggle = frame().getByRole("button", { name: "Timestamps", exact: true });
    await toggle.click();
    await times.waitFor({ ...patience, state: "detached" });
    await toggle.click();
    await times.waitFor(patience);
    expect(cluster.counters.total).toBe(asked);
  });

  it("colours JSON, logfmt and ANSI, marks levels at the edge, and takes HTML for text (V6, V7, V8, K6)", async () => {
    const panel = await open("forms", html);
    expect(await panel.rows()).toEqual([json, logfmt, "red and bold, then plain", html]);
    const error = row("payment failed");
    expect(await error.locator(".token-key").allInnerTexts()).toEqual(
      ["level", "msg", "status", "retry", "cause"].map((key) => `"${key}"`),
    );
    for (const [kind, text] of [
      ["string", '"payment failed"'],
      ["number", "500"],
      ["boolean", "true"],
      ["null", "null"],
    ] as const)
      expect(await error.locator(`.token-${kind}`).allInnerTexts()).toContain(text);
    for (const [kind, name] of [
      ["key", "name"],
      ["string", "string"],
      ["number", "number"],
    ] as const)
      expect(await distance(`.json .token-${kind}`, `debugTokenExpression-${name}`)).toBeLessThan(
        slightly,
      );
    await error.locator(".fold").click();
    await expect
      .poll(() => error.locator(".pretty").innerText(), patience)
      .toMatch(/^\{\n {2}"level": "error",\n/);
    await error.locator(".fold").click();
    await expect.poll(panel.rows, patience).toContain(json);

    const warning = row("slow checkout");
    expect(await warning.locator(".token-key").allInnerTexts()).toEqual([
      "level",
      "msg",
      "duration",
    ]);
    await warning.locator(".fold").click();
    await expect.poll(() => warning.locator(".pretty").innerText(), patience).toContain("\nmsg");
    expect(await style(".row.error", "border-inline-start-color")).toBe(
      await colour("editorError-foreground"),
    );
    expect(await style(".row.warn", "border-inline-start-color")).toBe(
      await colour("editorWarning-foreground"),
    );

    const red = row("red and bold").locator(".words > span");
    expect(await red.allInnerTexts()).toEqual(["red ", "and bold"]);
    // As light or dark as the background asks, and still red.
    const [r = 0, g = 0, b = 0] = await ink(".words > span.ink");
    expect(r).toBeGreaterThan(1.5 * Math.max(g, b));
    expect(await red.last().evaluate((one) => getComputedStyle(one).fontWeight)).toBe("700");
    expect(await frame().locator("img, .row b").count()).toBe(0);
    const policy = frame().locator('meta[http-equiv="Content-Security-Policy"]');
    expect(await policy.getAttribute("content")).toMatch(
      /^default-src 'none'; .*script-src 'nonce-[^']+'$/,
    );
  });

  it("asks no other machine for anything (K7)", async () => {
    const { server, vscode } = stage();
    const asked = new Set<string>();
    // What the page's own service worker answers comes from no machine.
    const isOwn = (host: string) => host.endsWith(".vscode-resource.vscode-cdn.net");
    vscode.page.context().on("request", (request) => {
      const { host, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && !isOwn(host)) asked.add(host);
    });
    await open("forms", html);
    await vscode.page.evaluate(() => fetch("/"));
    await expect.poll(() => [...asked], patience).toEqual([new URL(server.url).host]);
  });

  it("selects by the mouse, beyond what is in view and whole lines by a double click (X2)", async () => {
    const { vscode } = stage();
    const { mouse } = vscode.page;
    const panel = await open("crowd", `INFO row ${count - 1}`);
    await row(`INFO row ${count - 1}`)
      .locator(".words")
      .dblclick();
    await press("Control+c");
    await says("1 line copied");
    const view = await box(".list");
    await panel.button("To top").click();
    const first = `INFO row ${count - 1_000}`;
    await expect.poll(panel.topRow, patience).toBe(first);
    const start = await row(first).locator(".words").boundingBox();
    if (start === null) throw new Error("The first row is not on the page.");
    await mouse.move(start.x + 1, start.y + start.height / 2);
    await mouse.down();
    // Held under the list it scrolls, and takes along what comes into view.
    await mouse.move(start.x + 1, view.y + view.height + 30, { steps: 3 });
    await expect.poll(panel.topRow, patience).not.toBe(first);
    await mouse.move(start.x + 1, view.y + view.height / 2, { steps: 3 });
    await mouse.up();
    expect(await panel.rows()).not.toContain(first);
    await press("Control+c");
    await expect
      .poll(
        () =>
          frame()
            .getByText(/^\d+ lines copied$/)
            .count(),
        patience,
      )
      .toBeGreaterThan(0);
  });
});

describe("the row's menu", () => {
  it("copies the line, with its time and as it came, searches, filters, and shows in context (X5)", async () => {
    const panel = await open("forms", html);
    const choose = async (line: string, entry: string): Promise<void> => {
      await row(line)
        .locator(".words")
        .click({ button: "right", position: { x: 4, y: 4 } });
      await frame().getByRole("menuitem", { name: entry, exact: true }).click();
    };
    await choose("red and bold", "Copy Line");
    await says("1 line copied");
    expect(await clipboard()).toBe("red and bold, then plain");
    await choose("red and bold", "Copy Line with Timestamp");
    await expect.poll(clipboard, patience).toMatch(/^\d{4}-\S+Z red and bold, then plain$/);
    await choose("red and bold", "Copy Raw Line");
    await expect.poll(clipboard, patience).toBe(coloured);

    await choose("slow checkout", "Search for This");
    const find = frame().getByRole("textbox", { name: "Find" });
    await expect.poll(() => find.inputValue(), patience).toBe("level");
    await press("Escape");
    await find.waitFor({ ...patience, state: "detached" });

    await choose("payment failed", "Filter to This Level");
    await expect.poll(panel.rows, patience).toEqual([json]);
    await choose("payment failed", "Show in Context");
    await expect.poll(panel.rows, patience).toHaveLength(4);
    await choose("payment failed", "Filter by This Source");
    await frame().locator(".chip").getByText("forms/app").waitFor(patience);
    await expect.poll(panel.rows, patience).toHaveLength(4);
  });
});

describe("the panel around it", () => {
  it("names every control and its key, and a checker finds nothing in any theme (T1, T6, T7)", async () => {
    const { vscode } = stage();
    await open("forms", html);
    const controls = frame().locator("button:visible, select:visible");
    const named = await controls.evaluateAll((all) =>
      all.map((one) => ({
        name: one.getAttribute("aria-label") ?? one.textContent,
        title: one.getAttribute("title") ?? "",
      })),
    );
    expect(named.filter(({ name, title }) => name === "" || title === "")).toEqual([]);
    const titles = named.map(({ title }) => title);
    for (const title of [
      "Find (Ctrl+F)",
      "Filter (Ctrl+Alt+F)",
      "Refresh (Ctrl+R)",
      "Clear (Ctrl+L)",
      "Copy All Lines (Ctrl+Shift+C)",
      "Follow (Ctrl+Shift+L)",
      "Word Wrap (Alt+Z)",
    ])
      expect(titles).toContain(title);

    const { mouse } = vscode.page;
    for (const kind of ["hc-light", "hc-dark", "light", "dark"] as const) {
      await setPanelTheme(vscode, kind);
      await expect.poll(() => distance(".list", "editor-foreground"), patience).toBe(0);
      await vscode.screenshot(`list-${kind}`);
      expect([kind, ...(await findings(vscode))]).toEqual([kind]);
      for (const text of [json, logfmt, "red and bold"]) {
        const { x, y, height } = await boxOf(row(text));
        await mouse.move(x + 300, y + height / 2);
        expect([kind, text, ...(await findings(vscode))]).toEqual([kind, text]);
      }
    }
  });

  it("keeps what matters where it is narrow, and the rest in its menu (T2)", async () => {
    const { vscode } = stage();
    await vscode.runCommand("View: Close Primary Side Bar");
    const panel = await open("forms", html);
    await vscode.page.setViewportSize({ width: 380, height: 800 });
    await panel.button("Find").waitFor({ ...patience, state: "detached" });
    expect(await frame().locator("footer .state").isVisible()).toBe(true);
    expect(await panel.button("Follow").isVisible()).toBe(true);
    expect(await frame().locator(".crumb.target").isVisible()).toBe(true);
    const overflow = () =>
      frame()
        .locator("body")
        .evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(await overflow()).toBe(0);
    await vscode.screenshot("list-narrow");
    await panel.button("More actions").click();
    await frame().getByRole("menuitem", { name: /^Find/ }).click();
    await frame().getByRole("textbox", { name: "Find" }).waitFor(patience);
    await vscode.page.setViewportSize({ width: 1280, height: 800 });
    await panel.button("Copy All Lines").waitFor(patience);
  });

  it("is all done by keys: from the toolbar to the list, row by row, and to what a row folds (T7)", async () => {
    const panel = await open("forms", html);
    const active = async () => {
      const id = await panel.list.getAttribute("aria-activedescendant");
      return id === null ? "" : frame().locator(`#${id}`).innerText();
    };
    for (let at = 0; at < 5 && !(await active()).includes("payment failed"); at += 1)
      await press("ArrowUp");
    expect(await active()).toContain("payment failed");
    await press("Enter");
    await expect.poll(() => frame().locator(".pretty").count(), patience).toBe(1);
    await press("Shift+F10");
    const menu = frame().getByRole("menu", { name: "Line" });
    await menu.waitFor(patience);
    await press("Escape");
    await menu.waitFor({ ...patience, state: "detached" });

    await press("Shift+Tab");
    await frame().locator(".toolbar :focus").waitFor(patience);
    await press("End");
    await frame()
      .getByRole("button", { name: "More actions" })
      .and(frame().locator(":focus"))
      .waitFor(patience);
    await press("Enter");
    await frame()
      .getByRole("menuitem", { name: /^Fold All Traces/ })
      .and(frame().locator(":focus"))
      .waitFor(patience);
    await press("Escape");
    await press("Tab");
    await frame().locator(".list:focus").waitFor(patience);
  });
});
