import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { explain } from "../../src/domain/explain.ts";
import type { Cluster } from "../cluster/server.ts";
import { kubeFrom, TestCluster } from "./cluster-kube.ts";
import { environment, folder, type Folder } from "./files.ts";
import { issuer, jwt } from "./issuer.ts";
import { httpProxy, socksProxy } from "./proxies.ts";

const hour = 3600;
const now = Math.floor(Date.now() / 1000);
const ended = jwt({ exp: now - hour });

const kubeconfigOf = (place: Folder, login: object) =>
  Effect.map(TestCluster, ({ url, caPem }) =>
    place.write("config", {
      clusters: [
        {
          name: "k",
          cluster: {
            server: url,
            "certificate-authority-data": Buffer.from(caPem).toString("base64"),
          },
        },
      ],
      users: [{ name: "u", user: { "auth-provider": { name: "oidc", config: login } } }],
      contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    }),
  );

const namespaces = Effect.flatMap(Kube, (kube) => kube.namespaces("c"));

const login = (address: string, more: object = {}) => ({
  "idp-issuer-url": address,
  "client-id": "podlog",
  "client-secret": "hush",
  "refresh-token": "old-refresh-token",
  "id-token": ended,
  ...more,
});

/** What an issuer that renews answers; the API server takes its token from then on. */
const renewed = (cluster: Cluster, self: string, more: object = {}) => {
  const jti = randomUUID();
  const idToken = jwt({ iss: self, aud: "podlog", sub: "jane", jti, iat: now, exp: now + hour });
  cluster.renewToken("admin", idToken);
  return [200, { access_token: "a", token_type: "bearer", id_token: idToken, ...more }] as const;
};

layer(TestCluster.layer())("An OpenID Connect login that has ended (K1)", (it) => {
  it.effect("is renewed once for all who wait, and put into the kubeconfig for kubectl", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const cluster = yield* TestCluster;
      const { address, asked } = yield* issuer((_, self) =>
        renewed(cluster, self, { refresh_token: "fresh-refresh-token" }),
      );
      const file = yield* kubeconfigOf(place, login(address));
      chmodSync(file, 0o600);
      const link = place.path("link");
      symlinkSync(file, link);
      const before = readFileSync(file, "utf8");
      yield* Effect.gen(function* () {
        const all = yield* Effect.all([namespaces, namespaces, namespaces], {
          concurrency: "unbounded",
        });
        expect(all[2]).toContain("default");
        expect(asked).toHaveLength(1);
        expect(asked[0]?.body.get("refresh_token")).toBe("old-refresh-token");
        // Where the issuer does not say how, the standard says: by the header.
        expect(asked[0]?.authorization).toBe(
          `Basic ${Buffer.from("podlog:hush").toString("base64")}`,
        );
        const idToken = cluster.tokens["admin"] ?? "";
        expect(readFileSync(file, "utf8")).toBe(
          before.replace(ended, idToken).replace("old-refresh-token", "fresh-refresh-token"),
        );
        expect(statSync(file).mode & 0o777).toBe(0o600);
        expect(lstatSync(link).isSymbolicLink()).toBe(true);
        // The file has changed; the login in it holds, and nobody is asked again.
        yield* namespaces;
        expect(asked).toHaveLength(1);
      }).pipe(Effect.provide(kubeFrom(link)));
    }),
  );

  it.effect(
    "is renewed as well where kubectl holds the kubeconfig's lock, which stays as it was",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        const cluster = yield* TestCluster;
        const { address, asked } = yield* issuer((_, self) =>
          renewed(cluster, self, { refresh_token: "fresh-refresh-token" }),
        );
        const file = yield* kubeconfigOf(place, login(address));
        place.write("config.lock", "");
        const before = readFileSync(file, "utf8");
        yield* Effect.gen(function* () {
          yield* namespaces;
          yield* namespaces;
        }).pipe(Effect.provide(kubeFrom(file)));
        expect(asked).toHaveLength(1);
        expect(readFileSync(file, "utf8")).toBe(before);
        expect(existsSync(place.path("config.lock"))).toBe(true);
      }),
  );

  it.effect("is renewed when the API server refuses a login that seemed to hold", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const cluster = yield* TestCluster;
      const { address, asked } = yield* issuer((_, self) => renewed(cluster, self));
      const file = yield* kubeconfigOf(
        place,
        login(address, { "id-token": jwt({ exp: now + hour, sub: "revoked" }) }),
      );
      expect(yield* namespaces.pipe(Effect.provide(kubeFrom(file)))).toContain("default");
      expect(asked).toHaveLength(1);
    }),
  );

  it.effect("is renewed through the proxy that the environment names", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const cluster = yield* TestCluster;
      const { address, asked } = yield* issuer((_, self) => renewed(cluster, self));
      const far = address.replace("127.0.0.1", "issuer.example");
      const file = yield* kubeconfigOf(place, login(far));
      const host = far.slice("http://".length);
      for (const [scheme, proxy, way] of [
        ["http", yield* httpProxy(), [`${far}/.well-known/openid-configuration`, `${far}/renew`]],
        ["socks5", yield* socksProxy(), [host, host]],
      ] as const) {
        yield* environment({ HTTP_PROXY: `${scheme}://${proxy.address}` });
        cluster.renewToken("admin");
        expect(yield* namespaces.pipe(Effect.provide(kubeFrom(file)))).toContain("default");
        expect(proxy.asked).toEqual(way);
      }
      expect(asked).toHaveLength(2);
      const closed = yield* httpProxy({ account: { user: "jane", password: "pass" } });
      yield* environment({ HTTP_PROXY: `http://${closed.address}` });
      cluster.renewToken("admin");
      const unknown = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
      expect(explain(unknown).why).toBe("It asks for a user name and a password.");
      yield* environment({ HTTP_PROXY: "http://127.0.0.1:1" });
      cluster.renewToken("admin");
      const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
      expect(explain(error).sentence).toBe(
        "The proxy 127.0.0.1:1 does not let the connection through.",
      );
    }),
  );

  it.effect("that is not renewed says so, with the issuer's words and no token", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const { address } = yield* issuer(() => [
        400,
        { error: "invalid_grant", error_description: "Session not active" },
      ]);
      const file = yield* kubeconfigOf(place, login(address));
      const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
      expect(error).toMatchObject({
        _tag: "NotLoggedIn",
        details: `${address} does not renew the login: invalid_grant: Session not active`,
      });
      expect(JSON.stringify([error, explain(error)])).not.toMatch(/refresh-token|hush|eyJ/u);
    }),
  );

  it.effect(
    "at an issuer that can't be reached is a matter of the network, to be tried again",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        const file = yield* kubeconfigOf(place, login("http://127.0.0.1:1"));
        const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
        expect(error).toMatchObject({ _tag: "ConnectionRefused", server: "http://127.0.0.1:1" });
      }),
  );

  it.effect("and can't be renewed, since nothing says where, asks for a new login", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = yield* kubeconfigOf(place, { "id-token": ended });
      const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
      expect(error._tag).toBe("NotLoggedIn");
    }),
  );
});
