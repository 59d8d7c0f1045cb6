/** A key as package.json binds it, on Linux and Windows and on macOS; a user may have bound another. */
interface DefaultKey {
  readonly key: string;
  readonly mac: string;
}

/** The default keys of what has a button, by the command's last word; a test holds them to package.json. */
export const defaultKeys = {
  refresh: { key: "ctrl+r", mac: "cmd+r" },
  clear: { key: "ctrl+l", mac: "cmd+k" },
  toggleFollow: { key: "ctrl+shift+l", mac: "cmd+shift+l" },
  toggleWrap: { key: "alt+z", mac: "alt+z" },
  sources: { key: "ctrl+alt+s", mac: "ctrl+alt+s" },
  find: { key: "ctrl+f", mac: "cmd+f" },
  openLink: { key: "ctrl+enter", mac: "cmd+enter" },
  filter: { key: "ctrl+alt+f", mac: "cmd+alt+f" },
  foldAll: { key: "ctrl+shift+[", mac: "cmd+alt+[" },
  unfoldAll: { key: "ctrl+shift+]", mac: "cmd+alt+]" },
  copySelection: { key: "ctrl+c", mac: "cmd+c" },
  copyAll: { key: "ctrl+shift+c", mac: "cmd+shift+c" },
} as const satisfies Record<string, DefaultKey>;

const macSigns: Readonly<Record<string, string>> = { cmd: "⌘", shift: "⇧", alt: "⌥", ctrl: "⌃" };

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** A key in the form that the platform's menus write: `Ctrl+Shift+L`, `⇧⌘L`. */
export const writeKey = (key: string, mac: boolean): string => {
  const parts = key.split("+");
  if (!mac) return parts.map(capital).join("+");
  // The platform's order of modifiers.
  const order = ["ctrl", "alt", "shift", "cmd"];
  const modifiers = order.filter((name) => parts.includes(name)).map((name) => macSigns[name]);
  return `${modifiers.join("")}${capital(parts.at(-1) ?? "")}`;
};

/** Whether this is a Mac, where Cmd does what Ctrl does elsewhere. */
export const onMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform);

/** The default key of a command, as this platform's menus write it. */
export const keyWords = (command: keyof typeof defaultKeys): string => {
  const { key, mac } = defaultKeys[command];
  return writeKey(onMac() ? mac : key, onMac());
};

/** A tooltip: what a control does, and its key if it has one. */
export const withKey = (words: string, command?: keyof typeof defaultKeys): string =>
  command === undefined ? words : `${words} (${keyWords(command)})`;
