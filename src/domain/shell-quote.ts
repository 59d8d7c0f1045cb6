/** Characters that are not seen, or that change what is seen or done beside them, such as line breaks. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A character by its bytes in UTF-8, in octal. */
const octal = (character: string): string =>
  (character < "\u0080"
    ? [character.charCodeAt(0).toString(16)]
    : encodeURIComponent(character).slice(1).split("%")
  )
    .map((byte) => `\\${Number.parseInt(byte, 16).toString(8).padStart(3, "0")}`)
    .join("");

/**
 * A word as a POSIX shell hands it on, whatever stands in it, and as a person sees all of it. What is hidden is written
 * in octal, since a line break would run what follows; so is a quote beside it, which would end the word in a shell that
 * does not know `$'…'`.
 */
export const shellWord = (word: string): string => {
  if (/^[\w.@:/=+-]+$/u.test(word)) return word;
  if (!hidden.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = Array.from(word, (one) =>
    one === "'" || one === "\\" || hidden.test(one) ? octal(one) : one,
  );
  return `$'${escaped.join("")}'`;
};
