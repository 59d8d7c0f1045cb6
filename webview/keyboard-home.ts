import { createEffect, on, onCleanup } from "solid-js";
import type { Panel } from "./panel.ts";

/**
 * Gives the list the keyboard whenever nothing in the panel has it: when the panel is entered, when words are clicked
 * that take no keys, when a button goes that had it. Keys would do nothing there. `changes` reads what may take buttons
 * away. To be called inside a component; the answer is to be called after each click.
 */
export const createKeyboardHome = (panel: Panel, changes: () => unknown): (() => void) => {
  let frame: number | undefined;
  const look = () => {
    frame = undefined;
    // A page without the focus must not take it from the editor beside it.
    if (document.hasFocus() && document.activeElement === document.body) panel.perform("focusList");
  };
  // A frame later all that had to go has gone, and what is to have the keyboard has it.
  const later = () => {
    frame ??= requestAnimationFrame(look);
  };
  createEffect(on(changes, later));
  addEventListener("focus", later);
  onCleanup(() => {
    removeEventListener("focus", later);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  return later;
};
