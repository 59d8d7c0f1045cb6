/** What a key does in the list; `extend` takes the selection along. */
export type ListCommand =
  | { readonly _tag: "Rows"; readonly rows: number; readonly extend: boolean }
  | { readonly _tag: "Lines"; readonly lines: number }
  | { readonly _tag: "Pages"; readonly pages: number; readonly extend: boolean }
  | { readonly _tag: "Across"; readonly sign: number }
  | { readonly _tag: "Top"; readonly extend: boolean }
  | { readonly _tag: "Bottom"; readonly extend: boolean }
  | { readonly _tag: "SelectAll" }
  /** Folds or unfolds the row with the focus. */
  | { readonly _tag: "Toggle" }
  /** The context menu of the row with the focus. */
  | { readonly _tag: "Menu" }
  /** Away with the selection, or with what else lies over the list. */
  | { readonly _tag: "Escape" };

/**
 * The list's own keys, as VS Code's lists and editor have them: arrows move the row, with Shift they select, with
 * Ctrl they scroll and leave it; Page, Home and End move the view. Undefined for keys that are not the list's.
 */
export const keyOf = (
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): ListCommand | undefined => {
  if (event.altKey) return undefined;
  const control = event.ctrlKey || event.metaKey;
  const extend = event.shiftKey;
  switch (event.key) {
    case "ArrowDown":
      if (event.metaKey) return { _tag: "Bottom", extend };
      return control
        ? extend
          ? undefined
          : { _tag: "Lines", lines: 1 }
        : { _tag: "Rows", rows: 1, extend };
    case "ArrowUp":
      if (event.metaKey) return { _tag: "Top", extend };
      return control
        ? extend
          ? undefined
          : { _tag: "Lines", lines: -1 }
        : { _tag: "Rows", rows: -1, extend };
    case "ArrowLeft":
      return control || extend ? undefined : { _tag: "Across", sign: -1 };
    case "ArrowRight":
      return control || extend ? undefined : { _tag: "Across", sign: 1 };
    case "PageDown":
      return control ? undefined : { _tag: "Pages", pages: 1, extend };
    case "PageUp":
      return control ? undefined : { _tag: "Pages", pages: -1, extend };
    case "Home":
      return { _tag: "Top", extend };
    case "End":
      return { _tag: "Bottom", extend };
    case "a":
    case "A":
      return control && !extend ? { _tag: "SelectAll" } : undefined;
    case "Enter":
    case " ":
      return control || extend ? undefined : { _tag: "Toggle" };
    case "ContextMenu":
      return { _tag: "Menu" };
    case "F10":
      return extend && !control ? { _tag: "Menu" } : undefined;
    case "Escape":
      return control || extend ? undefined : { _tag: "Escape" };
    default:
      return undefined;
  }
};
