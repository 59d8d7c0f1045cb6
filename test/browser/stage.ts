import { afterEach } from "vitest";
import { mount } from "../../webview/mount.tsx";
import { makeScriptedHost, type ScriptedHost } from "./scripted-host.ts";
import type { ScriptedRow } from "./scripted-rows.ts";

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
  /** Presses at a character of a row: its position and the characters before. */
  readonly click: (place: RowPlace, modifiers?: PointerEventInit) => Promise<void>;
  readonly drag: (from: RowPlace, to: RowPlace) => Promise<void>;
  /** Moves the pointer there. */
  readonly hover: (place: RowPlace, modifiers?: PointerEventInit) => Promise<void>;
  /** Presses and does not let go; gives where. */
  readonly hold: (place: RowPlace) => Promise<{ readonly x: number; readonly y: number }>;
  /** Moves what is held, and holds it there for so many pictures. */
  readonly holdAt: (x: number, y: number, frames: number) => Promise<void>;
  readonly release: () => Promise<void>;
  /** What the browser does at the copy command. */
  readonly copy: () => Promise<void>;
  /** What is painted as selected, rows in order, one a line. */
  readonly selectedText: () => string;
  /** What is painted as a match, and as the current one. */
  readonly matches: () => ReadonlyArray<string>;
  readonly currentMatch: () => string | undefined;
  /** What is marked as a link. */
  readonly link: () => string | undefined;
  /** Positions of the rows in view that look selected. */
  readonly selectedRows: () => ReadonlyArray<number>;
  /** The entries of the menu that is open. */
  readonly menu: () => ReadonlyArray<HTMLElement>;
  readonly choose: (words: string) => Promise<void>;
  readonly typeInto: (selector: string, text: string) => Promise<void>;
  readonly close: () => void;
}

/** A row by position, and how many of its characters stand before the place. */
export type RowPlace = readonly [position: number, at: number];

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Waits until all messages of the window that are on their way have come: those of an earlier stage are none of the next. */
const drained = () =>
  new Promise<void>((resolve) => {
    const token = crypto.randomUUID();
    const hear = ({ data }: MessageEvent<unknown>) => {
      if (data !== token) return;
      window.removeEventListener("message", hear);
      resolve();
    };
    window.addEventListener("message", hear);
    window.postMessage(token, "*");
  });

/** How a stage is opened; sizes are px. */
export interface StageOptions {
  readonly width?: number;
  readonly height?: number;
  /** What VS Code kept of an earlier view. */
  readonly state?: unknown;
  /** Rows that the host has before the view is there. */
  readonly rows?: number;
}

type OpenStage = (
  rowAt: (position: number) => ScriptedRow,
  options?: StageOptions,
) => Promise<Stage>;

/** Gives a test file its way to open the webview over a log; what a test has opened is closed after it. */
export const useStage = (): OpenStage => {
  const opened: Array<Stage> = [];
  afterEach(() => {
    for (const stage of opened.splice(0)) stage.close();
  });
  return async (rowAt, options) => {
    const stage = await openStage(rowAt, options);
    opened.push(stage);
    return stage;
  };
};

const openStage = async (
  rowAt: (position: number) => ScriptedRow,
  options: StageOptions = {},
): Promise<Stage> => {
  await drained();
  const root = document.createElement("div");
  root.style.width = `${options.width ?? 800}px`;
  root.style.height = `${options.height ?? 457}px`;
  document.body.style.margin = "0";
  document.body.append(root);
  const host = makeScriptedHost(rowAt, options.state);
  if (options.rows !== undefined) host.beat(options.rows);
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

  list.setPointerCapture = () => {};

  /** The middle of a line's height, at the left edge of the character. */
  const pointOf = ([position, at]: RowPlace): { readonly x: number; readonly y: number } => {
    const text = list.querySelector(`#row${position} :is(.words, .says)`);
    if (text === null) throw new Error(`row ${position} is not there`);
    const range = document.createRange();
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { length } = node.textContent ?? "";
      if (at <= before + length) {
        range.setStart(node, at - before);
        range.setEnd(node, at - before);
        break;
      }
      before += length;
    }
    const { left, top, bottom } = range.getBoundingClientRect();
    return { x: left + 0.5, y: (top + bottom) / 2 };
  };
  let held = { x: 0, y: 0 };
  const mouse = (type: string, x: number, y: number, modifiers: PointerEventInit = {}) => {
    held = { x, y };
    const over = document.elementFromPoint(x, y);
    const target = over !== null && list.contains(over) ? over : list;
    target.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 1,
        pointerType: "mouse",
        button: 0,
        clientX: x,
        clientY: y,
        ...modifiers,
      }),
    );
  };
  const hold = async (place: RowPlace, modifiers: PointerEventInit = {}) => {
    const point = pointOf(place);
    mouse("pointerdown", point.x, point.y, modifiers);
    await frame();
    return point;
  };
  const release = async () => {
    mouse("pointerup", held.x, held.y);
    await settled();
  };
  const painted = (name: string): ReadonlyArray<string> =>
    [...(CSS.highlights.get(name) ?? [])].map(String);

  return {
    host,
    root,
    list,
    settled,
    click: async (place, modifiers) => {
      await hold(place, modifiers);
      await release();
    },
    drag: async (from, to) => {
      await hold(from);
      const { x, y } = pointOf(to);
      mouse("pointermove", x, y);
      await frame();
      await release();
    },
    hover: async (place, modifiers) => {
      const { x, y } = pointOf(place);
      mouse("pointermove", x, y, modifiers);
      await frame();
      await settled();
    },
    hold,
    holdAt: async (x, y, frames) => {
      mouse("pointermove", x, y);
      for (let i = 0; i < frames; i++)
        // oxlint-disable-next-line eslint/no-await-in-loop
        await frame();
    },
    release,
    copy: async () => {
      list.dispatchEvent(new ClipboardEvent("copy", { bubbles: true, cancelable: true }));
      await settled();
    },
    selectedText: () => painted("podlog-selection").join("\n"),
    matches: () => painted("podlog-match"),
    currentMatch: () => painted("podlog-current-match")[0],
    link: () => painted("podlog-link")[0],
    selectedRows: () =>
      [...list.querySelectorAll("[aria-selected=true]")]
        .map((row) => Number(row.id.slice(3)))
        .sort((a, b) => a - b),
    menu: () => [...root.querySelectorAll<HTMLElement>("[role^=menuitem]")],
    choose: async (words) => {
      const entry = [...root.querySelectorAll<HTMLElement>("[role^=menuitem]")].find(
        (one) => one.querySelector(".words")?.textContent === words,
      );
      if (entry === undefined) throw new Error(`no entry "${words}"`);
      entry.click();
      await settled();
    },
    typeInto: async (selector, text) => {
      const field = root.querySelector<HTMLInputElement>(selector);
      if (field === null) throw new Error(`no field ${selector}`);
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await settled();
    },
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
