import { Level } from "../domain/level.ts";
import { Mark } from "./continuation.ts";

/**
 * Where the fold stands after a row, in one small integer: the mode, whether the row folds, whether
 * the fold has rows, and the level of its first line. One is kept for each source, since lines of
 * several interleave.
 */
export type FoldState = number;

/** What the lines so far were, and so what may follow. */
const Mode = {
  /** Nothing yet: no first line. */
  start: 0,
  /** A first line like any other. */
  line: 1,
  /** A first line that is an exception's name and message. */
  fault: 2,
  /** In a Python traceback: its exception's line is still to come. */
  python: 3,
  /** After that line: only a chained traceback goes on. */
  pythonDone: 4,
  /** After "During handling of …": a traceback follows. */
  pythonChain: 5,
  /** In Go's goroutines: functions and blank lines belong. */
  go: 6,
  /** Right after a Rust panic: its message follows. */
  rustMessage: 7,
  /** In any other trace. */
  frames: 8,
  /** After Node's first line, which has only a place: the error follows. */
  node: 9,
} as const;
type Mode = (typeof Mode)[keyof typeof Mode];

const FOLDS = 0x10;
const FILLED = 0x20;
const LEVEL_SHIFT = 6;

/** The state before the first row of a source. */
export const foldStart: FoldState = Mode.start;

/** Whether the row that led to this state folds under the first line above it, of its source. */
export const folds = (state: FoldState): boolean => (state & FOLDS) !== 0;

/**
 * The level of the first line of the fold that the row is in: what a filter by level goes by, so
 * that a trace is shown and hidden with its error.
 */
export const foldLevel = (state: FoldState): Level => (state >> LEVEL_SHIFT) as Level;

const first = (mode: Mode, level: Level): FoldState => mode | (level << LEVEL_SHIFT);

const within = (state: FoldState, mode: Mode): FoldState =>
  mode | FOLDS | FILLED | (foldLevel(state) << LEVEL_SHIFT);

const headMode = (mark: Mark): Mode => {
  switch (mark) {
    case Mark.traceback:
      return Mode.python;
    case Mark.goroutine:
      return Mode.go;
    case Mark.panic:
      return Mode.rustMessage;
    case Mark.summary:
      return Mode.fault;
    case Mark.place:
      return Mode.node;
    default:
      return Mode.line;
  }
};

/** Whether a trace at the left margin may belong to the first line: it told of trouble. */
const isTrouble = (state: FoldState): boolean => foldLevel(state) >= Level.warn;

const isTrace = (mode: Mode): boolean => mode >= Mode.fault;

/**
 * The state after one more row of a source, from the level and the mark (`continuationMark`) of its
 * line. It needs no text and looks at no later row, so it can run at append. Rows that are no lines
 * (dividers, markers) begin anew: give `foldStart` after them.
 */
export const foldStep = (state: FoldState, level: Level, mark: Mark): FoldState => {
  const mode = (state & 0xf) as Mode;
  const anew = first(headMode(mark), level);
  if (mode === Mode.start) return anew;
  const next = modeWithin(state, mode, level, mark);
  return next === Mode.start ? anew : within(state, next);
};

/** The mode after a row that belongs to the fold; `start` for a row that does not. */
const modeWithin = (state: FoldState, mode: Mode, level: Level, mark: Mark): Mode => {
  switch (mark) {
    case Mark.frame:
      return mode === Mode.python || mode === Mode.go || mode === Mode.node ? mode : Mode.frames;
    case Mark.indented:
      // consola and tracing write the level with a space before it: that is a line of its own.
      if (level !== Level.none) return Mode.start;
      return mode === Mode.rustMessage ? Mode.frames : mode;
    case Mark.blank:
      // A blank line is a part only where a trace may go on behind it.
      return isTrace(mode) ? mode : Mode.start;
    case Mark.chain:
      if (mode === Mode.pythonDone) return Mode.pythonChain;
      return isTrace(mode) || isTrouble(state) ? Mode.frames : Mode.start;
    case Mark.traceback:
      return mode === Mode.pythonChain || (mode === Mode.line && isTrouble(state))
        ? Mode.python
        : Mode.start;
    case Mark.goroutine:
      return mode === Mode.fault || mode === Mode.go || isTrouble(state) ? Mode.go : Mode.start;
    case Mark.function:
      return mode === Mode.go || (isTrouble(state) && mode <= Mode.fault) ? Mode.go : Mode.start;
    case Mark.closer:
      return (state & FILLED) !== 0 ? mode : Mode.start;
    case Mark.summary:
      if (mode === Mode.python) return Mode.pythonDone;
      if (mode === Mode.node || mode === Mode.rustMessage) return Mode.frames;
      // The exception right below the line that its logger wrote.
      return mode === Mode.line && isTrouble(state) && (state & FILLED) === 0
        ? Mode.frames
        : Mode.start;
    default:
      // A traceback ends in its exception's line, whatever its name; a line with a level is another's.
      if (mode === Mode.python && level === Level.none) return Mode.pythonDone;
      // A panic's message is the line below its place, whatever it says.
      if (mode === Mode.rustMessage) return Mode.frames;
      return Mode.start;
  }
};
