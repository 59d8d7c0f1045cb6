import { subscribe } from "node:diagnostics_channel";
import { readFile } from "node:fs/promises";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** The sockets that this process has connected, by their own ports. */
const clients = new Map<number, Socket>();

subscribe("net.client.socket", (message) => {
  // SAFETY: what Node publishes on this channel (diagnostics_channel, "Built-in Channels").
  const { socket } = message as { readonly socket: Socket };
  socket.once("connect", () => {
    const { localPort = 0 } = socket;
    clients.set(localPort, socket);
    socket.once("close", () => {
      if (clients.get(localPort) === socket) clients.delete(localPort);
    });
  });
});

/** What a socket has exchanged with the kernel; below TLS, where there is any. */
interface Wire {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly _parent?: Wire;
}

const wireOf = (socket: Socket): Wire | undefined => {
  // SAFETY: the only place where Node counts encrypted bytes; there is none once the socket is closed.
  const { _handle: handle } = socket as unknown as { readonly _handle?: Wire | null };
  return handle?._parent ?? handle ?? undefined;
};

/** How often a client that the server has left is waited for: it may be told of it after what it has still to read. */
const patience = 40;
const looks = new WeakMap<Socket, number>();

const isLeaving = (client: Socket): boolean => {
  const count = (looks.get(client) ?? 0) + 1;
  looks.set(client, count);
  return count <= patience;
};

/**
 * Bytes between a server's sockets and its clients, in both directions, as far as all of them are in this process:
 * written at one end, not read at the other. Undefined where a client is another process's.
 */
const bytesBetween = (
  port: number,
  sockets: Iterable<Duplex>,
  except: ReadonlySet<number>,
): number | undefined => {
  let bytes = 0;
  const served = new Set(except);
  for (const socket of sockets) {
    if (!(socket instanceof Socket)) return undefined;
    const { remotePort } = socket;
    if (remotePort === undefined || served.has(remotePort)) continue;
    served.add(remotePort);
    const client = clients.get(remotePort);
    const here = wireOf(socket);
    const there = client === undefined ? undefined : wireOf(client);
    if (client?.remotePort !== port || here === undefined || there === undefined) return undefined;
    bytes += here.bytesWritten - there.bytesRead + there.bytesWritten - here.bytesRead;
  }
  for (const [from, client] of clients)
    if (client.remotePort === port && !served.has(from) && isLeaving(client)) bytes += 1;
  return bytes;
};

/** The same for any process's clients: unread, or not yet acknowledged. 0 where the system does not tell (Linux does). */
const bytesInKernel = async (port: number, except: ReadonlySet<number>): Promise<number> => {
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

/**
 * Bytes that are on their way between a server's port and its clients, those whose ports are excepted aside. What this
 * process counts itself is enough where it holds all the clients: to ask the kernel costs milliseconds.
 */
export const bytesInFlight = async (
  port: number,
  sockets: Iterable<Duplex>,
  except: ReadonlySet<number>,
): Promise<number> => bytesBetween(port, sockets, except) ?? (await bytesInKernel(port, except));
