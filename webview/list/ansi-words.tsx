import type { JSX } from "solid-js";
import type { StyledText } from "../../src/text/ansi.ts";
import { rgbOf, type Color, type Style } from "../../src/text/ansi-style.ts";
import { onTerminal, terminalColours } from "../contrast/grounds.ts";
import { readableOn } from "../contrast/readable.ts";
import { drawVisible } from "./visible-text.tsx";

/** The steps of a channel in the 6 × 6 × 6 cube of xterm's 256 colours. */
const steps = [0, 95, 135, 175, 215, 255];

/** The red, green and blue of a place beyond the first sixteen of the palette. */
const paletteRgb = (color: Color): readonly [number, number, number] => {
  if (color >= 232) {
    const grey = 8 + 10 * (color - 232);
    return [grey, grey, grey];
  }
  const cube = color - 16;
  const channel = (divisor: number) => steps[Math.floor(cube / divisor) % 6] ?? 0;
  return [channel(36), channel(6), channel(1)];
};

/** A colour for the style sheet: the first 16 are the theme's own. */
const cssOf = (color: Color): string =>
  color < 16
    ? `var(--vscode-${terminalColours[color] ?? "editor-foreground"})`
    : `rgb(${(rgbOf(color) ?? paletteRgb(color)).join(" ")})`;

/** Makes an ink readable on a colour that the program chose as its ground. */
const onGround = (color: Color | undefined): string => {
  if (color === undefined) return "var(--on-foreground)";
  if (color < 16) return onTerminal(color);
  const [red, green, blue] = rgbOf(color) ?? paletteRgb(color);
  return readableOn([{ red, green, blue, alpha: 1 }]);
};

const ownForeground = "var(--vscode-editor-foreground)";
const ownBackground = "var(--vscode-editor-background)";

/**
 * What a text is coloured with: its ink, which the style sheet makes readable on the ground of the row, or on one of
 * its own; dimmer, it is nearer to that.
 */
const coloursOf = (style: Style): Readonly<Record<string, string>> => {
  const { background, foreground } = style;
  const dim = style.dim === true;
  const inverse = style.inverse === true;
  const front = foreground === undefined ? undefined : cssOf(foreground);
  const back = background === undefined ? undefined : cssOf(background);
  const ink = inverse ? (back ?? ownBackground) : front;
  const ground = inverse ? (front ?? ownForeground) : back;
  const dimmed = `color-mix(in oklab, ${ink ?? ownForeground} 70%, ${ground ?? ownBackground})`;
  return {
    ...(ink === undefined && !dim ? {} : { "--ink": dim ? dimmed : (ink ?? ownForeground) }),
    ...(ground === undefined
      ? {}
      : { "background-color": ground, "--on": onGround(inverse ? foreground : background) }),
  };
};

const flags = ["bold", "italic", "underline", "strikethrough"] as const;

/** A piece of text in the style that its escape sequences gave it. */
export const drawStyled = ({ text, style }: StyledText): JSX.Element => {
  const shown = drawVisible(text);
  const kinds: Array<string> = flags
    .filter((flag) => style[flag] === true)
    .map((flag) => `ansi-${flag}`);
  const colours = Object.entries(coloursOf(style));
  if (colours.length > 0) kinds.push("ink");
  if (colours.length === 0 && kinds.length === 0) return shown;
  const kind = kinds.join(" ");
  // SAFETY: a template without dynamic style costs no effect; the properties are set once, by the row's effect.
  const element = (<span class={kind}>{shown}</span>) as HTMLElement;
  for (const [name, value] of colours) element.style.setProperty(name, value);
  return element;
};
