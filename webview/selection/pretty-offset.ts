const isSpace = (text: string, i: number): boolean => /\s/.test(text[i] ?? "");

/** The index in `to` of what stands at `offset` in `from`, two texts that differ in their spaces only. */
const across = (from: string, to: string, offset: number): number => {
  let signs = 0;
  for (let i = 0; i < offset; i++) if (!isSpace(from, i)) signs++;
  // Before a sign, not behind the one before it: spaces belong to what follows.
  const atSign = offset < from.length && !isSpace(from, offset);
  let i = 0;
  for (; i < to.length && signs > 0; i++) if (!isSpace(to, i)) signs--;
  if (atSign) while (i < to.length && isSpace(to, i)) i++;
  return offset >= from.length ? to.length : i;
};

/** The place in a line of a place in its pretty-printed form, which differs from it in spaces only. */
export const offsetInLine = (pretty: string, line: string, offset: number): number =>
  across(pretty, line, offset);

/** The place in the pretty-printed form of a place in the line. */
export const offsetInPretty = (pretty: string, line: string, offset: number): number =>
  across(line, pretty, offset);
