import { levelNames } from "../../domain/level.ts";
import { lineTime, type LineBlock } from "../../domain/line.ts";
import { dividerText, markerText } from "../../domain/marker.ts";
import type { SourceElement } from "../../domain/source.ts";
import { detectLevel } from "../../text/levels.ts";
import { formatCount, formatNanos } from "../../text/time.ts";
import type { PodlogRow, PodlogSource } from "./types.ts";

/** Rows that came and were not taken yet. */
export interface Backlog {
  /** Adds what a source gave; the oldest lines go where there is no room. */
  readonly push: (source: PodlogSource, element: SourceElement) => void;
  /** Adds a marker of our own. */
  readonly note: (source: PodlogSource, text: string) => void;
  /** Takes the oldest rows, so many at most; none when all are taken. */
  readonly take: (most: number) => ReadonlyArray<PodlogRow>;
}

/** Lines of a source that wait, from `next` on. */
interface Lines {
  readonly source: PodlogSource;
  readonly block: LineBlock;
  next: number;
}

const isLines = (entry: Lines | PodlogRow): entry is Lines => "block" in entry;

const decoder = new TextDecoder();

const rowOf = (source: PodlogSource, block: LineBlock, i: number): PodlogRow => {
  const start = block.start[i] ?? 0;
  const end = block.end[i] ?? start;
  const time = lineTime(block, i);
  const level = levelNames[detectLevel(block.bytes, start, end)] ?? "none";
  const cut = block.cut?.get(i);
  return {
    kind: "line",
    text: decoder.decode(block.bytes.subarray(start, end)),
    ...(time === undefined ? {} : { time: formatNanos(time) }),
    source,
    ...(level === "none" ? {} : { level }),
    ...(cut === undefined ? {} : { cut }),
  };
};

/** What the lines of a block from `next` on take, in bytes of text and of numbers. */
const sizeOf = ({ block, next }: Lines): number =>
  next >= block.count
    ? 0
    : (block.end[block.count - 1] ?? 0) - (block.start[next] ?? 0) + (block.count - next) * 20;

/**
 * Keeps the rows of all sources in the order they came, as the bytes they came in until they are taken. Beyond
 * `maxBytes` the oldest lines go, markers and dividers never; the first rows taken then say how many went.
 */
export const makeBacklog = (maxBytes: number): Backlog => {
  let entries: Array<Lines | PodlogRow> = [];
  let bytes = 0;
  const dropped = new Map<PodlogSource, number>();

  const shrink = (): void => {
    entries = entries.filter((entry) => {
      if (bytes <= maxBytes || !isLines(entry)) return true;
      bytes -= sizeOf(entry);
      dropped.set(entry.source, (dropped.get(entry.source) ?? 0) + entry.block.count - entry.next);
      return false;
    });
  };

  return {
    push: (source, element) => {
      switch (element._tag) {
        case "Lines": {
          const lines: Lines = { source, block: element.block, next: 0 };
          entries.push(lines);
          bytes += sizeOf(lines);
          if (bytes > maxBytes) shrink();
          return;
        }
        case "Marker":
          entries.push({ kind: "marker", text: markerText(element.marker), source });
          return;
        case "Divider":
          entries.push({ kind: "divider", text: dividerText(element.divider), source });
          return;
        case "State":
      }
    },
    note: (source, text) => void entries.push({ kind: "marker", text, source }),
    take: (most) => {
      const rows: Array<PodlogRow> = [];
      for (const [source, lines] of dropped)
        rows.push({
          kind: "marker",
          text: `${lines === 1 ? "1 line is" : `${formatCount(lines)} lines are`} missing here: more came than were taken`,
          source,
        });
      dropped.clear();
      let done = 0;
      for (const entry of entries) {
        if (rows.length >= most) break;
        if (isLines(entry)) {
          bytes -= sizeOf(entry);
          while (rows.length < most && entry.next < entry.block.count)
            rows.push(rowOf(entry.source, entry.block, entry.next++));
          bytes += sizeOf(entry);
          if (entry.next < entry.block.count) break;
        } else rows.push(entry);
        done++;
      }
      entries.splice(0, done);
      return rows;
    },
  };
};
