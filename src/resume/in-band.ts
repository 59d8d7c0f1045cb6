import { LineFlag, type LineBlock } from "../domain/line.ts";

/** What the kubelet writes into a log whose 200 it has already sent (`WriteError` after the head). */
const beginnings = [
  "unable to retrieve container logs for ",
  "failed to create fsnotify watcher: ",
  "failed to open ",
  "failed to watch ",
  "failed to try resolving ",
  "failed to get parse function",
].map((text) => Uint8Array.from(text, (c) => c.charCodeAt(0)));

const exhausted = Uint8Array.from("failed to create fsnotify watcher: ", (c) => c.charCodeAt(0));

const longest = 500;

/** A kubelet's message in place of a log's end. */
export interface InBandError {
  /** Its words; bytes that are not ASCII become `?`. */
  readonly text: string;
  /** The node has no inotify instance left: this log can be read, but not followed. */
  readonly cannotFollow: boolean;
}

const beginsWith = (rest: LineBlock, words: Uint8Array): boolean => {
  const start = rest.start[0] ?? 0;
  if ((rest.end[0] ?? 0) - start < words.length) return false;
  for (let i = 0; i < words.length; i++) if (rest.bytes[start + i] !== words[i]) return false;
  return true;
};

/**
 * The kubelet's error in what stood after the last line break of a body, if it is one.
 * A line of the container has a timestamp, so that one with the same words is never taken for it.
 */
export const inBandError = (rest: LineBlock | undefined): InBandError | undefined => {
  if (rest === undefined || rest.count === 0) return undefined;
  if (((rest.flags[0] ?? 0) & LineFlag.noTime) === 0) return undefined;
  if (!beginnings.some((words) => beginsWith(rest, words))) return undefined;
  let text = "";
  const start = rest.start[0] ?? 0;
  const end = Math.min(rest.end[0] ?? 0, start + longest);
  for (let i = start; i < end; i++) {
    const byte = rest.bytes[i] ?? 0;
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "?";
  }
  return { text, cannotFollow: beginsWith(rest, exhausted) };
};
