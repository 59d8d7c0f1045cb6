/** Where VS Code itself takes care of every key. */
const onDesktop = (): boolean => navigator.userAgent.includes("Electron");

/**
 * Copies all lines at Ctrl/Cmd+Shift+C in a browser; returns how to stop. VS Code leaves each Ctrl+C of a webview to the
 * browser there, with Shift too (`isCopyPasteOrCut` of its webview page), and the browser opens its developer tools. Of
 * another key that a user has bound to the command VS Code does hear.
 */
export const onCopyAllKey = (copyAll: () => void): (() => void) => {
  const onKeyDown = (event: KeyboardEvent) => {
    const isKey = event.code === "KeyC" && event.shiftKey && (event.ctrlKey || event.metaKey);
    if (!isKey || event.altKey || onDesktop() || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    copyAll();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
};
