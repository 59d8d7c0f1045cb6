import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, layer, vi } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import type { KubeError } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import type { PluginToRun } from "../../src/kubernetes/ports.ts";
import { kubeFrom, TestCluster } from "./cluster-kube.ts";
import { environment, folder, type Folder } from "./files.ts";

/** A kubeconfig for the test cluster with one user as described, under the context `c`. */
const kubeconfigFor = (place: Folder, user: object, cluster: object = {}) =>
  Effect.map(TestCluster, ({ url, caPem }) =>
    place.write("config", {
      "current-context": "c",
      clusters: [
        {
          name: "k",
          cluster: {
            server: url,
            "certificate-authority-data": Buffer.from(caPem).toString("base64"),
            ...cluster,
          },
        },
      ],
      users: [{ name: "someone", user }],
      contexts: [{ name: "c", context: { cluster: "k", user: "someone" } }],
    }),
  );

const namespaces = Effect.flatMap(Kube, (kube) => kube.namespaces("c"));

const exec = (command: string, more: object = {}) => ({
  exec: {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    interactiveMode: "IfAvailable",
    ...more,
  },
});

/** A plugin that notes each of its runs in `runs`, and gives the token that stands in `token`. */
const tokenPlugin = (place: Folder, more = ""): string =>
  place.program(
    "plugin",
    `const fs = require("node:fs");
     fs.appendFileSync(${JSON.stringify(place.path("runs"))}, "x");
     ${more}
     const token = fs.readFileSync(${JSON.stringify(place.path("token"))}, "utf8");
     console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token } }));`,
  );

/** A plugin that notes its runs the same way, and gives this. */
const answering = (place: Folder, name: string, status: object): string =>
  place.program(
    name,
    `require("node:fs").appendFileSync(${JSON.stringify(place.path("runs"))}, "x");
     console.log(${JSON.stringify(
       JSON.stringify({
         apiVersion: "client.authentication.k8s.io/v1",
         kind: "ExecCredential",
         status,
       }),
     )});`,
  );

/** What stands in base64 in a kubeconfig, as text. */
const pemsOf = (kubeconfig: string): ((key: string) => string) => {
  const whole = readFileSync(kubeconfig, "utf8");
  return (key) =>
    Buffer.from(new RegExp(`${key}: (\\S+)`, "u").exec(whole)?.[1] ?? "", "base64").toString();
};

const runsOf = (place: Folder): number => readFileSync(place.path("runs"), "utf8").length;

const failure = (user: object, cluster: object = {}) =>
  Effect.gen(function* () {
    const file = yield* kubeconfigFor(yield* folder, user, cluster);
    return yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
  });

layer(TestCluster.layer())("Credentials (K1)", (it) => {
  it.effect("of a token file are read again for each request", () =>
    Effect.gen(function* () {
      const { tokens } = yield* TestCluster;
      const place = yield* folder;
      place.write("token", "stale");
      const file = yield* kubeconfigFor(place, { tokenFile: "token" });
      yield* Effect.gen(function* () {
        expect((yield* Effect.flip(namespaces))._tag).toBe("NotLoggedIn");
        place.write("token", `${tokens["admin"]}\n`);
        expect(yield* namespaces).toContain("default");
      }).pipe(Effect.provide(kubeFrom(file)));
    }),
  );

  it.effect("of files beside the kubeconfig are found", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const place = yield* folder;
      const pem = pemsOf(cluster.kubeconfigPath);
      place.write("u.pem", pem("client-certificate-data"));
      place.write("u.key", pem("client-key-data"));
      place.write("ca.pem", cluster.caPem);
      const file = yield* kubeconfigFor(
        place,
        { "client-certificate": "u.pem", "client-key": "u.key" },
        { "certificate-authority-data": undefined, "certificate-authority": "ca.pem" },
      );
      expect(yield* namespaces.pipe(Effect.provide(kubeFrom(file)))).toContain("default");
    }),
  );

  it.effect("that a plugin gives are asked for once by all who wait", () =>
    Effect.gen(function* () {
      const { tokens } = yield* TestCluster;
      const place = yield* folder;
      place.write("token", tokens["admin"]);
      const file = yield* kubeconfigFor(place, exec(tokenPlugin(place)));
      yield* Effect.all(
        Array.from({ length: 10 }, () => namespaces),
        {
          concurrency: "unbounded",
        },
      ).pipe(Effect.provide(kubeFrom(file)));
      expect(runsOf(place)).toBe(1);
    }),
  );

  it.effect("that the server refuses are renewed once, and the request is sent once more", () =>
    Effect.gen(function* () {
      const { tokens, counters } = yield* TestCluster;
      const place = yield* folder;
      place.write("token", "stale");
      const file = yield* kubeconfigFor(
        place,
        exec(
          tokenPlugin(
            place,
            `
        if (fs.readFileSync(${JSON.stringify(place.path("runs"))}, "utf8").length > 1)
          fs.writeFileSync(${JSON.stringify(place.path("token"))}, ${JSON.stringify(tokens["admin"])});`,
          ),
        ),
      );
      const before = counters.requests.list;
      expect(yield* namespaces.pipe(Effect.provide(kubeFrom(file)))).toContain("default");
      expect(runsOf(place)).toBe(2);
      expect(counters.requests.list - before).toBe(2);
    }),
  );

  it.effect("that stay refused are asked for twice, not for ever", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      place.write("token", "stale");
      const file = yield* kubeconfigFor(place, exec(tokenPlugin(place)));
      const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file))));
      expect(error).toMatchObject({ _tag: "NotLoggedIn", context: "c", user: "someone" });
      expect(runsOf(place)).toBe(2);
    }),
  );

  it.effect("come from a plugin that is told about the cluster and given its variables", () =>
    Effect.gen(function* () {
      const { caPem, tokens, url } = yield* TestCluster;
      const place = yield* folder;
      place.write("token", tokens["admin"]);
      place.write("ca.pem", caPem);
      const file = yield* kubeconfigFor(
        place,
        exec(
          tokenPlugin(
            place,
            `fs.writeFileSync(${JSON.stringify(place.path("told"))}, JSON.stringify([process.env.KUBERNETES_EXEC_INFO, process.env.FLAVOUR, process.env.USER, process.argv.slice(2), process.stdin.isTTY ?? false]));`,
          ),
          {
            provideClusterInfo: true,
            env: [{ name: "FLAVOUR", value: "blue" }, { name: "USER" }],
            args: ["get", "token"],
          },
        ),
        {
          "certificate-authority-data": undefined,
          "certificate-authority": "ca.pem",
          "disable-compression": true,
          extensions: [
            { name: "other", extension: { of: "others" } },
            { name: "client.authentication.k8s.io/exec", extension: { audience: "a" } },
          ],
        },
      );
      yield* namespaces.pipe(Effect.provide(kubeFrom(file)));
      const [info, flavour, user, args, terminal] = JSON.parse(
        readFileSync(place.path("told"), "utf8"),
      );
      expect(JSON.parse(info)).toMatchObject({
        kind: "ExecCredential",
        spec: {
          interactive: false,
          cluster: {
            server: url,
            "certificate-authority-data": Buffer.from(caPem).toString("base64"),
            "disable-compression": true,
            config: { audience: "a" },
          },
        },
      });
      expect([flavour, user, args, terminal]).toEqual(["blue", "", ["get", "token"], false]);
    }),
  );

  it.effect("of a plugin are asked for again a minute before they end", () =>
    Effect.gen(function* () {
      const { tokens } = yield* TestCluster;
      const place = yield* folder;
      const plugin = answering(place, "ending", {
        token: tokens["admin"],
        expirationTimestamp: "1970-01-01T00:10:00Z",
      });
      const file = yield* kubeconfigFor(place, exec(plugin));
      yield* Effect.gen(function* () {
        yield* namespaces;
        yield* TestClock.adjust("539 seconds");
        yield* namespaces;
        expect(runsOf(place)).toBe(1);
        yield* TestClock.adjust("1 second");
        yield* namespaces;
        expect(runsOf(place)).toBe(2);
      }).pipe(Effect.provide(kubeFrom(file)));
    }),
  );

  it.effect("of a plugin may be a certificate", () =>
    Effect.gen(function* () {
      const { kubeconfigPath } = yield* TestCluster;
      const place = yield* folder;
      const pem = pemsOf(kubeconfigPath);
      const plugin = answering(place, "certifies", {
        clientCertificateData: pem("client-certificate-data"),
        clientKeyData: pem("client-key-data"),
      });
      const file = yield* kubeconfigFor(place, exec(plugin));
      expect(yield* namespaces.pipe(Effect.provide(kubeFrom(file)))).toContain("default");
    }),
  );

  it.effect(
    "that end while a log is followed leave it alone, and are renewed for what is asked next",
    () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster;
        const place = yield* folder;
        place.write("token", cluster.tokens["admin"]);
        const file = yield* kubeconfigFor(place, exec(tokenPlugin(place)));
        const app = cluster.world.pod({ name: "followed" }).container();
        app.lines(["A1"]);
        yield* Effect.gen(function* () {
          const kube = yield* Kube;
          const got = yield* Queue.unbounded<string>();
          const following = yield* kube
            .log("c", "default", "followed", { container: "app", follow: true })
            .pipe(
              Effect.flatMap(({ body }) =>
                Stream.runForEach(Stream.decodeText(body), (text) => Queue.offer(got, text)),
              ),
              Effect.scoped,
              Effect.forkChild,
            );
          expect(yield* Queue.take(got)).toContain("A1");
          const followed = cluster.counters.requests.follow;
          place.write("token", cluster.renewToken("admin"));
          app.lines(["A2"]);
          expect(yield* Queue.take(got)).toContain("A2");
          expect(runsOf(place)).toBe(1);
          expect(yield* namespaces).toContain("default");
          expect(runsOf(place)).toBe(2);
          expect(cluster.counters.requests.follow).toBe(followed);
          yield* Fiber.interrupt(following);
        }).pipe(Effect.provide(kubeFrom(file)));
      }),
  );

  it.effect(
    "of a plugin that never answers are given up after 90 s, and the program is ended",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        const plugin = place.program(
          "hangs",
          `require("node:fs").writeFileSync(${JSON.stringify(place.path("pid"))}, String(process.pid));
         setInterval(() => {}, 1000);`,
        );
        const failing = yield* Effect.forkChild(failure(exec(plugin)));
        const pid = yield* Effect.promise(() =>
          vi.waitFor(() => {
            const written = readFileSync(place.path("pid"), "utf8");
            expect(written).not.toBe("");
            return Number(written);
          }, 20_000),
        );
        yield* TestClock.adjust("90 seconds");
        expect(yield* Fiber.join(failing)).toMatchObject({
          _tag: "CredentialPluginFailed",
          reason: "it gave no answer for 90 s",
        });
        yield* Effect.promise(() => vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow()));
      }),
  );

  it.effect("of a plugin of a kubeconfig that the setting names come only with consent", () =>
    Effect.gen(function* () {
      const { tokens } = yield* TestCluster;
      const place = yield* folder;
      place.write("token", tokens["admin"]);
      place.write("runs", "");
      const plugin = tokenPlugin(place);
      const file = yield* kubeconfigFor(
        place,
        exec(plugin, { env: [{ name: "SECRET", value: "hush" }] }),
      );
      const asked: Array<PluginToRun> = [];
      const refuse = (toRun: PluginToRun): boolean => {
        asked.push(toRun);
        return false;
      };
      const error = yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file, refuse))));
      expect(error).toMatchObject({
        _tag: "CredentialPluginFailed",
        reason: "it was not allowed to run",
        declined: true,
      });
      expect(asked).toMatchObject([
        { command: plugin, args: [], variables: ["SECRET"], kubeconfig: file, context: "c" },
      ]);
      // Another value of a variable is another program to ask about; the value itself is not told.
      yield* kubeconfigFor(place, exec(plugin, { env: [{ name: "SECRET", value: "other" }] }));
      yield* Effect.flip(namespaces.pipe(Effect.provide(kubeFrom(file, refuse))));
      expect(asked[1]?.content).not.toBe(asked[0]?.content);
      expect(JSON.stringify(asked)).not.toMatch(/hush|other/u);
      expect(runsOf(place)).toBe(0);
      // What kubectl would read by itself needs no asking.
      yield* environment({ KUBECONFIG: file });
      yield* namespaces.pipe(Effect.provide(kubeFrom(undefined, refuse)));
      expect(asked.length).toBe(2);
    }),
  );

  it.effect("of a plugin that kubectl's own preferences forbid are not asked for (K5)", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      place.write("runs", "");
      const preferences = place.write("kuberc", { credentialPluginPolicy: "DenyAll" });
      yield* environment({ KUBERC: preferences });
      const error: KubeError = yield* failure(exec(tokenPlugin(place)));
      expect(error._tag).toBe("CredentialPluginFailed");
      expect(explain(error).why).toBe(
        `Kubectl's preferences forbid it (credentialPluginPolicy: DenyAll in ${preferences}).`,
      );
      expect(runsOf(place)).toBe(0);
    }),
  );

  it.effect(
    "of a plugin that must ask in a terminal are refused, with the command to run there",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        place.write("runs", "");
        const user = exec(tokenPlugin(place), { interactiveMode: "Always" });
        const file = yield* kubeconfigFor(place, user);
        const told = (path: string | undefined) =>
          Effect.map(Effect.flip(Effect.provide(namespaces, kubeFrom(path))), (error) => [
            error._tag,
            explain(error).remedies.find(({ _tag }) => _tag === "CopyCommand"),
          ]);
        const command = (flags: string) => [
          "CredentialPluginFailed",
          { _tag: "CopyCommand", command: `kubectl get pods ${flags}--context c` },
        ];
        // Kubectl is told of a file that it would not read by itself.
        expect(yield* told(file)).toEqual(command(`--kubeconfig ${file} `));
        expect(yield* told(`${file}${delimiter}${place.path("none")}`)).toMatchObject([
          "CredentialPluginFailed",
          {
            command: `KUBECONFIG=${file}:${place.path("none")} kubectl get pods --context c`,
          },
        ]);
        yield* environment({ KUBECONFIG: file });
        expect(yield* told(undefined)).toEqual(command(""));
        expect(runsOf(place)).toBe(0);
      }),
  );

  it.effect("of a plugin that is missing, fails or talks nonsense name it and show no token", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const rows: Array<readonly [command: string, more: object, reason: string]> = [
        [
          "podlog-no-such-login",
          { installHint: "Get it at example.com." },
          "it is not installed, or not on the PATH of the editor",
        ],
        [
          place.program(
            "fails",
            'console.error("denied for eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2VjcmV0"); process.exitCode = 3;',
          ),
          {},
          "it ended with code 3",
        ],
        [place.program("junk", 'console.log("token: s3cret")'), {}, "what it printed is not JSON"],
        [
          place.program("other", 'console.log(JSON.stringify({kind: "Pod"}))'),
          {},
          "what it printed is not an ExecCredential",
        ],
        [
          place.program(
            "none",
            'console.log(JSON.stringify({apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: {}}))',
          ),
          {},
          "it gave neither a token nor a certificate",
        ],
      ];
      const plain = place.write("plain", "no program");
      rows.push(
        [plain, {}, "it can't be started"],
        [
          place.program("killed", 'process.kill(process.pid, "SIGTERM");'),
          {},
          "it was ended by SIGTERM",
        ],
        [
          answering(place, "half", { clientCertificateData: "s3cret" }),
          {},
          "it gave a certificate without its key, or a key without its certificate",
        ],
        [
          answering(place, "nonsense", {
            clientCertificateData: "s3cret",
            clientKeyData: "s3cret",
          }),
          {},
          "its certificate and key can't be read, or do not belong together",
        ],
        [
          answering(place, "lines", { token: "s3cret\n" }),
          {},
          "its token has characters that no request can carry, such as line breaks",
        ],
        [
          answering(place, "soon", { token: "s3cret", expirationTimestamp: "soon" }),
          {},
          "its expirationTimestamp is no time",
        ],
        [
          answering(place, "old", { token: "s3cret" }),
          { apiVersion: "client.authentication.k8s.io/v1beta1" },
          "it answered in another version than client.authentication.k8s.io/v1beta1",
        ],
      );
      for (const [command, more, reason] of rows) {
        const error = yield* failure(exec(command, more));
        expect(error).toMatchObject({ _tag: "CredentialPluginFailed", command, reason });
        expect(JSON.stringify([error, explain(error)])).not.toMatch(/s3cret|eyJ|c2VjcmV0/u);
      }
      expect(
        explain(
          yield* failure(exec("podlog-no-such-login", { installHint: "Get it at example.com." })),
        ).advice,
      ).toBe("Get it at example.com.");
    }),
  );
});

layer(TestCluster.layer())("What a kubeconfig asks for and can't be done (K1)", (it) => {
  it.effect.each<readonly [what: string, user: object, cluster: object]>([
    ["as-groups without as", { token: "t", "as-groups": ["ops"] }, {}],
    ["as-uid without as", { token: "t", "as-uid": "1" }, {}],
    ["as-user-extra without as", { token: "t", "as-user-extra": { a: ["b"] } }, {}],
    ["auth-provider gcp", { "auth-provider": { name: "gcp" } }, {}],
    ["auth-provider (none)", { "auth-provider": { name: "" } }, {}],
    [
      "a user name in the address of the server",
      { token: "t" },
      { server: "https://jane:pass@127.0.0.1:1" },
    ],
    [
      "exec apiVersion client.authentication.k8s.io/v1alpha1",
      exec("x", { apiVersion: "client.authentication.k8s.io/v1alpha1" }),
      {},
    ],
    ["exec without a command", { exec: { apiVersion: "client.authentication.k8s.io/v1" } }, {}],
    ["proxy-url ftp:", { token: "t" }, { "proxy-url": "ftp://proxy" }],
  ])("%s is refused by name, and nothing is sent", ([what, user, cluster]) =>
    Effect.gen(function* () {
      const before = JSON.stringify((yield* TestCluster).counters.requests);
      const error: KubeError = yield* failure(user, cluster);
      expect(error).toMatchObject({ _tag: "NotSupported", what, context: "c" });
      expect(explain(error).sentence).toBe(
        `The context "c" asks for ${what}, which Podlog can't do.`,
      );
      expect(JSON.stringify((yield* TestCluster).counters.requests)).toBe(before);
    }),
  );

  const u = 'The user "someone" has ';
  const k = 'The cluster "k" ';
  const noText = "that is no text; quotes may be missing.";
  it.effect.each<readonly [why: string, user: object, cluster?: object]>([
    [`${u}a token and a user name or a password; only one can be.`, { token: "t", username: "j" }],
    [
      `${u}a token and a user name or a password; only one can be.`,
      { tokenFile: "t", password: "p" },
    ],
    [`${u}a password and no user name.`, { password: "p" }],
    [`${u}a client certificate without its key.`, { "client-certificate": "u.pem" }],
    [
      `${u}an auth-provider and an exec; only one can be.`,
      { "auth-provider": { name: "oidc" }, ...exec("x") },
    ],
    [`${u}a value of token ${noText}`, { token: 123 }],
    [`${u}a value of as-groups ${noText}`, { token: "t", as: "j", "as-groups": [1001] }],
    [`${u}a value of args ${noText}`, exec("x", { args: ["--port", 8000] })],
    [`${u}a value of env ${noText}`, exec("x", { env: [{ name: "PORT", value: 8000 }] })],
    [`${u}an exec with a variable that has no name.`, exec("x", { env: [{ value: "v" }] })],
    [`${u}a value of as ${noText}`, { token: "t", as: true }],
    [`${k}has a value of proxy-url ${noText}`, { token: "t" }, { "proxy-url": 8080 }],
    [
      `${k}has a value of insecure-skip-tls-verify that is neither true nor false.`,
      { token: "t" },
      { "insecure-skip-tls-verify": "true" },
    ],
    [
      `${k}names a certificate authority and asks for insecure-skip-tls-verify; only one can be.`,
      { token: "t" },
      { "insecure-skip-tls-verify": true },
    ],
    [
      'The certificate authority of cluster "k" is no certificate in PEM.',
      { token: "t" },
      { "certificate-authority-data": Buffer.from("nonsense").toString("base64") },
    ],
    [
      "Its credentials have characters that no request can carry, such as line breaks.",
      { token: "t\n" },
    ],
    [
      "Its credentials have characters that no request can carry, such as line breaks.",
      { token: "t", as: "jane\njoe" },
    ],
  ])("%s As kubectl has it, that is refused, and nothing is sent", ([why, user, cluster]) =>
    Effect.gen(function* () {
      const before = JSON.stringify((yield* TestCluster).counters.requests);
      const error: KubeError = yield* failure(user, cluster);
      expect(error._tag).toBe("KubeconfigBroken");
      expect(explain(error).why).toBe(why);
      expect(JSON.stringify((yield* TestCluster).counters.requests)).toBe(before);
    }),
  );

  it.effect("a token file without a token is the kubeconfig's fault", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = place.write("token", "\n");
      const error: KubeError = yield* failure({ tokenFile: file });
      expect(explain(error).why).toBe(`There is no token in ${file}.`);
    }),
  );

  it.effect("a context, cluster, user or file that is not there is named", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = place.write("config", {
        clusters: [
          { name: "k", cluster: { server: "https://k", "certificate-authority": "no.pem" } },
        ],
        contexts: [
          { name: "c", context: { cluster: "k" } },
          { name: "no-cluster", context: { cluster: "z" } },
          { name: "nowhere", context: {} },
          { name: "number", context: { cluster: "k", user: 5 } },
          { name: "no-user", context: { cluster: "k", user: "z" } },
        ],
      });
      const why = (context: string) =>
        Effect.flatMap(Kube, (kube) => kube.namespaces(context)).pipe(
          Effect.provide(kubeFrom(file)),
          Effect.flip,
          Effect.map((error) => [error._tag, explain(error).sentence, explain(error).why]),
        );
      expect(yield* why("nope")).toEqual([
        "ContextUnknown",
        'The context "nope" is not in the kubeconfig.',
        'It holds "c", "no-cluster", "nowhere", "number", "no-user".',
      ]);
      expect((yield* why("no-cluster"))[2]).toBe(
        'Context "no-cluster" names the cluster "z", whose address it does not hold.',
      );
      expect((yield* why("nowhere"))[2]).toBe('Context "nowhere" names no cluster.');
      expect((yield* why("number"))[2]).toBe(
        'The context "number" has a value of user that is no text; quotes may be missing.',
      );
      expect((yield* why("no-user"))[2]).toBe(
        'Context "no-user" names the user "z", which it does not hold.',
      );
      expect((yield* why("c"))[2]).toBe(
        `The certificate authority in ${place.path("no.pem")} can't be read.`,
      );
    }),
  );

  it.effect("certificates that are none are the kubeconfig's fault", () =>
    Effect.gen(function* () {
      const nonsense = Buffer.from("nonsense").toString("base64");
      const error = yield* failure({
        "client-certificate-data": nonsense,
        "client-key-data": nonsense,
      });
      expect(explain(error).why).toBe("Its certificates or keys can't be read.");
    }),
  );

  it.effect(
    "an OpenID Connect login that has ended is one to log in again, one that has not is used",
    () =>
      Effect.gen(function* () {
        const token = (exp: number): string =>
          `x.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.x`;
        const oidc = (exp: number) => ({
          "auth-provider": { name: "oidc", config: { "id-token": token(exp) } },
        });
        expect(yield* failure(oidc(-1))).toMatchObject({
          _tag: "NotLoggedIn",
          details: "The kubeconfig does not say how to renew the OpenID Connect login.",
        });
        // The cluster does not know it, but it was sent.
        expect(yield* failure(oidc(10_000_000_000))).toMatchObject({
          _tag: "NotLoggedIn",
          details: expect.stringMatching(/^HTTP 401/u) as unknown,
        });
      }),
  );
});
