import type { Instant } from "../domain/instant.ts";
import { formatLocal, formatNanos, formatUtc, type OffsetAt } from "./time.ts";

/** A row as it goes into a copy or an export. */
export type ExportRow =
  | {
      readonly _tag: "Line";
      /** With or without its escape sequences, as the person asked. */
      readonly text: string;
      /** Absent where the cluster gave none. */
      readonly time?: Instant;
      /** The source's label. */
      readonly source: string;
    }
  /** A divider or a marker: a sentence of Podlog's, never one of the log's. */
  | {
      readonly _tag: "Marker";
      readonly text: string;
      readonly time?: Instant;
      readonly source?: string;
    };

/** How rows are written as text. */
export interface TextOptions {
  readonly timestamps: boolean;
  /** Whether each line names its source: with several of them. */
  readonly sources: boolean;
  /** The zone of the timestamps, as the view shows them; UTC when absent. */
  readonly offsetAt?: OffsetAt;
}

const RULE = "──────";

/**
 * A row as one line of text, without a line break: `[time ][source ]text`. A marker stands between
 * two rules, with the same time and source before it.
 */
export const textOfRow = (row: ExportRow, options: TextOptions): string => {
  const time = options.timestamps && row.time !== undefined ? `${stamp(row.time, options)} ` : "";
  const source = options.sources && row.source !== undefined ? `${row.source} ` : "";
  return row._tag === "Line"
    ? `${time}${source}${row.text}`
    : `${time}${source}${RULE} ${oneLine(row.text)} ${RULE}`;
};

const stamp = (time: Instant, options: TextOptions): string =>
  options.offsetAt === undefined ? formatUtc(time) : formatLocal(time, options.offsetAt);

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, " ");

/**
 * A row as one line of JSON Lines, without a line break: `{"time","source","text"}` for a line, with
 * all nanoseconds; `{"time","source","marker"}` for a marker, so that no log line can pass for one.
 * `time` and `source` are left out where there are none. Lone surrogates are escaped.
 */
export const jsonOfRow = (row: ExportRow): string =>
  JSON.stringify({
    ...(row.time === undefined ? {} : { time: formatNanos(row.time) }),
    ...(row.source === undefined ? {} : { source: row.source }),
    ...(row._tag === "Line" ? { text: row.text } : { marker: row.text }),
  });

/** What an exported file is named after. */
export interface ExportName {
  /** The pod, or the workload or selector of a view of several. */
  readonly pod: string;
  /** Absent in a view of several containers. */
  readonly container?: string;
  readonly format: "text" | "jsonl";
}

/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** As many characters as leave room for the rest of the name in 255 bytes. */
const PART = 63;

/** A name's part that every file system takes: what none of them does becomes a hyphen. */
const sanitized = (part: string): string => {
  const safe = part
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  const short = Array.from(safe).slice(0, PART).join("");
  return short === "" || RESERVED.test(short) ? `log${short === "" ? "" : `-${short}`}` : short;
};

/**
 * The name offered for an export at a moment, in local time: `<pod>-<container>-<yyyy-mm-dd-hhmmss>.log`,
 * or `.jsonl`. It has no character that Windows, macOS or Linux refuse, and no folder.
 */
export const exportFileName = (name: ExportName, at: Instant, offsetAt: OffsetAt): string => {
  const parts = [name.pod, ...(name.container === undefined ? [] : [name.container])];
  const local = formatLocal(at, offsetAt);
  const day = local.slice(0, 10);
  const time = local.slice(11, 19).replaceAll(":", "");
  return `${parts.map(sanitized).join("-")}-${day}-${time}.${name.format === "text" ? "log" : "jsonl"}`;
};
