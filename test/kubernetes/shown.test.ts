import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { type Authority, type KeyPair, makeAuthority } from "../cluster/certificates.ts";
import { kubeFrom } from "./cluster-kube.ts";
import { folder, type Folder } from "./files.ts";
import { kubectl, kubectlVersion } from "./kubectl.ts";

/** What a server was shown in one request; `certificate`: the name in the client's. */
interface Shown extends NodeJS.Dict<Array<string>> {
  readonly certificate?: Array<string>;
}

/** A server that notes what it is shown, and has nothing; over TLS, where it has a certificate. */
const notes = (tls?: KeyPair, ca = "") =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const heard: Array<Shown> = [];
        const hear = ({ headersDistinct, socket }: IncomingMessage, answer: ServerResponse) => {
          const { subject } = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
          heard.push({
            ...headersDistinct,
            ...(subject === undefined ? {} : { certificate: [String(subject.CN)] }),
          });
          answer.setHeader("content-type", "application/json").end('{"items":[]}');
        };
        const server =
          tls === undefined
            ? createServer(hear)
            : createTlsServer(
                {
                  cert: tls.certificate,
                  key: tls.key,
                  ca,
                  requestCert: true,
                  rejectUnauthorized: false,
                },
                hear,
              );
        await new Promise<void>((resolve) => {
          server.listen(0, "127.0.0.1", resolve);
        });
        return { heard, server };
      }),
      ({ server }) =>
        Effect.sync(() => {
          server.close();
          server.closeAllConnections();
        }),
    ),
    ({ heard, server }) => ({
      heard,
      url: `http${tls === undefined ? "" : "s"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }),
  );

/** The context `c` of a cluster and a user. */
const kubeconfigOf = (place: Folder, cluster: object, user: object): string =>
  place.write("config", {
    clusters: [{ name: "k", cluster }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
  });

const namespaces = Effect.flatMap(Kube, (kube) => kube.namespaces("c"));
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const actsAs = {
  as: "jané 中",
  "as-groups": ["ops", "dev"],
  "as-uid": "u1",
  "as-user-extra": { "example.com/role (main)": ["a", "b"] },
};
/** In UTF-8, which Node gives byte by byte. */
const actingAs = {
  "impersonate-user": [Buffer.from("jané 中").toString("latin1")],
  "impersonate-group": ["ops", "dev"],
  "impersonate-uid": ["u1"],
  "impersonate-extra-example.com%2frole%20%28main%29": ["a", "b"],
};

/** What is shown of a user, by kubectl 1.32.4; `certificateOf` and `plugin` stand for what shows a certificate and a token. */
const shown: ReadonlyArray<readonly [user: object, shown: Shown]> = [
  [{ token: "t" }, { authorization: ["Bearer t"] }],
  [{ tokenFile: "token" }, { authorization: ["Bearer of-file"] }],
  [{ token: "t", tokenFile: "token" }, { authorization: ["Bearer of-file"] }],
  [{ token: "t", tokenFile: "none" }, { authorization: ["Bearer t"] }],
  [{ token: "t", tokenFile: "empty" }, { authorization: ["Bearer t"] }],
  [{ username: "jané", password: "p" }, { authorization: [`Basic ${base64("jané:p")}`] }],
  [{ username: "jane" }, { authorization: [`Basic ${base64("jane:")}`] }],
  [{ certificateOf: "jane" }, { certificate: ["jane"] }],
  [
    { certificateOf: "jane", token: "t" },
    { certificate: ["jane"], authorization: ["Bearer t"] },
  ],
  [{ plugin: true }, { authorization: ["Bearer of-plugin"] }],
  // No plugin runs for who has anything else to show.
  [{ plugin: true, token: "t" }, { authorization: ["Bearer t"] }],
  [
    { plugin: true, username: "jane", password: "p" },
    { authorization: [`Basic ${base64("jane:p")}`] },
  ],
  [{ plugin: true, certificateOf: "jane" }, { certificate: ["jane"] }],
  [
    { token: "t", ...actsAs },
    { authorization: ["Bearer t"], ...actingAs },
  ],
];

/** The kubeconfig's entry of such a user. */
const entryOf = Effect.fnUntraced(function* (place: Folder, authority: Authority, user: object) {
  const { certificateOf, plugin, ...plain } = {
    certificateOf: undefined as string | undefined,
    plugin: false,
    ...user,
  };
  place.write("token", "of-file\n");
  place.write("empty", "\n");
  const command = place.program(
    "plugin",
    `console.log('{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"of-plugin"}}')`,
  );
  const pair =
    certificateOf === undefined
      ? undefined
      : yield* Effect.promise(() => authority.client(certificateOf, []));
  return {
    ...plain,
    ...(pair && {
      "client-certificate-data": base64(pair.certificate),
      "client-key-data": base64(pair.key),
    }),
    ...(plugin && {
      exec: { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" },
    }),
  };
});

const authority = await makeAuthority("of-notes");
const pair = await authority.server();

/** What tells who asks, of all that was shown. */
const identity = (all: Shown | undefined): Shown =>
  Object.fromEntries(
    Object.entries(all ?? {}).filter(([name]) =>
      /^(?:authorization|certificate|impersonate-.*)$/u.test(name),
    ),
  );

const ask = (file: string) => Effect.provide(namespaces, kubeFrom(file));

it.effect.each(shown)("The server is shown of %j what kubectl shows of it (K1)", ([user, what]) =>
  Effect.gen(function* () {
    const place = yield* folder;
    const { heard, url } = yield* notes(pair, authority.pem);
    const cluster = { server: url, "certificate-authority-data": base64(authority.pem) };
    const file = kubeconfigOf(place, cluster, yield* entryOf(place, authority, user));
    yield* ask(file);
    expect(identity(heard.at(-1))).toEqual(what);
    if (kubectlVersion === undefined) return;
    yield* Effect.promise(() => kubectl(["get", "--raw", "/", "--context", "c"], file));
    expect(identity(heard.at(-1))).toEqual(what);
  }),
);

it.effect.each(shown)("A server without TLS is shown nothing of %j but as whom it acts", ([user]) =>
  Effect.gen(function* () {
    const place = yield* folder;
    const { heard, url } = yield* notes();
    const file = kubeconfigOf(place, { server: url }, yield* entryOf(place, authority, user));
    const what = "as" in user ? actingAs : {};
    yield* ask(file);
    expect(identity(heard.at(-1))).toEqual(what);
    if (kubectlVersion === undefined) return;
    yield* Effect.promise(() => kubectl(["get", "--raw", "/", "--context", "c"], file));
    expect(identity(heard.at(-1))).toEqual(what);
  }),
);
