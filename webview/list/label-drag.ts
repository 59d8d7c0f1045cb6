import type { LabelWidth } from "../../src/protocol/shown.ts";

/** The column of labels, as it is dragged. */
export interface LabelColumn {
  /** Its width in characters. */
  readonly width: () => number;
  /** Draws it in another width while it is dragged. */
  readonly draw: (width: LabelWidth) => void;
  /** The user lets go of it. */
  readonly choose: (width: LabelWidth) => void;
}

/** So near to the column's right edge, in px, it is taken by it. */
const reach = 5;
/** The widths that there are, in characters; one that is drawn together to less than `gone` is turned off. */
const narrowest = 4;
const widest = 60;
const gone = 2;

interface Held {
  readonly pointer: number;
  readonly x: number;
  readonly width: number;
  /** The width of a character in px. */
  readonly character: number;
}

/**
 * Lets the label column of a list be drawn narrower or wider by its right edge; a double click there gives it the
 * width that it needs. To be run before anything else listens to the list. Returns how to stop.
 */
export const onLabelDrag = (list: HTMLElement, column: LabelColumn): (() => void) => {
  let held: Held | undefined;
  let chosen: LabelWidth = "auto";

  /** The column's box in the row under the pointer, if the pointer is at its right edge. */
  const boxAt = (event: MouseEvent): DOMRect | undefined => {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    const box = row?.querySelector(".label")?.getBoundingClientRect();
    return box !== undefined && Math.abs(event.clientX - box.right) <= reach ? box : undefined;
  };
  const show = (x: number | undefined) => {
    list.classList.toggle("label-edge", x !== undefined);
    if (x === undefined) return;
    list.style.setProperty("--label-edge", `${x - list.getBoundingClientRect().left}px`);
  };

  const down = (event: PointerEvent) => {
    const box = event.button === 0 && event.pointerType !== "touch" ? boxAt(event) : undefined;
    if (box === undefined) return;
    // No text is selected from here.
    event.preventDefault();
    event.stopImmediatePropagation();
    const width = column.width();
    held = { pointer: event.pointerId, x: event.clientX, width, character: box.width / width };
    chosen = width;
    list.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (held === undefined) {
      show(event.buttons === 0 ? boxAt(event)?.right : undefined);
      return;
    }
    event.stopImmediatePropagation();
    const width = held.width + Math.round((event.clientX - held.x) / held.character);
    const drawn = Math.max(narrowest, Math.min(widest, width));
    chosen = width < gone ? "off" : drawn;
    column.draw(drawn);
    show(event.clientX);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== held?.pointer) return;
    event.stopImmediatePropagation();
    const before = held.width;
    held = undefined;
    show(undefined);
    if (chosen !== before) column.choose(chosen);
  };
  const leave = () => {
    if (held === undefined) show(undefined);
  };
  const twice = (event: MouseEvent) => {
    if (boxAt(event) === undefined) return;
    event.stopImmediatePropagation();
    column.choose("auto");
  };

  list.addEventListener("pointerdown", down);
  list.addEventListener("pointermove", move);
  list.addEventListener("pointerup", up);
  list.addEventListener("pointercancel", up);
  list.addEventListener("pointerleave", leave);
  list.addEventListener("dblclick", twice);
  return () => {
    list.removeEventListener("pointerdown", down);
    list.removeEventListener("pointermove", move);
    list.removeEventListener("pointerup", up);
    list.removeEventListener("pointercancel", up);
    list.removeEventListener("pointerleave", leave);
    list.removeEventListener("dblclick", twice);
  };
};
