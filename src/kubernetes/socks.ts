import type { Socket } from "node:net";
import { SocksClient } from "socks";
import { login, Refusal, wantsLogin } from "./proxy-refusal.ts";
import { messageOf } from "./transport.ts";

/** What the SOCKS client says of a proxy that does not lead on (socks 2.8), and what that means in plain words. */
const refusals: ReadonlyArray<readonly [said: RegExp, means: string]> = [
  [/invalid socks version|invalid.*handshake response/iu, "it does not speak SOCKS 5"],
  [/NotAllowed$/u, "its rules do not allow the connection"],
  [/NetworkUnreachable$/u, "it can't reach the network of the server"],
  [/HostUnreachable$/u, "it can't reach the server"],
  [/ConnectionRefused$/u, "it can't reach the server: nothing answers there"],
  [/TTLExpired$/u, "it can't reach the server in time"],
  [/CommandNotSupported$/u, "it makes no connections"],
  [/AddressNotSupported$/u, "it does not take this kind of address"],
  [/rejected connection/u, "it could not make the connection"],
  [/Socket closed|ECONNRESET|EPIPE/u, "it closed the connection"],
];

/** The client's error itself goes no further: it holds the password. */
const refusalOf = (proxy: URL, said: string): Error => {
  if (/authentication (?:type|failed)/iu.test(said)) return wantsLogin(proxy, said);
  const means = refusals.find(([pattern]) => pattern.test(said))?.[1];
  return means === undefined ? new Error(said) : new Refusal(means, { details: said });
};

/** The longest name and the longest password that SOCKS can carry, in bytes (RFC 1929). */
const maxBytes = 255;

/**
 * Has a SOCKS 5 proxy connect to a host (an IPv6 address without brackets) and its port, over a connection to it that
 * stands; what is sent over it then goes there. A name goes as it is, for the proxy to look up, as with kubectl. Rejects
 * with Refusal, or with an error in the client's words.
 */
export const leadBySocks = async (
  proxy: URL,
  socket: Socket,
  host: string,
  port: number,
): Promise<void> => {
  const known = login(proxy);
  // The client would throw where nobody can catch it.
  if (known?.some((word) => Buffer.byteLength(word) > maxBytes)) throw wantsLogin(proxy);
  const [userId, password] = known ?? [];
  try {
    await SocksClient.createConnection({
      command: "connect",
      destination: { host, port },
      existing_socket: socket,
      proxy: {
        host: proxy.hostname,
        port: Number(proxy.port),
        type: 5,
        ...(userId === undefined ? {} : { userId }),
        ...(password === undefined ? {} : { password }),
      },
    });
  } catch (cause) {
    throw refusalOf(proxy, messageOf(cause));
  }
};
