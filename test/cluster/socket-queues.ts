import { readFile } from "node:fs/promises";

/**
 * Bytes that lie in the kernel between a server's port and its clients, in both directions: unread by a client,
 * unread by the server, or not yet acknowledged; clients whose ports are excepted aside. 0 where the system does not tell (Linux does, in /proc/net/tcp).
 */
export const bytesInFlight = async (
  port: number,
  except: ReadonlySet<number> = new Set(),
): Promise<number> => {
  let text: string;
  try {
    text = await readFile("/proc/net/tcp", "latin1");
  } catch {
    return 0;
  }
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  let bytes = 0;
  for (const line of text.split("\n").slice(1)) {
    const [, local = "", remote = "", state, queues = ""] = line.trim().split(/\s+/u);
    // 01 is ESTABLISHED, 08 CLOSE_WAIT: the one end is closed, its bytes may be unread.
    if (
      (state !== "01" && state !== "08") ||
      !(local.endsWith(suffix) || remote.endsWith(suffix))
    ) {
      continue;
    }
    const client = Number.parseInt(
      (local.endsWith(suffix) ? remote : local).split(":")[1] ?? "",
      16,
    );
    if (except.has(client)) continue;
    const [sent = "0", received = "0"] = queues.split(":");
    bytes += Number.parseInt(sent, 16) + Number.parseInt(received, 16);
  }
  return bytes;
};
