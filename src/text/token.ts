/** What a piece of a structured line is; `text` is what belongs to no structure. */
export type TokenKind = "text" | "key" | "string" | "number" | "boolean" | "null" | "punctuation";

/** A piece of a line, to be coloured by its kind. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Whether this word, without quotes, is a number as JSON writes them. */
const isNumber = (word: string): boolean => /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word);

/** The kind of a value that stands without quotes. */
export const kindOfWord = (word: string): "number" | "boolean" | "null" | undefined =>
  word === "true" || word === "false"
    ? "boolean"
    : word === "null"
      ? "null"
      : isNumber(word)
        ? "number"
        : undefined;
