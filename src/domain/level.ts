/** How bad a line says it is; a number, since every stored line carries one byte of it. */
export const Level = {
  none: 0,
  trace: 1,
  debug: 2,
  info: 3,
  warn: 4,
  error: 5,
  fatal: 6,
} as const;

export type LevelName = keyof typeof Level;
export type Level = (typeof Level)[LevelName];

/** The names of the levels by their number. */
export const levelNames: ReadonlyArray<LevelName> = [
  "none",
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
];
