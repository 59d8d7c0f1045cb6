import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as Effect from "effect/Effect";

/** An ID token of these claims, which nobody has signed: the signature is any text in base64url. */
export const jwt = (claims: object, signature = "signature"): string =>
  [
    ...[{ alg: "RS256" }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    ),
    signature,
  ].join(".");

/** What an issuer was asked for: the client by its header, if so, and the grant. */
export interface Asked {
  readonly authorization: string | undefined;
  readonly body: URLSearchParams;
}

/** An issuer as small as one can be: it says where it renews, and renews as `renew` wants. */
export const issuer = (
  renew: (asked: Asked, self: string) => readonly [status: number, body: object],
) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const asked: Array<Asked> = [];
      const server = createServer((message, answer) => {
        // By whichever name it is asked.
        const address = `http://${message.headers.host}`;
        const say = (status: number, body: object): void => {
          answer.writeHead(status, { "content-type": "application/json" });
          answer.end(JSON.stringify(body));
        };
        if (message.url === "/.well-known/openid-configuration") {
          say(200, { issuer: address, token_endpoint: `${address}/renew` });
          return;
        }
        let text = "";
        message.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        message.on("end", () => {
          const one = {
            authorization: message.headers.authorization,
            body: new URLSearchParams(text),
          };
          asked.push(one);
          say(...renew(one, address));
        });
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      return {
        address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        asked,
        server,
      };
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.close();
        server.closeAllConnections();
      }),
  );
