/** The bytes of ASCII that the readers of lines name. */
export const Ascii = {
  tab: 0x09,
  escape: 0x1b,
  space: 0x20,
  bang: 0x21,
  quote: 0x22,
  hash: 0x23,
  dollar: 0x24,
  apostrophe: 0x27,
  openParen: 0x28,
  closeParen: 0x29,
  star: 0x2a,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  colon: 0x3a,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  upperZ: 0x5a,
  open: 0x5b,
  backslash: 0x5c,
  close: 0x5d,
  underscore: 0x5f,
  openBrace: 0x7b,
  bar: 0x7c,
  closeBrace: 0x7d,
} as const;

/** The byte at `index` of a line that ends at `to`; 0 beyond it, whatever stands there. */
export const byteAt = (bytes: Uint8Array, index: number, to: number): number =>
  index < to ? (bytes[index] ?? 0) : 0;

/** Whether a byte is one of `0`–`9`. */
export const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** Whether a byte is one of `a`–`z` or `A`–`Z`. */
export const isLetter = (c: number): boolean => (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;

/** Whether a byte is one of `A`–`Z`. */
export const isUpper = (c: number): boolean => c >= 0x41 && c <= 0x5a;

/** Whether the ASCII `text` stands at `from` in a line that ends at `to`. */
export const stands = (bytes: Uint8Array, from: number, to: number, text: string): boolean => {
  if (to - from < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[from + i] !== text.charCodeAt(i)) return false;
  }
  return true;
};

/** How many digits stand at `from`. */
export const digitsAt = (bytes: Uint8Array, from: number, to: number): number => {
  let i = from;
  while (i < to && isDigit(bytes[i] ?? 0)) i++;
  return i - from;
};

/** The number that `digits` digits at `from` write. */
export const numberAt = (bytes: Uint8Array, from: number, digits: number): number => {
  let value = 0;
  for (let i = 0; i < digits; i++) value = value * 10 + (bytes[from + i] ?? 0) - Ascii.zero;
  return value;
};

/** The index after the escape sequence at `from`, so that colours can be looked through. */
export const afterEscape = (bytes: Uint8Array, from: number, to: number): number => {
  let i = from + 1;
  if (byteAt(bytes, i, to) !== Ascii.open) return i;
  for (i++; i < to; i++) {
    const c = bytes[i] ?? 0;
    if (c >= 0x40 && c <= 0x7e) return i + 1;
    if (c < 0x20) return i;
  }
  return to;
};
