import type { JSX } from "solid-js";
import type { StyledText } from "../../src/text/ansi.ts";
import { rgbOf, type Color, type Style } from "../../src/text/ansi-style.ts";
import { drawVisible } from "./visible-text.tsx";

const names = ["Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White"];

/** The steps of a channel in the 6 × 6 × 6 cube of xterm's 256 colours. */
const steps = [0, 95, 135, 175, 215, 255];

/** A colour for the style sheet: the first 16 are the theme's own. */
const cssOf = (color: Color): string => {
  const rgb = rgbOf(color);
  if (rgb !== undefined) return `rgb(${rgb.join(" ")})`;
  if (color < 16)
    return `var(--vscode-terminal-ansi${color < 8 ? "" : "Bright"}${names[color % 8] ?? "White"})`;
  if (color >= 232) {
    const grey = 8 + 10 * (color - 232);
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const cube = color - 16;
  const channel = (divisor: number) => steps[Math.floor(cube / divisor) % 6] ?? 0;
  return `rgb(${channel(36)} ${channel(6)} ${channel(1)})`;
};

const ownForeground = "var(--vscode-editor-foreground)";
const ownBackground = "var(--vscode-editor-background)";

/** What a text is coloured with; on the list's own ground its colour is `--ink`, which the style sheet makes readable. */
const coloursOf = (style: Style): Readonly<Record<string, string>> => {
  const front = style.foreground === undefined ? undefined : cssOf(style.foreground);
  const back = style.background === undefined ? undefined : cssOf(style.background);
  if (style.inverse === true)
    return { color: back ?? ownBackground, "background-color": front ?? ownForeground };
  if (back === undefined) return front === undefined ? {} : { "--ink": front };
  return { ...(front === undefined ? {} : { color: front }), "background-color": back };
};

const flags = ["bold", "dim", "italic", "underline", "strikethrough"] as const;

/** A piece of text in the style that its escape sequences gave it. */
export const drawStyled = ({ text, style }: StyledText): JSX.Element => {
  const shown = drawVisible(text);
  const kinds: Array<string> = flags
    .filter((flag) => style[flag] === true)
    .map((flag) => `ansi-${flag}`);
  const colours = Object.entries(coloursOf(style));
  if (colours.some(([name]) => name === "--ink")) kinds.push("ink");
  if (colours.length === 0 && kinds.length === 0) return shown;
  const kind = kinds.join(" ");
  // SAFETY: a template without dynamic style costs no effect; the properties are set once, by the row's effect.
  const element = (<span class={kind}>{shown}</span>) as HTMLElement;
  for (const [name, value] of colours) element.style.setProperty(name, value);
  return element;
};
