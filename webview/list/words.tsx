import type { JSX } from "solid-js";
import type { LevelName } from "../../src/domain/level.ts";
import { Level } from "../../src/domain/level.ts";
import { stripAnsi, tokenizeAnsi } from "../../src/text/ansi.ts";
import { visibleControls } from "../../src/text/visible.ts";
import { levelOfName } from "../../src/text/level-words.ts";
import type { Token } from "../../src/text/token.ts";
import { drawStyled } from "./ansi-words.tsx";
import { structureOf, structureReach, type Structure } from "./row-text.ts";
import { drawVisible } from "./visible-text.tsx";
import "./words.css";

/** A level's word is looked for this far into a line, in characters. */
const levelReach = 200;

const span = (kind: string, text: string): JSX.Element => {
  const shown = drawVisible(text);
  return <span class={kind}>{shown}</span>;
};

/** Names of levels are short; long strings are not even looked at. */
const saysLevel = (word: string, level: LevelName): boolean =>
  word.length <= 16 && levelOfName(word) === Level[level];

/** Text in which the first word that says the level has the level's colour. */
const drawText = (text: string, level: LevelName): JSX.Element => {
  if (level !== "none")
    for (const match of text.slice(0, levelReach).matchAll(/[A-Za-z]{3,}/g)) {
      const [word] = match;
      if (!saysLevel(word, level)) continue;
      return [
        drawVisible(text.slice(0, match.index)),
        span(`says-${level}`, word),
        drawVisible(text.slice(match.index + word.length)),
      ];
    }
  return drawVisible(text);
};

const unquoted = (text: string): string =>
  text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

/** Each coloured piece is an element; what is behind so many of them is plain, or one row would cost a page. */
const maxPieces = 1_500;

const drawTokens = (all: ReadonlyArray<Token>, level: LevelName): JSX.Element => {
  let said = level === "none";
  const tokens = all.slice(0, maxPieces);
  const rest = all
    .slice(maxPieces)
    .map(({ text }) => (text === "\n" ? text : visibleControls(text)))
    .join("");
  const pieces = tokens.map(({ kind, text }) => {
    if (!said && kind !== "key" && saysLevel(unquoted(text), level)) {
      said = true;
      return span(`says-${level}`, text);
    }
    if (text === "\n") return text;
    return kind === "text" ? drawVisible(text) : span(`token-${kind}`, text);
  });
  return rest === "" ? pieces : [...pieces, rest];
};

/** The pieces of a structured line, one under the other. */
export const drawPretty = (structure: Structure, level: LevelName): JSX.Element => {
  const lines = structure.pretty();
  const tokens = lines.flatMap((line, i): ReadonlyArray<Token> =>
    i < lines.length - 1 ? [...line, { kind: "text", text: "\n" }] : line,
  );
  const words = drawTokens(tokens, level);
  return <span class="pretty">{words}</span>;
};

/**
 * A line's text as nodes, never as HTML: in the colours it brings itself, else by its JSON or logfmt, else plain
 * with the word of its level coloured. What would act unseen (controls, bidirectional marks) is made visible.
 */
export const drawWords = (text: string, level: LevelName): JSX.Element => {
  if (text.length > structureReach) return drawVisible(stripAnsi(text));
  const pieces = tokenizeAnsi(text);
  if (pieces.some(({ style }) => Object.keys(style).length > 0)) {
    const rest = pieces.slice(maxPieces).map((piece) => visibleControls(piece.text));
    return [...pieces.slice(0, maxPieces).map(drawStyled), ...rest];
  }
  const plain = pieces.map((piece) => piece.text).join("");
  const structure = structureOf(plain);
  if (structure === undefined) return drawText(plain, level);
  const words = drawTokens(structure.tokens, level);
  return structure.json ? <span class="json">{words}</span> : words;
};
