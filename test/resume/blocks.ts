import { LineFlag, type LineBlock } from "../../src/domain/line.ts";

const timeless: number = LineFlag.noTime;

/** A block of lines from `seconds text`, or `seconds.nanos text`; without a number the line has no time. */
export const block = (...lines: ReadonlyArray<string>): LineBlock => {
  const count = lines.length;
  const parsed = lines.map((line) => {
    const found = /^(\d+)(?:\.(\d+))? (.*)$/su.exec(line);
    return found === null
      ? { seconds: 0, nanos: 0, text: line, flags: timeless }
      : {
          seconds: Number(found[1]),
          nanos: Number(found[2] ?? 0),
          text: found[3] ?? "",
          flags: 0,
        };
  });
  const texts = parsed.map(({ text }) => new TextEncoder().encode(text));
  const bytes = new Uint8Array(texts.reduce((n, text) => n + text.length, 0));
  const start = new Uint32Array(count);
  const end = new Uint32Array(count);
  let at = 0;
  for (const [i, text] of texts.entries()) {
    start[i] = at;
    bytes.set(text, at);
    at += text.length;
    end[i] = at;
  }
  return {
    bytes,
    count,
    start,
    end,
    seconds: Uint32Array.from(parsed, ({ seconds }) => seconds),
    nanos: Uint32Array.from(parsed, ({ nanos }) => nanos),
    flags: Uint8Array.from(parsed, ({ flags }) => flags),
  };
};

/** A rest: one line without its line break. */
export const rest = (line: string): LineBlock => {
  const one = block(line);
  return { ...one, flags: Uint8Array.of((one.flags[0] ?? 0) | LineFlag.unterminated) };
};

/** The texts of a block's lines. */
export const texts = (of: LineBlock): ReadonlyArray<string> =>
  Array.from({ length: of.count }, (_, i) =>
    new TextDecoder().decode(of.bytes.subarray(of.start[i], of.end[i])),
  );

/** `count` lines `text1 … textN`, one a second from second `first` on. */
export const numbered = (count: number, first = 1, text = "A"): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `${first + i} ${text}${first + i}`);
