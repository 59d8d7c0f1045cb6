import { isIP, type Socket } from "node:net";
import { login, Refusal, wantsLogin } from "./proxy-refusal.ts";

/** An address as SOCKS sends it (RFC 1928, 5). */
const socksAddress = (host: string): Buffer => {
  switch (isIP(host)) {
    case 4:
      return Buffer.from([1, ...host.split(".").map(Number)]);
    case 6: {
      const [head = [], tail] = host
        .split("::")
        .map((part) => (part === "" ? [] : part.split(":")));
      const zeros =
        tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill("0");
      const groups = [...head, ...zeros, ...(tail ?? [])];
      return Buffer.concat([
        Buffer.from([4]),
        Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex"),
      ]);
    }
    default:
      // The proxy looks the name up, as with kubectl: names behind it are its own affair.
      return Buffer.concat([Buffer.from([3, Buffer.byteLength(host)]), Buffer.from(host)]);
  }
};

/** What a SOCKS proxy says of a connection that it does not make (RFC 1928, 6). */
const socksRefusals: ReadonlyMap<number, string> = new Map([
  [2, "its rules do not allow the connection"],
  [3, "it can't reach the network of the server"],
  [4, "it can't reach the server"],
  [5, "it can't reach the server: nothing answers there"],
  [6, "it can't reach the server in time"],
  [7, "it makes no connections"],
  [8, "it does not take this kind of address"],
]);

/** Gives a socket's bytes in portions of a known size; `done` lets go of the socket. */
const portionsOf = (socket: Socket) => {
  const pieces: AsyncIterator<Buffer> = socket.iterator({ destroyOnReturn: false });
  let held = Buffer.alloc(0);
  return {
    take: async (count: number): Promise<Buffer> => {
      while (held.length < count) {
        const { done, value } = await pieces.next();
        if (done === true) throw new Refusal("it closed the connection");
        held = Buffer.concat([held, value]);
      }
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
    done: () => pieces.return?.(),
  };
};

/** Shows a SOCKS proxy who asks (RFC 1929), where it wants to know. */
const socksLogin = async (url: URL, socket: Socket, take: (count: number) => Promise<Buffer>) => {
  const known = login(url);
  const ways = known === undefined ? [0] : [0, 2];
  socket.write(Buffer.from([5, ways.length, ...ways]));
  const [version, way] = await take(2);
  if (version !== 5) throw new Refusal("it does not speak SOCKS 5");
  if (way === 0) return;
  if (way !== 2 || known === undefined) throw wantsLogin(url);
  const words = known.map((word) => Buffer.from(word));
  if (words.some(({ length }) => length > 255)) throw wantsLogin(url);
  socket.write(
    Buffer.concat([
      Buffer.from([1]),
      ...words.flatMap((word) => [Buffer.from([word.length]), word]),
    ]),
  );
  const [, status] = await take(2);
  if (status !== 0) throw wantsLogin(url);
};

/**
 * Has a SOCKS 5 proxy connect to a host (an IPv6 address without brackets) and its port, over a connection to it; what is
 * sent over it then goes there. Rejects with Refusal, or with the error of the socket.
 */
export const leadBySocks = async (
  proxy: URL,
  socket: Socket,
  host: string,
  port: number,
): Promise<void> => {
  const { done, take } = portionsOf(socket);
  await socksLogin(proxy, socket, take);
  socket.write(
    Buffer.concat([
      Buffer.from([5, 1, 0]),
      socksAddress(host),
      Buffer.from([port >> 8, port & 0xff]),
    ]),
  );
  const [version, reply = 1, , kind] = await take(4);
  if (version !== 5) throw new Refusal("it does not speak SOCKS 5");
  if (reply !== 0)
    throw new Refusal(socksRefusals.get(reply) ?? "it could not make the connection", {
      details: `SOCKS reply ${reply}`,
    });
  const [length = 0] = kind === 3 ? await take(1) : [kind === 4 ? 16 : 4];
  await take(length + 2);
  await done();
};
