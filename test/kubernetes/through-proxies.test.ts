import type { IncomingHttpHeaders } from "node:http";
import { inspect } from "node:util";
import { expect, layer, vi } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import { nextStep } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { makeAuthority } from "../cluster/certificates.ts";
import { askAt, TestCluster, textOf } from "./cluster-kube.ts";
import { environment } from "./files.ts";
import { httpProxy, noProxy, plainServer, socksProxy, type TestProxy } from "./proxies.ts";

const password = "S3cr3t:/@";
const account = { user: "jane", password };
const known = `jane:${encodeURIComponent(password)}@`;

const namespaces = Effect.flatMap(Kube, (kube) => kube.namespaces("c"));

/** A server whose name only what is behind the proxy knows. */
const far = Effect.map(TestCluster, ({ port }) => ({ server: `https://kubernetes:${port}` }));

/** An authority that signs the certificates of an office: the proxy's, and by its bundle the cluster's too. */
const office = Effect.gen(function* () {
  const { caPem } = yield* TestCluster;
  const authority = yield* Effect.promise(() => makeAuthority("office"));
  const bundle = Buffer.from(`${caPem}\n${authority.pem}`).toString("base64");
  return {
    tls: yield* Effect.promise(() => authority.server()),
    cluster: { "certificate-authority-data": bundle },
  };
});

/** Every kind of proxy: what it takes to go through one of it. */
const kinds = [
  {
    kind: "an http proxy",
    start: Effect.map(httpProxy(), (proxy) => ({
      proxy,
      url: `http://${proxy.address}`,
      cluster: {},
    })),
  },
  {
    kind: "an http proxy with an account",
    start: Effect.map(httpProxy({ account }), (proxy) => ({
      proxy,
      url: `http://${known}${proxy.address}`,
      cluster: {},
    })),
  },
  {
    kind: "an https proxy",
    start: Effect.gen(function* () {
      const { cluster, tls } = yield* office;
      const proxy = yield* httpProxy({ tls });
      return { proxy, url: `https://${proxy.address}`, cluster };
    }),
  },
  {
    kind: "an https proxy with an account, by its name",
    start: Effect.gen(function* () {
      const { cluster, tls } = yield* office;
      const proxy = yield* httpProxy({ tls, account });
      return {
        proxy,
        url: `https://${known}${proxy.address.replace("127.0.0.1", "localhost")}`,
        cluster,
      };
    }),
  },
  {
    kind: "a socks5 proxy",
    start: Effect.map(socksProxy(), (proxy) => ({
      proxy,
      url: `socks5://${proxy.address}`,
      cluster: {},
    })),
  },
  {
    kind: "a socks5 proxy with an account",
    start: Effect.map(socksProxy({ account }), (proxy) => ({
      proxy,
      url: `socks5://${known}${proxy.address}`,
      cluster: {},
    })),
  },
];

layer(TestCluster.layer())("Through proxies (K1)", (it) => {
  it.effect.each(kinds)("$kind leads to a server that only it knows, by proxy-url", ({ start }) =>
    Effect.gen(function* () {
      const { heard, port } = yield* TestCluster;
      const { cluster, proxy, url } = yield* start;
      const before = heard.length;
      expect(yield* askAt({ ...(yield* far), ...cluster, "proxy-url": url }, namespaces)).toContain(
        "default",
      );
      expect(proxy.asked).toEqual([`kubernetes:${port}`]);
      expect(heard.slice(before)).toMatchObject([
        { url: expect.stringMatching(/\/api\/v1\/namespaces/u), user: "admin-user" },
      ]);
    }),
  );

  it.effect.each(kinds)("$kind leads there by HTTPS_PROXY, unless NO_PROXY has it", ({ start }) =>
    Effect.gen(function* () {
      const { port } = yield* TestCluster;
      const { cluster, proxy, url } = yield* start;
      const there = { ...(yield* far), ...cluster };
      yield* environment({ HTTPS_PROXY: url, NO_PROXY: "other.example" });
      expect(yield* askAt(there, namespaces)).toContain("default");
      expect(proxy.asked).toEqual([`kubernetes:${port}`]);
      // Loopback never goes through one.
      expect(yield* askAt(cluster, namespaces)).toContain("default");
      // What the kubeconfig says counts for more.
      const own = yield* httpProxy();
      yield* askAt({ ...there, "proxy-url": `http://${own.address}` }, namespaces);
      expect([proxy.asked.length, own.asked.length]).toEqual([1, 1]);
      yield* environment({ NO_PROXY: "kubernetes" });
      expect((yield* Effect.flip(askAt(there, namespaces)))._tag).toBe("HostNotFound");
    }),
  );

  it.effect.each(kinds)(
    "$kind passes a long log as it is, live, and nothing stays open",
    ({ start }) =>
      Effect.gen(function* () {
        const { world } = yield* TestCluster;
        const { cluster, proxy, url } = yield* start;
        const app = world.pod({ name: `far-${proxy.address.slice(-5)}` });
        const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} ${"é".repeat(50)}`);
        app.container().lines(lines);
        const log = (follow: boolean) =>
          Effect.flatMap(Kube, (kube) =>
            kube.log("c", "default", app.name, { container: "app", follow }),
          );
        const whole = Effect.scoped(Effect.flatMap(log(false), ({ body }) => textOf(body)));
        const straight = yield* askAt({}, whole);
        expect(straight.match(/line \d+ é{50}\n/gu)).toHaveLength(lines.length);
        const way = { ...(yield* far), ...cluster, "proxy-url": url };
        expect(yield* askAt(way, whole)).toBe(straight);
        const got = yield* Queue.unbounded<string>();
        const following = yield* Effect.forkChild(
          askAt(
            way,
            Effect.scoped(
              Effect.flatMap(log(true), ({ body }) =>
                Stream.runForEach(Stream.decodeText(body), (text) => Queue.offer(got, text)),
              ),
            ),
          ),
        );
        const until = (wanted: string): Effect.Effect<void> =>
          Effect.flatMap(Queue.take(got), (text) =>
            text.includes(wanted) ? Effect.void : until(wanted),
          );
        yield* until("line 2999 ");
        app.container().lines(["later"]);
        yield* until("later");
        yield* Fiber.interrupt(following);
        yield* Effect.promise(() => vi.waitFor(() => expect(proxy.open()).toBe(0)));
      }),
  );

  it.effect.each(kinds)(
    "$kind leads to a server without TLS as kubectl has it: by the whole address, or by SOCKS",
    ({ start }) =>
      Effect.gen(function* () {
        const { port, tokens, world } = yield* TestCluster;
        const heard: Array<IncomingHttpHeaders> = [];
        const plain = yield* plainServer(port, tokens["admin"] ?? "", heard);
        const { proxy, url } = yield* start;
        const host = plain.address.replace("127.0.0.1", "kubernetes");
        const way = {
          server: `http://${host}`,
          "certificate-authority-data": undefined,
          "proxy-url": url,
          // Of a proxy over TLS.
          "insecure-skip-tls-verify": true,
        };
        const asked = (path: string) => (url.startsWith("socks") ? host : `http://${host}${path}`);
        expect(yield* askAt(way, namespaces)).toContain("default");
        expect(proxy.asked).toEqual([asked("/api/v1/namespaces?limit=500")]);
        expect(heard[0]?.host).toBe(host);
        expect(heard[0]).not.toHaveProperty("proxy-authorization");

        const app = world.pod({ name: `plain-${proxy.address.slice(-5)}` });
        app.container().lines(["first"]);
        const log = Effect.flatMap(Kube, (kube) =>
          kube.log("c", "default", app.name, { container: "app", follow: true }),
        );
        const lines = Effect.scoped(
          Effect.flatMap(log, ({ body }) =>
            Stream.decodeText(body).pipe(
              Stream.tap((text) =>
                Effect.sync(() => text.includes("first") && app.container().lines(["later"])),
              ),
              Stream.takeUntil((text) => text.includes("later")),
              Stream.mkString,
            ),
          ),
        );
        expect(yield* askAt(way, lines)).toMatch(/first\n.*later\n/u);
        yield* Effect.promise(() =>
          vi.waitFor(() => expect([proxy.open(), plain.open()]).toEqual([0, 0])),
        );
      }),
  );

  it.effect("an http proxy that passes requests on fails in its own name, or as a gateway", () =>
    Effect.gen(function* () {
      const at = (proxy: TestProxy, known = "") =>
        Effect.flip(
          askAt(
            {
              server: "http://kubernetes:1",
              "certificate-authority-data": undefined,
              "proxy-url": `http://${known}${proxy.address}`,
            },
            namespaces,
          ),
        );
      const unknown = yield* at(yield* httpProxy({ account }));
      expect(explain(unknown).why).toBe("It asks for a user name and a password.");
      expect(nextStep(unknown)).toBe("stop");
      const wrong = yield* at(yield* httpProxy({ account }), "jane:S3cr3t-wrong@");
      expect(explain(wrong).why).toBe("It does not accept the user name and the password.");
      expect(inspect([unknown, wrong], { depth: 9 })).not.toMatch(/S3cr3t/u);
      // Whose word it is, the proxy's or a server's behind it, nobody can tell.
      expect(yield* at(yield* httpProxy({ refusal: "502 Bad Gateway" }))).toMatchObject({
        _tag: "Gateway",
        status: 502,
      });
      const nobody = yield* at({ address: "127.0.0.1:1", asked: [], open: () => 0 });
      expect(explain(nobody).why).toBe("Nothing answers there.");
      yield* environment({ HTTP_PROXY: "http://127.0.0.1:1" });
      const plain = { server: "http://kubernetes:1", "certificate-authority-data": undefined };
      expect(explain(yield* Effect.flip(askAt(plain, namespaces))).advice).toContain(
        "Check HTTP_PROXY in the environment",
      );
    }),
  );

  it.effect("an address is asked for as one, IPv6 too", () =>
    Effect.gen(function* () {
      const { port } = yield* TestCluster;
      const http = yield* httpProxy();
      const socks = yield* socksProxy();
      for (const [server, byHttp, bySocks] of [
        ["127.0.0.1", "127.0.0.1", "127.0.0.1"],
        ["[fd00::5:0:1]", "[fd00::5:0:1]", "fd000000000000000000000500000001"],
      ]) {
        const there = { server: `https://${server}:${port}`, "tls-server-name": "localhost" };
        yield* askAt({ ...there, "proxy-url": `http://${http.address}` }, namespaces);
        yield* askAt({ ...there, "proxy-url": `socks5h://${socks.address}` }, namespaces);
        expect([http.asked.at(-1), socks.asked.at(-1)]).toEqual([
          `${byHttp}:${port}`,
          `${bySocks}:${port}`,
        ]);
      }
    }),
  );

  it.effect("an https proxy is verified as the server is, and not where nothing is", () =>
    Effect.gen(function* () {
      const { tls } = yield* office;
      const { address } = yield* httpProxy({ tls });
      const way = { "proxy-url": `https://${address}` };
      const error = yield* Effect.flip(askAt(way, namespaces));
      expect(explain(error).why).toBe(
        "Its certificate is signed by an authority that the kubeconfig does not name.",
      );
      const insecure = {
        "certificate-authority-data": undefined,
        "insecure-skip-tls-verify": true,
      };
      expect(yield* askAt({ ...way, ...insecure }, namespaces)).toContain("default");
    }),
  );

  const wrong = `jane:${encodeURIComponent("S3cr3t-wrong")}@`;
  it.effect.each<{
    readonly what: string;
    readonly start: typeof httpProxy extends () => infer P ? P : never;
    readonly url: (address: string) => string;
    readonly why: string;
    readonly login?: true;
  }>([
    {
      what: "an http proxy that wants an account",
      start: httpProxy({ account }),
      url: (at) => `http://${at}`,
      why: "It asks for a user name and a password.",
      login: true,
    },
    {
      what: "an http proxy that wants another account",
      start: httpProxy({ account }),
      url: (at) => `http://${wrong}${at}`,
      why: "It does not accept the user name and the password.",
      login: true,
    },
    {
      what: "an http proxy with rules",
      start: httpProxy({ refusal: "403 Forbidden by rule" }),
      url: (at) => `http://${known}${at}`,
      why: "It refuses the connection (HTTP 403).",
    },
    {
      what: "an http proxy that does not reach the server",
      start: httpProxy({ refusal: "502 Bad Gateway" }),
      url: (at) => `http://${known}${at}`,
      why: "It can't reach the server (HTTP 502).",
    },
    {
      what: "nonsense in place of an http proxy",
      start: noProxy("SSH-2.0-OpenSSH_9.9\r\n\r\n"),
      url: (at) => `http://${known}${at}`,
      why: "It does not speak HTTP.",
    },
    {
      what: "an http proxy in place of an https one",
      start: httpProxy(),
      url: (at) => `https://${known}${at}`,
      why: "It does not speak TLS.",
    },
    {
      what: "a hang-up in place of an http proxy",
      start: noProxy(""),
      url: (at) => `http://${known}${at}`,
      why: "It closed the connection.",
    },
    {
      what: "a socks5 proxy that wants an account",
      start: socksProxy({ account }),
      url: (at) => `socks5://${at}`,
      why: "It asks for a user name and a password.",
      login: true,
    },
    {
      what: "a socks5 proxy that wants another account",
      start: socksProxy({ account }),
      url: (at) => `socks5://${wrong}${at}`,
      why: "It does not accept the user name and the password.",
      login: true,
    },
    {
      what: "a socks5 proxy with rules",
      start: socksProxy({ refusal: 2 }),
      url: (at) => `socks5://${known}${at}`,
      why: "Its rules do not allow the connection.",
    },
    {
      what: "a socks5 proxy that does not reach the server",
      start: socksProxy({ refusal: 5 }),
      url: (at) => `socks5://${known}${at}`,
      why: "It can't reach the server: nothing answers there.",
    },
    {
      what: "an http proxy in place of a socks5 one",
      start: noProxy("HTTP/1.1 400 Bad Request\r\n\r\n"),
      url: (at) => `socks5://${known}${at}`,
      why: "It does not speak SOCKS 5.",
    },
    {
      what: "a hang-up in place of a socks5 proxy",
      start: noProxy(""),
      url: (at) => `socks5://${known}${at}`,
      why: "It closed the connection.",
    },
    ...["http", "https", "socks5"].map((scheme) => ({
      what: `nobody in place of a proxy by ${scheme}`,
      start: Effect.succeed({ address: "127.0.0.1:1", asked: [], open: () => 0 }),
      url: (at: string) => `${scheme}://${known}${at}`,
      why: "Nothing answers there.",
    })),
  ])("$what fails in the proxy's name, with a remedy and without a password (K3, K5)", (row) =>
    Effect.gen(function* () {
      const { address } = yield* row.start;
      const there = yield* far;
      const url = row.url(address);
      const error = yield* Effect.flip(askAt({ ...there, "proxy-url": url }, namespaces));
      const told = explain(error);
      expect(told.sentence).toBe(`The proxy ${address} does not let the connection through.`);
      expect(told.why).toBe(row.why);
      expect(told.advice).toContain("proxy-url in the kubeconfig");
      expect(told.advice.includes("user:password@")).toBe(row.login ?? false);
      expect(told.remedies).toContainEqual({ _tag: "OpenKubeconfig" });
      expect(nextStep(error)).toBe(row.login === true ? "stop" : "retry");
      yield* environment({ HTTPS_PROXY: url });
      const byEnvironment = yield* Effect.flip(askAt(there, namespaces));
      expect(explain(byEnvironment).advice).toContain("HTTPS_PROXY in the environment");
      expect(inspect([error, byEnvironment, told], { depth: 9 })).not.toMatch(/S3cr3t/u);
    }),
  );

  it.effect.each(["http", "socks5"])(
    "silence in place of a proxy by %s ends in its name",
    (scheme) =>
      Effect.gen(function* () {
        const proxy = yield* noProxy();
        const asking = yield* Effect.forkChild(
          Effect.flip(askAt({ "proxy-url": `${scheme}://${proxy.address}` }, namespaces)),
        );
        yield* Effect.promise(() => vi.waitFor(() => expect(proxy.open()).toBe(1)));
        yield* TestClock.adjust("15 seconds");
        expect(explain(yield* Fiber.join(asking)).why).toBe("It does not answer.");
        yield* Effect.promise(() => vi.waitFor(() => expect(proxy.open()).toBe(0)));
      }),
  );

  it.effect.each(["http", "socks5"])(
    "who leaves while a proxy by %s is silent leaves no connection (P6)",
    (scheme) =>
      Effect.gen(function* () {
        const proxy = yield* noProxy();
        const asking = yield* Effect.forkChild(
          askAt({ "proxy-url": `${scheme}://${proxy.address}` }, namespaces),
        );
        yield* Effect.promise(() => vi.waitFor(() => expect(proxy.open()).toBe(1)));
        yield* Fiber.interrupt(asking);
        yield* Effect.promise(() => vi.waitFor(() => expect(proxy.open()).toBe(0)));
      }),
  );

  it.effect(
    "a proxy of the environment that is none is refused by name, without its password",
    () =>
      Effect.gen(function* () {
        for (const [address, what] of [
          [`ftp://${known}proxy`, "HTTPS_PROXY ftp:"],
          ["http://", "HTTPS_PROXY that is no address"],
          ["http://jane:S3cr3t%zz@127.0.0.1:1", "HTTPS_PROXY that is no address"],
        ]) {
          yield* environment({ HTTPS_PROXY: address });
          const error = yield* Effect.flip(askAt(yield* far, namespaces));
          expect(error).toMatchObject({ _tag: "NotSupported", what });
        }
      }),
  );
});
