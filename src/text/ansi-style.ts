/**
 * A colour: 0–255 is a place in the terminal's palette (0–15 are the theme's own), from
 * `0x1000000` on the low 24 bits are red, green and blue.
 */
export type Color = number;

/** How a piece of text looks. Absent means: as the row looks without it. */
export interface Style {
  readonly foreground?: Color;
  readonly background?: Color;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly inverse?: true;
  readonly strikethrough?: true;
}

/** The style of text that nothing was said about. */
export const plain: Style = {};

/** The red, green and blue (0–255 each) of a colour beyond the palette, `undefined` within it. */
export const rgbOf = (color: Color): readonly [number, number, number] | undefined =>
  color < TRUE_COLOR ? undefined : [(color >> 16) & 255, (color >> 8) & 255, color & 255];

const TRUE_COLOR = 0x1000000;

type Flag = "bold" | "dim" | "italic" | "underline" | "inverse" | "strikethrough";

const without = (style: Style, ...keys: ReadonlyArray<keyof Style>): Style => {
  const rest = { ...style };
  for (const key of keys) delete rest[key];
  return rest;
};

const flagOf = (code: number): Flag | undefined => {
  switch (code) {
    case 1:
      return "bold";
    case 2:
      return "dim";
    case 3:
      return "italic";
    case 4:
    case 21: // doubly underlined
      return "underline";
    case 7:
      return "inverse";
    case 9:
      return "strikethrough";
    default:
      return undefined;
  }
};

/** Whole numbers of a parameter string; an empty one is `undefined`. */
const numbers = (text: string, separator: string): ReadonlyArray<number | undefined> =>
  text.split(separator).map((part) => (part === "" ? undefined : Number.parseInt(part, 10)));

const byte = (n: number | undefined): number | undefined =>
  n === undefined ? 0 : n <= 255 ? n : undefined;

const colorOf = (
  mode: number | undefined,
  parts: ReadonlyArray<number | undefined>,
): Color | undefined => {
  if (mode === 5) return byte(parts[0]);
  if (mode !== 2) return undefined;
  const red = byte(parts[0]);
  const green = byte(parts[1]);
  const blue = byte(parts[2]);
  return red === undefined || green === undefined || blue === undefined
    ? undefined
    : TRUE_COLOR | (red << 16) | (green << 8) | blue;
};

const colored = (style: Style, code: number, color: Color | undefined): Style => {
  if (color === undefined) return style;
  // 58 colours the underline alone, which is not shown.
  return code === 38
    ? { ...style, foreground: color }
    : code === 48
      ? { ...style, background: color }
      : style;
};

/**
 * The style after a CSI … m sequence with these parameters (the text between `[` and `m`):
 * ECMA-48, with the colours of xterm in both their forms (`38;5;n`, `38:2::r:g:b`). What is not
 * known is passed over.
 */
export const styled = (before: Style, parameters: string): Style => {
  let style = before;
  const fields = parameters.split(";");
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? "";
    if (field.includes(":")) {
      const [code, mode, ...rest] = numbers(field, ":");
      if (code === 38 || code === 48 || code === 58) {
        // 38:2:r:g:b is a common slip for 38:2:<space>:r:g:b
        style = colored(
          style,
          code,
          colorOf(mode, mode === 2 && rest.length > 3 ? rest.slice(1) : rest),
        );
      } else if (code === 4) {
        style = mode === 0 ? without(style, "underline") : { ...style, underline: true };
      }
      continue;
    }
    const code = field === "" ? 0 : Number.parseInt(field, 10);
    if (code === 38 || code === 48 || code === 58) {
      const mode = Number.parseInt(fields[i + 1] ?? "", 10);
      const length = mode === 5 ? 1 : mode === 2 ? 3 : 0;
      const parts = numbers(fields.slice(i + 2, i + 2 + length).join(";"), ";");
      if (length > 0) style = colored(style, code, colorOf(mode, parts));
      i += 1 + length;
    } else style = simple(style, code);
  }
  return style;
};

const simple = (style: Style, code: number): Style => {
  const flag = flagOf(code);
  if (flag !== undefined) return { ...style, [flag]: true };
  if (code >= 30 && code <= 37) return { ...style, foreground: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, foreground: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  switch (code) {
    case 0:
      return plain;
    case 22:
      return without(style, "bold", "dim");
    case 23:
      return without(style, "italic");
    case 24:
      return without(style, "underline");
    case 27:
      return without(style, "inverse");
    case 29:
      return without(style, "strikethrough");
    case 39:
      return without(style, "foreground");
    case 49:
      return without(style, "background");
    default:
      return style;
  }
};
