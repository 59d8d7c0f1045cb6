/** What a key does in the list. */
export type ListCommand =
  | { readonly _tag: "Rows"; readonly rows: number }
  | { readonly _tag: "Lines"; readonly lines: number }
  | { readonly _tag: "Pages"; readonly pages: number }
  | { readonly _tag: "Across"; readonly sign: number }
  | { readonly _tag: "Top" }
  | { readonly _tag: "Bottom" };

/**
 * The list's own keys, as VS Code's lists and editor have them: arrows move the row, with Ctrl they scroll and
 * leave it; Page, Home and End move the view. Undefined for keys that are not the list's.
 */
export const keyOf = (
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): ListCommand | undefined => {
  if (event.altKey || event.shiftKey) return undefined;
  const control = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "ArrowDown":
      return event.metaKey
        ? { _tag: "Bottom" }
        : control
          ? { _tag: "Lines", lines: 1 }
          : { _tag: "Rows", rows: 1 };
    case "ArrowUp":
      return event.metaKey
        ? { _tag: "Top" }
        : control
          ? { _tag: "Lines", lines: -1 }
          : { _tag: "Rows", rows: -1 };
    case "ArrowLeft":
      return control ? undefined : { _tag: "Across", sign: -1 };
    case "ArrowRight":
      return control ? undefined : { _tag: "Across", sign: 1 };
    case "PageDown":
      return control ? undefined : { _tag: "Pages", pages: 1 };
    case "PageUp":
      return control ? undefined : { _tag: "Pages", pages: -1 };
    case "Home":
      return { _tag: "Top" };
    case "End":
      return { _tag: "Bottom" };
    default:
      return undefined;
  }
};
