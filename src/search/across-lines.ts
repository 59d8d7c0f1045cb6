/** One atom, anchor, bracket or quantifier of an expression. */
const token =
  /\\(?:x[\da-f]{2}|u\{[\da-f]+\}|u[\da-f]{4}|c[a-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+|[^])|\[\^?(?:\\[^]|[^\]\\])*\]|\(\?<[^=!>][^>]*>|\(\?(?:<?[=!]|:)?|[^]/giu;

/** What an escape or a class becomes, so that it takes no line feed; `undefined` for what we had better not touch. */
const withoutLineFeed = (atom: string, flags: string): string | undefined => {
  if (/^\\(?:[bB]|[1-9]$|k<\w+>$)/u.test(atom)) return atom;
  // Octal, more groups than anyone has, or what is no class without `u` and may hide one.
  if (/^\\(?:k|\d\d|0)/u.test(atom)) return undefined;
  if (/^\\p/iu.test(atom) && !flags.includes("u")) return undefined;
  if (!new RegExp(`^(?:${atom})$`, flags).test("\n")) return atom;
  if (atom === String.raw`\s`) return String.raw`[^\S\n]`;
  if (atom === String.raw`\D`) return String.raw`[^\d\n]`;
  if (!atom.startsWith("[^")) return String.raw`(?:(?!\n)${atom})`;
  const rest = atom.slice(2);
  return String.raw`[^\n${rest.startsWith("-") ? "\\" : ""}${rest}`;
};

const rewritten = (source: string, flags: string): string | undefined => {
  let result = "";
  for (const [part] of source.matchAll(token)) {
    let next: string | undefined = part;
    if (part.length > 1 && (part.startsWith("\\") || part.startsWith("[")))
      next = withoutLineFeed(part, flags);
    else if (part === "." && flags.includes("s")) next = String.raw`[^\n]`;
    else if (part === "$" && !flags.includes("m")) next = String.raw`(?![^\n])`;
    // Faster at the beginning of each line alone than at each place of all; and flags within are beyond us.
    else if ((part === "^" && !flags.includes("m")) || part === "(?") next = undefined;
    if (next === undefined) return undefined;
    result += next;
  }
  return result;
};

/**
 * The expression for many lines at once, joined by line feeds: there it matches what the given one matches in each
 * line by itself, since nothing in it takes a line feed, and the place before or after one is to it like an end of the
 * text. `undefined` where that cannot be had, or would be slower.
 */
export const acrossLines = (expression: RegExp): RegExp | undefined => {
  const flags = expression.flags;
  try {
    const source = rewritten(expression.source, flags.replaceAll(/[gy]/g, ""));
    return source === undefined ? undefined : new RegExp(source, flags);
  } catch {
    // An escape alone, or a changed anchor, that is no expression by itself.
    return undefined;
  }
};
