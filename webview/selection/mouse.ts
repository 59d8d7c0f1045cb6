import type { Place, Selecting } from "./selecting.ts";

/** Px beyond the edge that scroll by one px a frame; the editor's drag is about as fast. */
const pull = 4;
/** Two presses within so many ms are a double click. */
const twice = 500;

/** What selecting by the mouse needs of a list. */
export interface Selectable {
  readonly selecting: Selecting;
  readonly placeNear: (x: number, y: number) => Place | undefined;
  readonly scrollBy: (px: number) => void;
  /** The keyboard goes along with the mouse. */
  readonly focus: (position: number) => void;
  /** A drag has begun: rows must not move under it. */
  readonly hold: () => void;
}

/** What a press is on that is no text: it is for a click. */
const controls = ".fold, .more";

/** Selects in an element by the mouse, and scrolls while it is dragged beyond an edge; returns how to stop. */
export const onMouseSelect = (element: HTMLElement, list: Selectable): (() => void) => {
  let pointer: number | undefined;
  let at: { readonly x: number; readonly y: number } = { x: 0, y: 0 };
  let dragged = false;
  let frame: number | undefined;
  let last = { time: Number.NEGATIVE_INFINITY, x: 0, y: 0 };

  const drag = () => {
    const place = list.placeNear(at.x, at.y);
    if (place === undefined) return;
    list.selecting.dragTo(place);
    list.focus(place.position);
  };
  const beyond = (): number => {
    const { top, bottom } = element.getBoundingClientRect();
    return at.y < top ? at.y - top : at.y > bottom ? at.y - bottom : 0;
  };
  const scroll = () => {
    frame = undefined;
    const px = beyond();
    if (pointer === undefined || px === 0) return;
    list.scrollBy(px / pull);
    drag();
    frame = requestAnimationFrame(scroll);
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    if (event.target instanceof Element && event.target.closest(controls) !== null) return;
    // The browser's own selection ends where rows do.
    element.focus({ preventScroll: true });
    const place = list.placeNear(event.clientX, event.clientY);
    if (place === undefined) return;
    // Pointer events count no clicks.
    const again =
      event.timeStamp - last.time < twice &&
      Math.abs(event.clientX - last.x) + Math.abs(event.clientY - last.y) < 4;
    last = { time: event.timeStamp, x: event.clientX, y: event.clientY };
    pointer = event.pointerId;
    element.setPointerCapture(event.pointerId);
    at = { x: event.clientX, y: event.clientY };
    dragged = false;
    list.selecting.press(place, again, event.shiftKey);
    list.focus(place.position);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    if (Math.abs(event.clientX - at.x) + Math.abs(event.clientY - at.y) === 0) return;
    at = { x: event.clientX, y: event.clientY };
    if (!dragged) list.hold();
    dragged = true;
    drag();
    frame ??= requestAnimationFrame(scroll);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    pointer = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const noSelection = (event: MouseEvent) => event.preventDefault();
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("mousedown", noSelection);
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
    element.removeEventListener("mousedown", noSelection);
  };
};
