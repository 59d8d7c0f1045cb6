import { vi } from "vitest";
import { mount } from "../../webview/mount.tsx";
import { byMicrotask, makeScriptedHost, type ScriptedHost } from "../browser/scripted-host.ts";

/** A panel without layout: no row is drawn; the list has its own tests in a real browser. */
export interface Opened {
  readonly host: ScriptedHost;
  readonly root: HTMLElement;
  readonly text: (selector: string) => string;
  readonly get: <E extends HTMLElement>(selector: string, kind: new () => E) => E;
}

let unmount: (() => void) | undefined;

/** Lets messages of the window arrive, and timers run for `ms`. */
export const pass = async (ms = 0) => {
  await vi.advanceTimersByTimeAsync(ms);
  await vi.advanceTimersByTimeAsync(0);
};

/** Opens a panel at the end of a scripted host's wire; timers are the test's. */
export const openPanel = async (): Promise<Opened> => {
  const root = document.createElement("div");
  document.body.append(root);
  const host = makeScriptedHost(
    (position) => ({ text: `line ${position}` }),
    undefined,
    byMicrotask,
  );
  unmount = mount(root, host.api, window);
  await pass(50);
  return {
    host,
    root,
    text: (selector) => root.querySelector(selector)?.textContent ?? "",
    get: (selector, kind) => {
      const found = root.querySelector(selector);
      if (!(found instanceof kind)) throw new Error(`nothing is ${selector}`);
      return found;
    },
  };
};

/** Takes the panel down. */
export const closePanel = () => {
  unmount?.();
  unmount = undefined;
  document.body.replaceChildren();
};
