import { over, parseColour, readableOn, type Colour } from "./readable.ts";
import "./readable.css";

const ansi = ["Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White"];

/** The names of the theme's sixteen terminal colours, by their numbers: 1 is `terminal-ansiRed`. */
export const terminalColours: ReadonlyArray<string> = ["", "Bright"].flatMap((kind) =>
  ansi.map((name) => `terminal-ansi${kind}${name}`),
);

/** The custom property with the channels that make an ink readable on a terminal colour as ground. */
export const onTerminal = (colour: number): string => `var(--on-terminal${colour})`;

/** The theme's colour of that name, `list-hoverBackground`; undefined where it has none. */
type Theme = (name: string) => Colour | undefined;

/** What may lie behind a text, plain or under the pointer: it keeps one colour on all of it, so that nothing flickers. */
type Grounds = ReadonlyArray<Colour>;

const cssOf = ({ red, green, blue }: Colour): string => `rgb(${red} ${green} ${blue})`;

/** Each ground alone, and with each of the layers that the theme has over it. */
const under = (grounds: Grounds, ...layers: ReadonlyArray<Colour | undefined>): Grounds => [
  ...grounds,
  ...layers.flatMap((layer) =>
    layer === undefined ? [] : grounds.map((ground) => over(layer, ground)),
  ),
];

/** The grounds by the custom property that makes a text readable on them; none for a layer that the theme has not. */
const groundsOf = (theme: Theme, editor: Colour): Readonly<Record<string, Grounds | undefined>> => {
  const hover = theme("list-hoverBackground");
  const rows = under([editor], hover);
  const selection = theme("editor-selectionBackground");
  const covered = (layer: Colour | undefined, grounds: Grounds = rows) =>
    layer === undefined ? undefined : grounds.map((ground) => over(layer, ground));
  const selected = covered(selection);
  const both = [...rows, ...(selected ?? [])];
  const sideBar = over(theme("sideBar-background") ?? editor, editor);
  const alone = (name: string): Grounds => [over(theme(name) ?? editor, editor)];
  return {
    "--on-rows": rows,
    "--on-fold": covered(theme("editor-foldBackground")) ?? rows,
    "--on-selection": selected,
    "--on-match": covered(theme("editor-findMatchHighlightBackground"), both),
    "--on-current-match": covered(theme("editor-findMatchBackground"), both),
    "--on-sources": under([sideBar], hover, theme("list-inactiveSelectionBackground")),
    "--on-foreground": alone("editor-foreground"),
    ...Object.fromEntries(terminalColours.map((name, i) => [`--on-terminal${i}`, alone(name)])),
  };
};

/**
 * Gives an element the custom properties by which the style sheets make text readable on each of the theme's grounds:
 * reckoned once, and again when the theme changes; rows and frames only look them up. Returns how to stop.
 */
export const keepReadable = (root: HTMLElement): (() => void) => {
  const page = root.ownerDocument.documentElement;
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) root.style.removeProperty(name);
    else root.style.setProperty(name, value);
  };
  const reckon = () => {
    const style = getComputedStyle(page);
    const theme: Theme = (name) => parseColour(style.getPropertyValue(`--vscode-${name}`));
    const editor = theme("editor-background");
    if (editor === undefined) return;
    for (const [name, grounds] of Object.entries(groundsOf(theme, editor)))
      set(name, grounds === undefined ? undefined : readableOn(grounds));
    const quiet = theme("descriptionForeground");
    // Opaque, or the ink made of it would be as strong as the colour that it dims.
    set("--quiet", quiet === undefined ? undefined : cssOf(over(quiet, editor)));
  };
  reckon();
  // VS Code writes the colours of a theme there, one by one.
  const observer = new MutationObserver(reckon);
  observer.observe(page, { attributes: true, attributeFilter: ["style"] });
  return () => observer.disconnect();
};
