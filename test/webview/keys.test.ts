import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../webview/list/keys.ts";
import { wheelPixels } from "../../webview/list/wheel.ts";
import { defaultKeys, writeKey } from "../../webview/toolbar/keys.ts";

interface Manifest {
  readonly contributes: {
    readonly keybindings: ReadonlyArray<{
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
    }>;
  };
}

describe("the keys that tooltips name", () => {
  // SAFETY: the manifest is this project's own, and a missing key fails the test.
  const manifest = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as Manifest;

  it.each(Object.entries(defaultKeys))("%s is bound to what its tooltip says", (command, keys) => {
    const bound = manifest.contributes.keybindings.find(
      (binding) => binding.command === `podlog.panel.${command}`,
    );
    expect({ key: bound?.key, mac: bound?.mac ?? bound?.key }).toEqual(keys);
  });

  it.each([
    ["ctrl+shift+l", false, "Ctrl+Shift+L"],
    ["cmd+shift+l", true, "⇧⌘L"],
    ["alt+z", true, "⌥Z"],
    ["alt+z", false, "Alt+Z"],
  ])("%s is written as menus write it", (key, mac, words) => {
    expect(writeKey(key, mac)).toBe(words);
  });
});

describe("a key in the list", () => {
  const press = (
    key: string,
    modifiers: { ctrlKey?: boolean; metaKey?: boolean; shiftKey?: boolean } = {},
  ) => keyOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...modifiers });

  it("is not taken from VS Code where it means nothing here", () => {
    expect(press("r", { ctrlKey: true })).toBeUndefined();
    expect(press("a")).toBeUndefined();
    expect(press("Tab")).toBeUndefined();
  });

  it("scrolls by a line with Ctrl, and goes to the ends with the command key", () => {
    expect(press("ArrowDown", { ctrlKey: true })).toEqual({ _tag: "Lines", lines: 1 });
    expect(press("ArrowUp", { metaKey: true })).toEqual({ _tag: "Top", extend: false });
    expect(press("ArrowDown", { metaKey: true })).toEqual({ _tag: "Bottom", extend: false });
  });

  it("takes the selection along with Shift", () => {
    const shiftKey = true;
    expect(press("ArrowDown", { shiftKey })).toEqual({ _tag: "Rows", rows: 1, extend: true });
    expect(press("PageUp", { shiftKey })).toEqual({ _tag: "Pages", pages: -1, extend: true });
    expect(press("End", { shiftKey, ctrlKey: true })).toEqual({ _tag: "Bottom", extend: true });
    expect(press("a", { ctrlKey: true })).toEqual({ _tag: "SelectAll" });
    expect(press("ArrowLeft", { shiftKey })).toBeUndefined();
  });

  it("opens the menu of the row as VS Code's lists do", () => {
    expect(press("ContextMenu")).toEqual({ _tag: "Menu" });
    expect(press("F10", { shiftKey: true })).toEqual({ _tag: "Menu" });
    expect(press("F10")).toBeUndefined();
  });
});

describe("the wheel", () => {
  it.each([
    ["px", { deltaMode: 0, deltaX: 0, deltaY: 120 }, { x: 0, y: 120 }],
    ["lines", { deltaMode: 1, deltaX: 0, deltaY: 3 }, { x: 0, y: 57 }],
    ["pages", { deltaMode: 2, deltaX: 0, deltaY: -1 }, { x: 0, y: -400 }],
  ])("counts in %s", (_unit, event, expected) => {
    expect(wheelPixels({ ...event, shiftKey: false }, 19, 400)).toEqual(expected);
  });

  it("turns sideways with Shift", () => {
    const event = { deltaMode: 0, deltaX: 0, deltaY: 50, shiftKey: true };
    expect(wheelPixels(event, 19, 400)).toEqual({ x: 50, y: 0 });
  });
});
