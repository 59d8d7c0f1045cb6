import { createEffect, on, onCleanup } from "solid-js";

/**
 * Gives the list the keyboard whenever nothing in the panel has it: when the panel is entered, when words are clicked
 * that take no keys, when a button goes that had it. Keys would do nothing there. `list` gives its element, `changes`
 * reads what may take buttons away. To be called inside a component; the answer is to be called after each click.
 */
export const createKeyboardHome = (
  list: () => HTMLElement | null,
  changes: () => unknown,
): (() => void) => {
  let frame: number | undefined;
  /** A key was pressed in the panel. */
  let keyed = false;
  const onKey = () => {
    keyed = true;
  };
  const look = () => {
    frame = undefined;
    // A page without the focus must not take it from the editor beside it.
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    // Whoever has only opened a log sees its lines, with no ring around them.
    list()?.focus(keyed ? {} : { focusVisible: false });
  };
  // A frame later all that had to go has gone, and what is to have the keyboard has it.
  const later = () => {
    frame ??= requestAnimationFrame(look);
  };
  createEffect(on(changes, later));
  addEventListener("focus", later);
  addEventListener("keydown", onKey, true);
  onCleanup(() => {
    removeEventListener("keydown", onKey, true);
    removeEventListener("focus", later);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  return later;
};
