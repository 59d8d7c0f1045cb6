/** Stands for a character that would act on the row and not show itself. */
const SUBSTITUTE = "\u2426";
/** Stands for half a character: a surrogate without its other half. */
const REPLACEMENT = "\ufffd";

/** Whether a zero-width joiner after this character has work to do: emoji and scripts that join. */
const joins = (c: number): boolean => c >= 0x600;

/**
 * What to show for the character at `i`, or `undefined` where it shows itself. It is as long as
 * what it stands for, so that ranges in the text stay true in what is shown.
 */
const shownAt = (text: string, i: number): string | undefined => {
  const c = text.charCodeAt(i);
  if (c < 0x20) return c === 0x09 ? undefined : String.fromCharCode(0x2400 + c);
  if (c < 0x7f) return undefined;
  if (c === 0x7f) return "\u2421";
  if (c < 0xa0) return SUBSTITUTE;
  if (c === 0xad || c === 0x61c || c === 0x180e || c === 0xfeff) return SUBSTITUTE;
  if (c < 0x200b) return undefined;
  if (c <= 0x206f) {
    if (c === 0x200c || c === 0x200d) {
      return i > 0 && joins(text.charCodeAt(i - 1)) ? undefined : SUBSTITUTE;
    }
    if (c === 0x2028 || c === 0x2029) return "\u2424";
    // Zero width and directional marks; embeddings and overrides; invisible operators and isolates.
    if (c <= 0x200f || (c >= 0x202a && c <= 0x202e) || c >= 0x2060) return SUBSTITUTE;
    return undefined;
  }
  if (c >= 0xd800 && c <= 0xdfff) return surrogateAt(text, i);
  return c >= 0xfff9 && c <= 0xfffb ? SUBSTITUTE : undefined;
};

const surrogateAt = (text: string, i: number): string | undefined => {
  const point = text.codePointAt(i) ?? 0;
  if (point < 0x10000) return REPLACEMENT;
  // Tag characters spell hidden text; flags of regions use them too, and lose their looks here.
  return point >= 0xe0000 && point <= 0xe0fff ? SUBSTITUTE + SUBSTITUTE : undefined;
};

/**
 * The text with everything that acts unseen made visible: control characters as their pictures
 * (`␀`, `␍`; tabs stay), directional, zero-width and tag characters as `␦`, line separators as
 * `␤`, lone surrogates as `�`. Every UTF-16 unit keeps its index, and the very same string comes
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
