import { visibleControls } from "./visible.ts";

/** So many characters of a text from outside are shown in a sentence. */
const mostCharacters = 100;

/**
 * A text from outside as a sentence to the user may hold it: in quotes, what acts unseen made visible, cut where it is
 * long. VS Code would make a link, even of a command, from `[label](address)` in a notification: that is broken up.
 */
export const quoted = (text: string): string => {
  const characters = Array.from(visibleControls(text));
  const shown = characters.slice(0, mostCharacters).join("").replaceAll("\t", " ");
  const rest = characters.length > mostCharacters ? "…" : "";
  return `"${shown.replaceAll("](", "] (")}${rest}"`;
};
