import { describe, expect, it } from "vitest";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

const openLines = async (count = 100, options?: Parameters<typeof open>[1]): Promise<Stage> => {
  const view = await open((position) => ({ text: `INFO line ${position}` }), options);
  view.host.connection({ _tag: "Streaming" });
  view.host.beat(count);
  await view.settled();
  return view;
};

const press = async (view: Stage, key: string): Promise<void> => {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
  await view.settled();
};

const focus = (view: Stage, selector: string): void => {
  const element = view.root.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`nothing is ${selector}`);
  element.focus();
  expect(document.activeElement).toBe(element);
};

describe("the list has the keyboard (T7)", () => {
  it("as soon as anything happens, where nothing else has it", async () => {
    const view = await openLines();
    const button = view.button("Refresh");
    button.focus();
    button.blur();
    expect(document.activeElement).toBe(document.body);
    view.host.connection({ _tag: "Ended", why: "The pod has completed." });
    await view.settled();
    expect(document.activeElement).toBe(view.list);
  });

  it.each([
    ["the toolbar", ".deeds button"],
    ["a breadcrumb", "button.crumb"],
    ["the choice of lines", ".toolbar select"],
    ["a chip", ".chip-remove"],
    ["a note at the foot", ".footer .note"],
    ["a way to the end", ".jump"],
    ["a problem's button", ".strip button"],
  ])("again by Escape from %s", async (_name, selector) => {
    const view = await openLines();
    const containers = ["app", "db"];
    view.host.show({
      insecure: true,
      containers: containers.map((name) => ({ name, kind: "container", hasPrevious: false })),
    });
    view.host.problem({ sentence: "No.", advice: "Ask.", remedies: [{ _tag: "Retry" }] });
    view.host.send({ _tag: "Perform", what: "filter" });
    await view.settled();
    await view.typeInto(".filter-field input", "-healthz");
    await press(view, "Enter");
    focus(view, selector);
    await press(view, "Escape");
    expect(document.activeElement).toBe(view.list);
  });

  it("where the button that had it is gone: with the way that it led, with its problem", async () => {
    const view = await openLines(1_000);
    const jump = view.button("To top");
    jump.focus();
    jump.click();
    await view.settled();
    expect(view.root.contains(jump)).toBe(false);
    expect(document.activeElement).toBe(view.list);

    view.host.problem({ sentence: "No.", advice: "Ask.", remedies: [{ _tag: "Retry" }] });
    await view.settled();
    focus(view, ".strip button");
    view.host.problem(null);
    await view.settled();
    expect(view.root.querySelector(".strip")).toBeNull();
    expect(document.activeElement).toBe(view.list);
  });

  it("but for the field of the filter, where a chip was taken away", async () => {
    const view = await openLines();
    view.host.send({ _tag: "Perform", what: "filter" });
    await view.settled();
    await view.typeInto(".filter-field input", "line");
    await press(view, "Enter");
    focus(view, ".chip-remove");
    view.button("Remove line").click();
    await view.settled();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Filter lines");
  });
});

describe("a screen reader", () => {
  it("is told which row of how many has the keyboard, and is not told again while lines come (T7)", async () => {
    const view = await openLines(1_000);
    await view.key("Home");
    await view.key("ArrowDown");
    await view.key("ArrowDown");
    const told = () =>
      [...view.list.querySelectorAll<HTMLElement>("[aria-posinset]")].map((row) => [
        row.id,
        row.ariaPosInSet,
        row.ariaSetSize,
      ]);
    expect(told()).toEqual([["row1", "2", "1000"]]);
    const row = view.list.querySelector("#row1");
    view.host.beat(1_500);
    await view.settled();
    expect(view.list.querySelector("#row1")).toBe(row);
    expect(told()).toEqual([["row1", "2", "1000"]]);
    await view.key("ArrowDown");
    expect(told()).toEqual([["row2", "3", "1500"]]);
  });

  it("finds the log by its heading", async () => {
    const view = await openLines();
    expect(view.root.querySelector("h1")?.textContent).toBe("Logs of web-6d4f9/app");
  });
});
