import { describe, expect, it } from "vitest";
import { findings } from "./accessibility.ts";
import { short } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

const words = (position: number) => ({
  text: position % 10 === 3 ? `GET /cart Error then error ${position}` : `line ${position}`,
});

const openFind = async (count = 1_000, rowAt: Parameters<typeof open>[0] = words) => {
  const view = await open(rowAt);
  view.host.beat(count);
  await view.settled();
  view.host.send({ _tag: "Perform", what: "find" });
  await view.settled();
  return view;
};
const field = (view: Stage): HTMLInputElement => {
  const found = view.root.querySelector<HTMLInputElement>(".find-input");
  if (found === null) throw new Error("the find widget is not open");
  return found;
};
const press = async (view: Stage, key: string, modifiers: KeyboardEventInit = {}) => {
  field(view).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }),
  );
  await view.settled();
};
const count = (view: Stage) => view.root.querySelector(".find-count")?.textContent;
const asked = (view: Stage) =>
  view.host.said.flatMap((m) => (m._tag === "Find" ? [m.query.text] : []));

describe("the find widget", () => {
  it("opens with the focus in its field, and takes what is selected", async () => {
    const view = await open(words);
    view.host.beat(100);
    await view.settled();
    await view.drag([93, 4], [93, 9]);
    view.host.send({ _tag: "Perform", what: "find" });
    await view.settled();
    expect(document.activeElement).toBe(field(view));
    expect(field(view).value).toBe("/cart");
    expect(asked(view)).toEqual(["/cart"]);
  });

  it("goes to the match nearest to the user, counts, and highlights what is in view", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error");
    expect(count(view)).toMatch(/^\d+ of 200$/);
    expect(view.currentMatch()).toMatch(/^error$/i);
    expect(view.matches().length).toBeGreaterThan(1);
    expect(view.matches().every((text) => /^error$/i.test(text))).toBe(true);
    expect(view.seen().some((row) => row.position === 993)).toBe(true);
    expect(view.host.window()?.follow).toBe(false);
  });

  it("goes round with Enter and Shift+Enter, and has each match in view", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error 993");
    expect(count(view)).toBe("1 of 1");
    await view.typeInto(".find-input", "error");
    await press(view, "Enter");
    const first = count(view);
    await press(view, "Enter", { shiftKey: true });
    await press(view, "Enter");
    expect(count(view)).toBe(first);
    for (let i = 0; i < 4; i++) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await press(view, "Enter");
      expect(view.currentMatch()).toMatch(/^error$/i);
    }
    expect(count(view)).toMatch(/^[1-9] of 200$/);
  });

  it("goes on from where the user has gone since", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error");
    view.list.focus();
    await view.key("Home");
    await press(view, "Enter");
    expect(count(view)).toBe("1 of 200");
    expect(view.seen().some((row) => row.position === 3)).toBe(true);
  });

  it("has the editor's toggles, in its order and with its keys", async () => {
    const view = await openFind();
    const toggles = [...view.root.querySelectorAll<HTMLElement>(".find-toggle")];
    expect(toggles.map((toggle) => toggle.title)).toEqual([
      "Match Case (Alt+C)",
      "Match Whole Word (Alt+W)",
      "Use Regular Expression (Alt+R)",
    ]);
    await view.typeInto(".find-input", "Error");
    await press(view, "c", { code: "KeyC", altKey: true });
    expect(count(view)).toMatch(/ of 100$/);
    await press(view, "r", { code: "KeyR", altKey: true });
    await view.typeInto(".find-input", "Err.r|cart");
    expect(count(view)).toMatch(/ of 200$/);
  });

  it("marks a wrong expression with its reason, which changes nothing", async () => {
    const view = await openFind();
    view.button("Use Regular Expression").click();
    await view.typeInto(".find-input", "error");
    const before = count(view);
    const sent = asked(view).length;
    await view.typeInto(".find-input", "error(");
    expect(view.root.querySelector(".find-problem")?.textContent).toMatch(/group/i);
    expect(field(view).getAttribute("aria-invalid")).toBe("true");
    expect(count(view)).toBe(before);
    expect(asked(view).length).toBe(sent);
    expect(view.matches().length).toBeGreaterThan(0);
  });

  it("says that an expression was ended, and runs it on no row", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error");
    const number = view.host.said.findLast((m) => m._tag === "Find");
    view.host.send({
      _tag: "Finding",
      find: number?._tag === "Find" ? number.find : 0,
      total: 12,
      whole: false,
      go: false,
      problem: { what: "slow", sentence: "This expression takes too long." },
    });
    await view.settled();
    expect(view.root.querySelector(".find-problem")?.textContent).toBe(
      "This expression takes too long.",
    );
    expect(view.matches()).toEqual([]);
  });

  it("says when there is nothing", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "nowhere");
    expect(count(view)).toBe("No results");
    expect(view.button("Next match").disabled).toBe(true);
  });

  it("closes with Escape, and takes its highlights and its find along", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error");
    await press(view, "Escape");
    expect(view.root.querySelector(".find-widget")).toBeNull();
    expect(view.matches()).toEqual([]);
    expect(view.currentMatch()).toBeUndefined();
    expect(view.host.said.some((m) => m._tag === "FindStop")).toBe(true);
    expect(document.activeElement).toBe(view.list);
  });

  it("finds in texts as they are shown, without their escape sequences", async () => {
    const view = await openFind(50, (position) => ({
      text: `\u001b[31mer\u001b[0mror ${position} café`,
    }));
    await view.typeInto(".find-input", "error 4");
    expect(view.matches().concat(view.currentMatch() ?? "")).toContain("error 4");
    await view.typeInto(".find-input", "CAFÉ");
    expect(view.currentMatch()).toBe("café");
  });

  it("keeps Ctrl+A in its field from VS Code, which would select once more what is typed next (T4)", async () => {
    const view = await openFind();
    const heard: Array<string> = [];
    const hear = ({ key }: KeyboardEvent) => void heard.push(key);
    window.addEventListener("keydown", hear);
    await press(view, "a", { ctrlKey: true });
    await press(view, "k", { ctrlKey: true });
    window.removeEventListener("keydown", hear);
    expect(heard).toEqual(["k"]);
  });

  it("comes back in a view that was hidden, and moves it only when its user goes on (P4)", async () => {
    const view = await openFind();
    await view.typeInto(".find-input", "error 9");
    await view.settled();
    await view.wheel(-3_000);
    const before = view.seen();
    const state = view.host.api.getState();
    view.close();
    const again = await open(words, { state, rows: 1_000 });
    await again.settled();
    expect(field(again).value).toBe("error 9");
    expect(again.seen()).toEqual(before);
    await press(again, "Enter");
    expect(again.currentMatch()).toBe("error 9");
  });

  it("is as accessible as the rest, and fits a narrow panel", async () => {
    const view = await openFind();
    view.button("Use Regular Expression").click();
    await view.typeInto(".find-input", "error(");
    for (const width of [800, 320]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.resize(width, 457);
      const box = view.root.querySelector(".find-widget")?.getBoundingClientRect();
      expect(box?.left).toBeGreaterThanOrEqual(0);
      expect(box?.right).toBeLessThanOrEqual(width);
      expect(field(view).clientWidth).toBeGreaterThan(50);
      // oxlint-disable-next-line eslint/no-await-in-loop
      expect(await findings(view)).toEqual([]);
    }
  });

  it("draws no row anew for its highlights", async () => {
    const view = await openFind(1_000, short);
    let drawn = 0;
    const observer = new MutationObserver((records) => {
      for (const { target } of records)
        if (target instanceof Element && target.matches(".slot")) drawn++;
    });
    observer.observe(view.list, { childList: true, subtree: true });
    await view.typeInto(".find-input", "line 99");
    observer.disconnect();
    // The row of the match gets the focus, and no other changes.
    expect(drawn).toBeLessThanOrEqual(2);
    expect(view.matches().length).toBeGreaterThan(5);
  });
});
