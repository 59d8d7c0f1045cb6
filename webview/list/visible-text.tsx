import type { JSX } from "solid-js";
import { nameOfCharacter, TURNS, visibleControls } from "../../src/text/visible.ts";
import "./visible-text.css";

/** So many signs of a text are marked each; a row of nothing else would cost a page. */
const maxMarks = 200;

/**
 * A text in which what would act unseen is visible, and marked as the editor marks such characters: no sign of the log
 * itself can be taken for it. Each keeps its place in the text.
 */
export const drawVisible = (text: string): JSX.Element => {
  const shown = visibleControls(text);
  if (shown === text) return text;
  const pieces: Array<JSX.Element> = [];
  let from = 0;
  let marks = 0;
  for (let i = 0; i < text.length && marks < maxMarks; i++) {
    if (shown[i] === text[i]) continue;
    if (from < i) pieces.push(shown.slice(from, i));
    const length = isPaired(text, i) ? 2 : 1;
    pieces.push(drawMark(shown.slice(i, i + length), nameOfCharacter(text, i)));
    marks++;
    i += length - 1;
    from = i + 1;
  }
  return from < text.length ? [...pieces, shown.slice(from)] : pieces;
};

const isPaired = (text: string, i: number): boolean => (text.codePointAt(i) ?? 0) > 0xffff;

const drawMark = (sign: string, name: string): JSX.Element => {
  const kind = sign === TURNS ? "unseen-sign turns" : "unseen-sign";
  return (
    <span class={kind} title={name}>
      {sign}
    </span>
  );
};
