/**
 * A text as it was before a chat, a wiki or a word processor made it look better: straight quotes, hyphens, the dashes
 * that flags begin with, and no characters of no width.
 */
export const plainText = (text: string): string =>
  text
    .replace(/[\u200B-\u200D\u2060\uFEFF]/gu, "")
    .replace(/[“”„‟]/gu, '"')
    .replace(/[‘’‚‛]/gu, "'")
    .replace(/[\u2010\u2011]/gu, "-")
    .replace(/(?<=^|\s)[–—](?=[a-z]\b)/gu, "-")
    .replace(/(?<=^|\s)[–—](?=[a-z])/gu, "--");
