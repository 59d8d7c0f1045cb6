/*
 * What stands for a character that would act on the row and not show itself. Each is in every editor font, unlike the
 * pictures of Unicode's own for them.
 */
/** Of no width: spaces that are none, joiners, hidden tags. */
const HIDDEN = "\u00b7";
/** Stands for a character that turns the direction of the text. */
export const TURNS = "\u2194";
/** Half a character, or a control that has no picture. */
const REPLACEMENT = "\ufffd";

/** Whether a zero-width joiner after this character has work to do: emoji and scripts that join. */
const joins = (c: number): boolean => c >= 0x600;

const turns = (c: number): boolean =>
  c === 0x61c ||
  c === 0x200e ||
  c === 0x200f ||
  (c >= 0x202a && c <= 0x202e) ||
  (c >= 0x2066 && c <= 0x2069);

/**
 * What to show for the character at `i`, or `undefined` where it shows itself. It is as long as
 * what it stands for, so that ranges in the text stay true in what is shown.
 */
const shownAt = (text: string, i: number): string | undefined => {
  const c = text.charCodeAt(i);
  if (c < 0x20) return c === 0x09 ? undefined : String.fromCharCode(0x2400 + c);
  if (c < 0x7f) return undefined;
  if (c === 0x7f) return "\u2421";
  if (c < 0xa0) return REPLACEMENT;
  if (turns(c)) return TURNS;
  if (c === 0xad || c === 0x180e || c === 0xfeff) return HIDDEN;
  if (c < 0x200b) return undefined;
  if (c <= 0x206f) {
    if (c === 0x200c || c === 0x200d) {
      return i > 0 && joins(text.charCodeAt(i - 1)) ? undefined : HIDDEN;
    }
    if (c === 0x2028 || c === 0x2029) return "\u2424";
    return c === 0x200b || c >= 0x2060 ? HIDDEN : undefined;
  }
  if (c >= 0xd800 && c <= 0xdfff) return surrogateAt(text, i);
  return c >= 0xfff9 && c <= 0xfffb ? REPLACEMENT : undefined;
};

const surrogateAt = (text: string, i: number): string | undefined => {
  const point = text.codePointAt(i) ?? 0;
  if (point < 0x10000) return REPLACEMENT;
  // Tag characters spell hidden text; flags of regions use them too, and lose their looks here.
  return point >= 0xe0000 && point <= 0xe0fff ? HIDDEN + HIDDEN : undefined;
};

/**
 * The text with everything that acts unseen made visible: control characters as their pictures
 * (`␀`, `␍`; tabs stay), zero-width and tag characters as `·`, directional ones as `↔`, line separators as
 * `␤`, lone surrogates and other controls as `�`. Every UTF-16 unit keeps its index, and the very same string comes
 * back where nothing was to do. Text of a right-to-left script is left as it is: whoever shows it
 * isolates it from the row.
 */
export const visibleControls = (text: string): string => {
  let result = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x20 && c < 0x7f) continue;
    const shown = shownAt(text, i);
    const paired = shown === undefined && c >= 0xd800 && c <= 0xdbff;
    if (shown !== undefined) {
      result += text.slice(from, i) + shown;
      from = i + shown.length;
    }
    if (paired || shown?.length === 2) i++;
  }
  return from === 0 ? text : result + text.slice(from);
};

const names: ReadonlyMap<number, string> = new Map([
  [0x00, "null"],
  [0x07, "bell"],
  [0x08, "backspace"],
  [0x0a, "line feed"],
  [0x0d, "carriage return"],
  [0x1b, "escape"],
  [0x7f, "delete"],
  [0xad, "soft hyphen"],
  [0x200b, "zero width space"],
  [0x200c, "zero width non-joiner"],
  [0x200d, "zero width joiner"],
  [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0x2060, "word joiner"],
  [0xfeff, "byte order mark"],
]);

/** What the character at `i` is: `U+200B zero width space`, or its number alone where few know its name. */
export const nameOfCharacter = (text: string, i: number): string => {
  const point = text.codePointAt(i) ?? 0;
  const number = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = names.get(point);
  return name === undefined ? number : `${number} ${name}`;
};
