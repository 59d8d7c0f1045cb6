const controls = "button:not(:disabled), select:not(:disabled), input:not(:disabled)";

const focusable = (toolbar: HTMLElement): ReadonlyArray<HTMLElement> =>
  [...toolbar.querySelectorAll<HTMLElement>(controls)].filter(
    (control) => control.closest("[role=menu]") === null,
  );

/**
 * One tab stop for a whole toolbar: arrow keys, Home and End go from control to control (the toolbar pattern of
 * the ARIA authoring practices). `refresh` is to be called when controls came or went.
 */
export const rove = (
  toolbar: HTMLElement,
): {
  readonly refresh: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
} => {
  let current: HTMLElement | undefined;
  const refresh = () => {
    const all = focusable(toolbar);
    if (current === undefined || !all.includes(current)) current = all[0];
    for (const control of all) control.tabIndex = control === current ? 0 : -1;
  };
  const go = (to: HTMLElement | undefined) => {
    if (to === undefined) return;
    current = to;
    refresh();
    to.focus();
  };
  return {
    refresh,
    onFocusIn: (event) => {
      if (!(event.target instanceof HTMLElement) || !focusable(toolbar).includes(event.target))
        return;
      current = event.target;
      refresh();
    },
    onKeyDown: (event) => {
      // In a field the arrows are the text's.
      if (event.defaultPrevented || event.target instanceof HTMLInputElement) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const all = focusable(toolbar);
      const at = all.findIndex((control) => control === event.target);
      if (at < 0) return;
      switch (event.key) {
        case "ArrowRight":
          go(all[(at + 1) % all.length]);
          break;
        case "ArrowLeft":
          go(all.at(at - 1));
          break;
        case "Home":
          go(all[0]);
          break;
        case "End":
          go(all.at(-1));
          break;
        default:
          return;
      }
      event.preventDefault();
    },
  };
};
