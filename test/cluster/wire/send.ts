import { connect } from "node:tls";
import type { Cluster } from "../server.ts";
import { readHttpAnswer } from "./http-answer.ts";
import type { HttpAnswer } from "./http-answer.ts";

/** A request on a connection of its own, read byte by byte. */
export interface Wire {
  /** The answer so far. */
  readonly now: () => HttpAnswer;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<HttpAnswer>;
  readonly hangUp: () => void;
}

/** Sends `GET /path` or `POST /path` with a body, as a user of the cluster, over TLS with the cluster's CA. */
export const send = (
  cluster: Pick<Cluster, "port" | "caPem">,
  request: string,
  options: {
    readonly token?: string | undefined;
    readonly body?: object | undefined;
    readonly accept?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  } = {},
): Wire => {
  const body = options.body === undefined ? "" : JSON.stringify(options.body);
  const socket = connect({ host: "127.0.0.1", port: cluster.port, ca: cluster.caPem });
  const parts: Buffer[] = [];
  const head = [
    `${request} HTTP/1.1`,
    "Host: cluster",
    "Connection: close",
    ...(options.token === undefined ? [] : [`Authorization: Bearer ${options.token}`]),
    ...(options.accept === undefined ? [] : [`Accept: ${options.accept}`]),
    ...Object.entries(options.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(body === ""
      ? []
      : ["Content-Type: application/json", `Content-Length: ${String(body.length)}`]),
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.on("data", (part: Buffer) => {
    parts.push(part);
  });
  // A cut connection is part of what is looked at.
  socket.on("error", () => undefined);
  return {
    now: () => readHttpAnswer(Buffer.concat(parts), false),
    closed: new Promise((resolve) => {
      socket.once("close", () => {
        resolve(readHttpAnswer(Buffer.concat(parts), true));
      });
    }),
    hangUp: () => {
      socket.destroy();
    },
  };
};
