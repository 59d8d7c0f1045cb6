import { plain, styled, type Style } from "./ansi-style.ts";

/** A piece of a line that looks the same throughout. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;

/** The first character of a sequence: ESC, or a C1 control in its one-character form. */
const isStart = (c: number): boolean => c === ESC || (c >= 0x80 && c <= 0x9f);

/** Controls of any kind, tabs too: the engine's own scan clears most lines faster than one by hand. */
const control = /\p{Cc}/u;

/** The index of the first escape sequence from `from` on, or -1. */
const nextSequence = (text: string, from: number): number => {
  for (let i = from; i < text.length; i++) if (isStart(text.charCodeAt(i))) return i;
  return -1;
};

/** The index after a control string (OSC, DCS, APC, PM, SOS) whose content starts at `from`. */
const afterString = (text: string, from: number): number => {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BEL || c === 0x9c || c === CAN || c === SUB) return i + 1;
    // As xterm has it: any other escape ends the string, and is read for itself.
    if (c === ESC) return text.charCodeAt(i + 1) === 0x5c ? i + 2 : i;
  }
  return text.length;
};

/** The index after a CSI sequence whose parameters start at `from`; a character that cannot belong to it ends it. */
const afterControl = (text: string, from: number): number => {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x40 && c <= 0x7e) return i + 1;
    if (c < 0x20 || c > 0x7e) return i;
  }
  return text.length;
};

/** The index after the sequence that starts at `from`, also when the line ends within it. */
const afterSequence = (text: string, from: number): number => {
  const first = text.charCodeAt(from);
  const escaped = first === ESC;
  // ESC and one of @ to _ is the same as the C1 control 0x40 further on.
  const kind = escaped ? text.charCodeAt(from + 1) + 0x40 : first;
  const content = from + (escaped ? 2 : 1);
  switch (kind) {
    case 0x9b:
      return afterControl(text, content);
    case 0x90: // DCS
    case 0x98: // SOS
    case 0x9d: // OSC
    case 0x9e: // PM
    case 0x9f: // APC
      return afterString(text, content);
    default:
      break;
  }
  if (!escaped) return content;
  let i = from + 1;
  while (i < text.length && text.charCodeAt(i) >= 0x20 && text.charCodeAt(i) <= 0x2f) i++;
  const last = text.charCodeAt(i);
  return last >= 0x30 && last <= 0x7e ? i + 1 : i;
};

/** The parameters of a sequence that sets the style (CSI … m), `undefined` for every other. */
const styleOf = (text: string, from: number, to: number): string | undefined => {
  const content = text.charCodeAt(from) === ESC ? from + 2 : from + 1;
  if (text.charCodeAt(to - 1) !== 0x6d || to <= content) return undefined;
  if (text.charCodeAt(content - 1) !== 0x5b && text.charCodeAt(from) !== 0x9b) return undefined;
  for (let i = content; i < to - 1; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x30 || c > 0x3b) return undefined;
  }
  return text.slice(content, to - 1);
};

/**
 * A line's text in pieces of one style each, without any escape sequence: CSI … m becomes style,
 * all others (cursor, titles, hyperlinks, device control, C1), broken-off ones too, are left out.
 * The style starts plain in every line. The pieces put together are `stripAnsi(text)`, and none is
 * empty.
 */
export const tokenizeAnsi = (text: string): ReadonlyArray<StyledText> => {
  if (!control.test(text)) return text === "" ? [] : [{ text, style: plain }];
  const tokens: Array<StyledText> = [];
  let style: Style = plain;
  let held = "";
  let from = 0;
  for (;;) {
    const start = nextSequence(text, from);
    held += text.slice(from, start < 0 ? text.length : start);
    if (start < 0) break;
    const end = afterSequence(text, start);
    const parameters = styleOf(text, start, end);
    if (parameters !== undefined) {
      if (held !== "") tokens.push({ text: held, style });
      held = "";
      style = styled(style, parameters);
    }
    from = end;
  }
  if (held !== "") tokens.push({ text: held, style });
  return tokens;
};

/** The text without its escape sequences; the very same string where it has none. */
export const stripAnsi = (text: string): string => {
  if (!control.test(text)) return text;
  let start = nextSequence(text, 0);
  if (start < 0) return text;
  let result = "";
  let from = 0;
  while (start >= 0) {
    result += text.slice(from, start);
    from = afterSequence(text, start);
    start = nextSequence(text, from);
  }
  return result + text.slice(from);
};
