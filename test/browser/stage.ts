import { mount } from "../../webview/mount.tsx";
import { makeScriptedHost, type ScriptedHost, type ScriptedRow } from "./scripted-host.ts";

/** A row of the list as it stands on the screen; px from the top of the list. */
export interface SeenRow {
  readonly position: number;
  readonly text: string;
  readonly top: number;
  readonly bottom: number;
}

/** The shipped webview on a page, at the end of a scripted host's wire. */
export interface Stage {
  readonly host: ScriptedHost;
  readonly root: HTMLElement;
  readonly list: HTMLElement;
  /** Waits until all that was sent has been painted and nothing is asked for any more. */
  readonly settled: () => Promise<void>;
  /** Rows of which any part is in sight, top to bottom. */
  readonly seen: () => ReadonlyArray<SeenRow>;
  readonly height: () => number;
  readonly wheel: (deltaY: number) => Promise<void>;
  /** The same, and waits for the next picture only, whatever is still asked for. */
  readonly nudge: (deltaY: number) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  readonly key: (key: string, modifiers?: KeyboardEventInit) => Promise<void>;
  readonly resize: (width: number, height: number) => Promise<void>;
  readonly button: (name: string) => HTMLButtonElement;
  readonly thumb: () => DOMRect;
  /** Drags the scroll bar's thumb by px, in steps; the thumb is held at its middle. */
  readonly dragThumb: (px: number, steps?: number) => Promise<void>;
  readonly close: () => void;
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Opens the webview over a log; `state` is what VS Code kept of an earlier view. */
export const openStage = async (
  rowAt: (position: number) => ScriptedRow,
  options: { readonly width?: number; readonly height?: number; readonly state?: unknown } = {},
): Promise<Stage> => {
  const root = document.createElement("div");
  root.style.width = `${options.width ?? 800}px`;
  root.style.height = `${options.height ?? 457}px`;
  document.body.style.margin = "0";
  document.body.append(root);
  const host = makeScriptedHost(rowAt, options.state);
  const unmount = mount(root, host.api, window);

  const settled = async () => {
    let quiet = 0;
    let said = host.said.length;
    while (quiet < 3) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await frame();
      quiet = host.said.length === said && host.unacknowledged() === 0 ? quiet + 1 : 0;
      said = host.said.length;
    }
  };
  await settled();

  const list = root.querySelector<HTMLElement>(".list");
  if (list === null) throw new Error("the view has no list");
  const bar = root.querySelector<HTMLElement>(".scroll-bar");
  if (bar === null) throw new Error("the view has no scroll bar");

  const thumb = () => {
    const element = bar.querySelector(".thumb");
    if (element === null) throw new Error("the scroll bar has no thumb");
    return element.getBoundingClientRect();
  };
  const pointer = (type: string, y: number) =>
    bar.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 1,
        button: 0,
        clientX: thumb().left + 5,
        clientY: y,
      }),
    );
  // A scripted pointer cannot be captured.
  bar.setPointerCapture = () => {};

  const turn = (deltaY: number) =>
    list.dispatchEvent(new WheelEvent("wheel", { deltaY, bubbles: true, cancelable: true }));
  const press = (key: string, modifiers: KeyboardEventInit) => {
    list.focus();
    list.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }),
    );
  };

  return {
    host,
    root,
    list,
    settled,
    seen: () => {
      const view = list.getBoundingClientRect();
      return [...list.querySelectorAll<HTMLElement>(".row")]
        .map((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return {
            position: Number(row.id.slice(3)),
            text: row.textContent,
            top: top - view.top,
            bottom: bottom - view.top,
          };
        })
        .filter((row) => row.bottom > 0.5 && row.top < view.height - 0.5)
        .sort((a, b) => a.top - b.top);
    },
    height: () => list.clientHeight,
    wheel: async (deltaY) => {
      turn(deltaY);
      await settled();
    },
    nudge: async (deltaY) => {
      turn(deltaY);
      await frame();
    },
    press: async (key) => {
      press(key, {});
      await frame();
    },
    key: async (key, modifiers = {}) => {
      press(key, modifiers);
      await settled();
    },
    resize: async (width, height) => {
      root.style.width = `${width}px`;
      root.style.height = `${height}px`;
      await frame();
      await settled();
    },
    button: (name) => {
      const found = [...root.querySelectorAll("button")].find(
        (button) => button.getAttribute("aria-label") === name || button.textContent === name,
      );
      if (found === undefined) throw new Error(`no button "${name}"`);
      return found;
    },
    thumb,
    dragThumb: async (px, steps = 5) => {
      const from = thumb().top + thumb().height / 2;
      pointer("pointerdown", from);
      for (let step = 1; step <= steps; step++) {
        pointer("pointermove", from + (px * step) / steps);
        // oxlint-disable-next-line eslint/no-await-in-loop
        await frame();
      }
      pointer("pointerup", from + px);
      await settled();
    },
    close: () => {
      unmount();
      root.remove();
    },
  };
};
