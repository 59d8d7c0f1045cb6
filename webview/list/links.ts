import { findLinks, type FoundLink, type LineLink } from "../../src/text/line-links.ts";
import type { Panel } from "../panel.ts";
import { onMac } from "../toolbar/keys.ts";
import type { Painting } from "./painting.ts";
import type { SlotView } from "./pool.ts";
import { positionOf } from "./row.tsx";
import type { CachedRow } from "./row-cache.ts";
import { plainTextOf } from "./row-text.ts";
import "./links.css";

/** A pointer that rests so many ms on a path has the host asked for its file: one that passes by asks for nothing. */
const rests = 100;

/** A point of the window, in px. */
interface PagePoint {
  readonly x: number;
  readonly y: number;
}

/** A link where it is drawn. */
interface Drawn {
  readonly link: LineLink;
  readonly range: Range;
  readonly words: HTMLElement;
}

/**
 * The links of the rows. They are looked for where somebody points or asks, and painted over the text as a selection is:
 * a row that is only drawn costs nothing for them.
 */
export interface Links {
  /** The links of a row, but for those to files that are known not to be there. */
  readonly of: (view: SlotView<unknown>) => ReadonlyArray<FoundLink>;
  /** The link at a point of the window, whether or not its file is known. */
  readonly at: (point: PagePoint) => LineLink | undefined;
  /** The pointer is there, or (undefined) nowhere; `follows`: a click would follow a link. */
  readonly point: (point: PagePoint | undefined, follows: boolean) => void;
  readonly follow: (links: ReadonlyArray<LineLink>) => void;
  /** Brings the mark of the link under the pointer up to the rows as they are drawn now. */
  readonly draw: () => void;
}

/** What the tooltip of a link says, as the terminal's do. */
const tooltipOf = ({ _tag }: LineLink): string =>
  `${_tag === "Url" ? "Follow link" : "Open file in editor"} (${onMac() ? "cmd" : "ctrl"} + click)`;

const holds = (range: Range, { x, y }: PagePoint): boolean =>
  [...range.getClientRects()].some(
    ({ bottom, left, right, top }) => x >= left && x < right && y >= top && y < bottom,
  );

/** The links of a panel's rows; `viewOf` gives what the row at a position shows. */
export const makeLinks = (
  panel: Panel,
  painting: Painting,
  viewOf: (position: number) => SlotView<unknown>,
): Links => {
  const found = new WeakMap<CachedRow, { text: string; links: ReadonlyArray<FoundLink> }>();
  let pointer: PagePoint | undefined;
  let following = false;
  let marked: Drawn | undefined;
  let resting: { readonly path: string; readonly timer: number } | undefined;

  const all = (view: SlotView<unknown>): ReadonlyArray<FoundLink> => {
    if (view.row === undefined) return [];
    const text = plainTextOf(view);
    const known = found.get(view.row);
    if (known?.text === text) return known.links;
    const links = findLinks(text);
    found.set(view.row, { text, links });
    return links;
  };

  const drawnAt = (point: PagePoint): Drawn | undefined => {
    const words = document.elementFromPoint(point.x, point.y)?.closest<HTMLElement>(".words");
    const row = words?.closest(".row");
    if (words == null || row == null) return undefined;
    const view = viewOf(positionOf(row.id));
    const links = all(view);
    if (links.length === 0) return undefined;
    const offset = painting.offsetInRow(view, words, point.x, point.y);
    for (const { from, link, to } of links) {
      if (offset < from || offset > to) continue;
      const range = painting.rangeIn(view, words, from, to);
      if (range !== undefined && holds(range, point)) return { link, range, words };
    }
    return undefined;
  };

  const mark = (next: Drawn | undefined) => {
    if (next?.link !== marked?.link || next?.words !== marked?.words) {
      marked?.words.removeAttribute("title");
      marked?.words.classList.remove("follows");
      if (next !== undefined) next.words.title = tooltipOf(next.link);
      painting.link(next?.range);
      marked = next;
    }
    marked?.words.classList.toggle("follows", following);
  };

  const rest = (path: string | undefined) => {
    if (resting?.path === path) return;
    clearTimeout(resting?.timer);
    resting =
      path === undefined
        ? undefined
        : { path, timer: window.setTimeout(() => panel.files.ask(path), rests) };
  };

  const look = () => {
    const next = pointer === undefined ? undefined : drawnAt(pointer);
    const path = next?.link._tag === "File" ? next.link.path : undefined;
    const there = path === undefined ? undefined : panel.files.isThere(path);
    rest(there === undefined ? path : undefined);
    mark(path === undefined || there === true ? next : undefined);
  };

  return {
    of: (view) =>
      all(view).filter(
        ({ link }) => link._tag === "Url" || panel.files.isThere(link.path) !== false,
      ),
    at: (point) => drawnAt(point)?.link,
    point: (point, follows) => {
      pointer = point;
      following = follows;
      look();
    },
    follow: (links) => panel.act({ _tag: "FollowLink", links: links.slice(0, 200) }),
    draw: () => {
      if (marked !== undefined || resting !== undefined) look();
    },
  };
};

/** Whether a click with these keys follows a link: a plain one selects. */
const isFollowing = (event: Pick<MouseEvent, "ctrlKey" | "metaKey">): boolean =>
  onMac() ? event.metaKey : event.ctrlKey;

/** Marks the links of a list under the pointer, and follows them by Ctrl or Cmd and a click; returns how to stop. */
export const onLinks = (element: HTMLElement, links: Links): (() => void) => {
  let pressed: LineLink | undefined;
  let at: PagePoint | undefined;
  let frame: number | undefined;

  const move = (event: PointerEvent) => {
    at =
      event.buttons === 0 && event.pointerType !== "touch"
        ? { x: event.clientX, y: event.clientY }
        : undefined;
    const follows = isFollowing(event);
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => links.point(at, follows));
  };
  const leave = () => {
    at = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    links.point(undefined, false);
  };
  const key = (event: KeyboardEvent) => {
    if (at !== undefined && /^(?:Control|Meta)$/.test(event.key))
      links.point(at, isFollowing(event));
  };
  const under = (event: PointerEvent) => links.at({ x: event.clientX, y: event.clientY });
  const down = (event: PointerEvent) => {
    const follows = event.button === 0 && event.pointerType !== "touch" && isFollowing(event);
    pressed = follows ? under(event) : undefined;
    // Nothing is selected by it.
    if (pressed !== undefined) event.stopImmediatePropagation();
  };
  const up = (event: PointerEvent) => {
    if (pressed !== undefined && under(event) === pressed) links.follow([pressed]);
    pressed = undefined;
  };

  element.addEventListener("pointermove", move);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointerup", up);
  document.addEventListener("keydown", key);
  document.addEventListener("keyup", key);
  return () => {
    leave();
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerleave", leave);
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointerup", up);
    document.removeEventListener("keydown", key);
    document.removeEventListener("keyup", key);
  };
};
