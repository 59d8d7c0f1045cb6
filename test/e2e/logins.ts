import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as Effect from "effect/Effect";
import { expect } from "vitest";
import { admin } from "../cluster/access.ts";
import { makeAuthority } from "../cluster/certificates.ts";
import { startCluster } from "../cluster/server.ts";
import { folder } from "../kubernetes/files.ts";
import { issuer, jwt } from "../kubernetes/issuer.ts";
import { httpProxy, socksProxy } from "../kubernetes/proxies.ts";

/** The ways to log in, and to get to the server, each by the name of its context. */
export const ways = [
  "token",
  "certificate",
  "token-file",
  "plugin",
  "oidc",
  "http-proxy",
  "https-proxy",
  "socks5-proxy",
  "impersonation",
] as const;
export type WayName = (typeof ways)[number];

/** Users beside those of every cluster: each has a token and nobody else's rights. */
const users = ["token", "token-file", "plugin", "oidc", "guest", "late"] as const;

/** Every secret has this in it, and nothing else has; certificates' keys are in `secrets`. */
const mark = "S3cr3t";

interface Way {
  readonly cluster?: object;
  readonly user: object;
  /** As whom the server hears it. */
  readonly heardAs: string;
  /** Throws where what stands on its way was not asked as it should be. */
  readonly prove: () => void;
}

/**
 * A cluster with one pod `default/web`, everything that stands on the ways to log in to it, and the kubeconfigs that
 * name them: the usual one has a context for each way and one `late`, whose login program fails until `kubectl`, a
 * stand-in to be put on the PATH, was run; the other one is a stranger's, with a context `guest`.
 */
export const makeLogins = Effect.gen(function* () {
  const cluster = yield* Effect.acquireRelease(
    Effect.promise(() => startCluster({ users: users.map((name) => ({ ...admin, name })) })),
    (started) => Effect.promise(() => started.close()),
  );
  const place = yield* folder;
  const app = cluster.world.pod({ name: "web" }).container();
  app.lines(["the shop is open"]);

  const renew = (user: (typeof users)[number], token = `${mark}-${user}-${randomUUID()}`): string =>
    cluster.renewToken(user, token);
  const answer = (token: string): string =>
    JSON.stringify({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token },
    });
  const exec = (command: string, args: ReadonlyArray<string> = []) => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command,
      args,
      env: [{ name: "LOGIN_PIN", value: `${mark}-pin` }],
      interactiveMode: "Never",
    },
  });
  /** A login program that notes its runs, complains, and gives what stands in a file; it fails without that file. */
  const program = (name: string) => {
    const given = place.path(`${name}.answer`);
    const runs = place.write(`${name}.runs`, "");
    const path = place.program(
      name,
      `const fs = require("node:fs");
       fs.appendFileSync(${JSON.stringify(runs)}, "x");
       console.error("${mark}-complaint");
       console.log(fs.readFileSync(${JSON.stringify(given)}, "utf8"));`,
    );
    return {
      path,
      given,
      give: (token: string) => writeFileSync(given, answer(token)),
      runs: () => readFileSync(runs, "utf8").length,
    };
  };

  const token = renew("token");
  const plugin = program("login");
  plugin.give(renew("plugin"));
  const late = program("late");
  const told = place.path("kubectl-told");
  const kubectl = place.program(
    "bin/kubectl",
    `const fs = require("node:fs");
     fs.writeFileSync(${JSON.stringify(late.given)}, ${JSON.stringify(answer(renew("late")))});
     fs.writeFileSync(${JSON.stringify(told)}, process.argv.slice(2).join(" "));`,
  );
  const guest = program("guest-login");
  guest.give(renew("guest"));
  const tokenFile = place.write("token", renew("token-file"));

  const idToken = (of: string, exp: number): string =>
    jwt(
      { iss: of, aud: "podlog", sub: "jane", jti: randomUUID(), iat: exp - 3600, exp },
      `${mark}-${randomUUID()}`,
    );
  const now = Math.floor(Date.now() / 1000);
  const { address, asked } = yield* issuer((_, self) => {
    const fresh = renew("oidc", idToken(self, now + 3600));
    return [
      200,
      {
        access_token: `${mark}-access`,
        token_type: "bearer",
        id_token: fresh,
        refresh_token: `${mark}-refresh-2`,
      },
    ];
  });

  const password = `${mark}-proxy`;
  const account = { user: "jane", password };
  const office = yield* Effect.promise(() => makeAuthority("office"));
  const tls = yield* Effect.promise(() => office.server());
  const far = { server: `https://kubernetes:${cluster.port}` };
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const proxies = {
    "http-proxy": ["http", yield* httpProxy({ account }), {}],
    "https-proxy": [
      "https",
      yield* httpProxy({ account, tls }),
      { "certificate-authority-data": base64(`${cluster.caPem}\n${office.pem}`) },
    ],
    "socks5-proxy": ["socks5", yield* socksProxy({ account }), {}],
  } as const;
  const through = (name: keyof typeof proxies): Way => {
    const [scheme, proxy, more] = proxies[name];
    return {
      cluster: { ...far, ...more, "proxy-url": `${scheme}://jane:${password}@${proxy.address}` },
      user: { token },
      heardAs: "token",
      prove: () => expect(new Set(proxy.asked)).toEqual(new Set([`kubernetes:${cluster.port}`])),
    };
  };

  const given = readFileSync(cluster.kubeconfigPath, "utf8");
  const ofCertificate = (field: string): string =>
    new RegExp(`${field}: (\\S+)`, "u").exec(given)?.[1] ?? "";
  const keyData = ofCertificate("client-key-data");
  const lastFollow = () => cluster.heard.findLast(({ kind }) => kind === "follow");

  const nothing = (): void => undefined;
  const all: Readonly<Record<WayName, Way>> = {
    token: { user: { token }, heardAs: "token", prove: nothing },
    certificate: {
      user: {
        "client-certificate-data": ofCertificate("client-certificate-data"),
        "client-key-data": keyData,
      },
      heardAs: "admin-cert-user",
      prove: nothing,
    },
    "token-file": { user: { tokenFile }, heardAs: "token-file", prove: nothing },
    plugin: {
      user: exec(plugin.path),
      heardAs: "plugin",
      prove: () => expect(plugin.runs()).toBe(1),
    },
    oidc: {
      user: {
        "auth-provider": {
          name: "oidc",
          config: {
            "idp-issuer-url": address,
            "client-id": "podlog",
            "client-secret": `${mark}-client`,
            "refresh-token": `${mark}-refresh-1`,
            "id-token": idToken(address, now - 3600),
          },
        },
      },
      heardAs: "oidc",
      prove: () => {
        expect(asked.map(({ body }) => body.get("refresh_token"))).toEqual([`${mark}-refresh-1`]);
        // Kubectl finds the new login where the old one was.
        const file = readFileSync(kubeconfig, "utf8");
        expect(file).toContain(cluster.tokens["oidc"]);
        expect(file).toContain(`${mark}-refresh-2`);
      },
    },
    "http-proxy": through("http-proxy"),
    "https-proxy": through("https-proxy"),
    "socks5-proxy": through("socks5-proxy"),
    impersonation: {
      user: {
        token,
        as: "jane",
        "as-groups": ["system:masters"],
        "as-uid": "u1",
        "as-user-extra": { scopes: ["view"] },
      },
      heardAs: "jane",
      prove: () =>
        expect(lastFollow()?.headers).toMatchObject({
          "impersonate-user": "jane",
          "impersonate-group": "system:masters",
          "impersonate-uid": "u1",
          "impersonate-extra-scopes": "view",
        }),
    },
  };

  const write = (name: string, entries: Readonly<Record<string, Pick<Way, "cluster" | "user">>>) =>
    place.write(name, {
      "current-context": Object.keys(entries)[0],
      clusters: Object.entries(entries).map(([context, entry]) => ({
        name: context,
        cluster: {
          server: cluster.url,
          "certificate-authority-data": base64(cluster.caPem),
          ...entry.cluster,
        },
      })),
      users: Object.entries(entries).map(([context, { user }]) => ({ name: context, user })),
      contexts: Object.keys(entries).map((context) => ({
        name: context,
        context: { cluster: context, user: context },
      })),
    });
  const kubeconfig = write("config", { ...all, late: { user: exec(late.path) } });
  const strangers = write("strangers", {
    guest: { user: exec(guest.path, ["--audience", "prod"]) },
    // The only one would be taken without a question.
    another: { user: {} },
  });

  return {
    cluster,
    app,
    all,
    /** A folder of the tests' own. */
    folder: place.path(),
    kubeconfig,
    strangers,
    guest,
    late,
    kubectl: {
      folder: dirname(kubectl),
      /** What it was told to do; empty before. */
      told: () => (existsSync(told) ? readFileSync(told, "utf8") : ""),
    },
    renew,
    tokenFile,
    /** What must be nowhere: secrets, or parts of them that nothing else has. */
    secrets: [
      mark,
      base64(`jane:${password}`),
      // In the kubeconfig, and as a PEM is read.
      keyData.slice(60, 120),
      Buffer.from(keyData, "base64").toString("utf8").split("\n")[1] ?? mark,
    ],
  };
});

/** What is there once it was made. */
export type Logins = Effect.Success<typeof makeLogins>;
