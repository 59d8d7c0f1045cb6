import type { LogEntry } from "./log-file.ts";

/**
 * The kubelet's reading loop (`logs.go`, ReadLogs and logWriter.write) word by word over a list, without any of the
 * server's shortcuts: what a reader that does not follow prints.
 */
export const kubeletReads = (
  entries: readonly (Omit<LogEntry, "text"> & { readonly text: string })[],
  options: {
    readonly tail: number | undefined;
    readonly since: bigint | undefined;
    readonly limit: number | undefined;
    readonly timestamps: boolean;
  },
): Buffer => {
  const printed: Buffer[] = [];
  let remain = options.limit ?? Number.POSITIVE_INFINITY;
  let isNewLine = true;
  const start = options.tail === undefined ? 0 : Math.max(0, entries.length - options.tail);
  for (const entry of entries.slice(start)) {
    const message = `${entry.text}${entry.partial ? "" : "\n"}`;
    if (options.since === undefined || entry.ts >= options.since) {
      const prefix = options.timestamps && isNewLine ? `${rfc3339nano(entry.ts)} ` : "";
      const line = Buffer.from(prefix + message).subarray(0, Math.min(remain, 1e9));
      printed.push(line);
      remain -= line.length;
      if (remain <= 0) break;
    }
    isNewLine = message === "" || message.endsWith("\n");
  }
  return Buffer.concat(printed);
};

const rfc3339nano = (ts: bigint): string =>
  `${new Date(Number(ts / 1_000_000n)).toISOString().slice(0, 19)}.${String(ts % 1_000_000_000n).padStart(9, "0")}Z`;
