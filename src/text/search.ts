/** What a person looks for, with the three toggles of the editor's own find widget. */
export interface FindQuery {
  readonly text: string;
  readonly caseSensitive: boolean;
  readonly wholeWord: boolean;
  /** Whether `text` is a regular expression. */
  readonly regex: boolean;
}

/** A match in a line: from its first UTF-16 unit to behind its last. */
export type Range = readonly [from: number, to: number];

/** Finds in the text of one line (without escape sequences). It holds no state between lines. */
export interface Matcher {
  /** The global expression behind it, for a scan over many lines at once. */
  readonly expression: RegExp;
  /** Whether the line has a match. */
  readonly test: (text: string) => boolean;
  /** The matches in order, at most `limit` of them (all, when not given); empty ones do not count. */
  readonly ranges: (text: string, limit?: number) => ReadonlyArray<Range>;
}

/** A query made ready, or the reason why it cannot be, in the user's words. */
export type CompiledSearch =
  | { readonly _tag: "Ready"; readonly matcher: Matcher }
  | { readonly _tag: "Wrong"; readonly reason: string };

/** The text as an expression that matches just it. */
export const escapeExpression = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** One letter, digit, mark or underscore of any script. */
const WORD = String.raw`[\p{L}\p{M}\p{N}_]`;
/** The same for an expression that the engine takes only without its `u` flag. */
const WORD_WITHOUT_U = String.raw`[\w\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\ud7ff\uf900-\ufdcf\ufdf0-\ufffc]`;

/** A word may not go on on either side; a match that begins or ends in another sign needs no edge there. */
const asWord = (source: string, word: string): string =>
  `(?:(?<!${word})|(?!${word}))(?:${source})(?:(?!${word})|(?<!${word}))`;

/** Both spellings of accents (one character, or a letter and its mark), since logs hold either. */
const spellings = (text: string): string => {
  const composed = text.normalize("NFC");
  const apart = text.normalize("NFD");
  return composed === apart
    ? escapeExpression(text)
    : `(?:${escapeExpression(composed)}|${escapeExpression(apart)})`;
};

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
};

const matcherOf = (expression: RegExp): Matcher => {
  const next = (text: string, from: number): Range | undefined => {
    let at = from;
    while (at <= text.length) {
      expression.lastIndex = at;
      const match = expression.exec(text);
      if (match === null) return undefined;
      if (match[0] !== "") return [match.index, match.index + match[0].length];
      // Between the halves of a pair, an expression with `u` matches at the pair's beginning again.
      at = Math.max(at, match.index) + 1;
    }
    return undefined;
  };
  return {
    expression,
    test: (text) => next(text, 0) !== undefined,
    ranges: (text, limit = Number.POSITIVE_INFINITY) => {
      const found: Array<Range> = [];
      for (let at = 0; found.length < limit;) {
        const range = next(text, at);
        if (range === undefined) break;
        found.push(range);
        at = range[1];
      }
      return found;
    },
  };
};

/** The engine's reason why it does not take an expression, without the expression itself. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : "";
  const reason = message.slice(message.lastIndexOf(": ") + 1).trim();
  return reason === "" ? "Not a regular expression" : reason;
};

/**
 * An expression made ready as a matcher. It is read with the `u` flag, so that a character is one
 * whatever its script, and without it where only that is valid; `flags` are of `i`, `m` and `s`.
 */
export const compileExpression = (
  source: string,
  flags: string,
  wholeWord: boolean,
): CompiledSearch => {
  try {
    // By itself first: wrapped, "a)(b" would be valid.
    const bare = new RegExp(source, flags);
    try {
      const unicode = new RegExp(source, `${flags}gu`);
      const expression = wholeWord ? new RegExp(asWord(source, WORD), `${flags}gu`) : unicode;
      return { _tag: "Ready", matcher: matcherOf(expression) };
    } catch {
      const text = wholeWord ? asWord(bare.source, WORD_WITHOUT_U) : source;
      return { _tag: "Ready", matcher: matcherOf(new RegExp(text, `${flags}g`)) };
    }
  } catch (error) {
    return { _tag: "Wrong", reason: reasonOf(error) };
  }
};

/**
 * A query made ready. Case is ignored by Unicode's simple folding (`CAFÉ` finds `café`), and a whole
 * word is one of any script. An empty text matches nothing. A wrong expression gives the engine's
 * reason.
 */
export const compileSearch = (query: FindQuery): CompiledSearch => {
  const flags = query.caseSensitive ? "" : "i";
  if (query.text === "") return { _tag: "Ready", matcher: matcherOf(/(?!)/g) };
  if (query.regex) return compileExpression(query.text, flags, query.wholeWord);
  const source = spellings(query.text);
  // Plain ASCII needs no `u`, and V8 searches much faster without.
  if (isAscii(query.text) && !query.wholeWord) {
    return { _tag: "Ready", matcher: matcherOf(new RegExp(source, `${flags}g`)) };
  }
  return compileExpression(source, flags, query.wholeWord);
};
