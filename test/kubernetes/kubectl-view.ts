import { readFileSync } from "node:fs";
import type { Kubeconfig } from "../../src/kubernetes/kubeconfig.ts";

/** Kubeconfig files by name, in the order of `KUBECONFIG`; what is no kubeconfig lies beside them. */
export interface Kubeconfigs {
  readonly is: string;
  readonly list: ReadonlyArray<string>;
  readonly files: Readonly<Record<string, unknown>>;
}

const cluster = (name: string, more: object = {}) => ({
  name,
  cluster: { server: `https://${name}.example`, ...more },
});
const user = (name: string, more: object = { token: `token-of-${name}` }) => ({ name, user: more });
const context = (name: string, more: object = {}) => ({
  name,
  context: { cluster: name, user: name, ...more },
});
const config = (name: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "Config",
  "current-context": name,
  clusters: [cluster(name)],
  users: [user(name)],
  contexts: [context(name)],
  ...more,
});

const asYaml = [
  "current-context: a",
  "clusters:",
  "- cluster: {server: https://a.example}",
  "  name: a",
  "users: [{name: a, user: {token: 'tôken'}}]",
  "contexts:",
  "- {name: a, context: {cluster: a, user: a}}",
  "",
].join("\n");

/** What kubectl is asked about, by `kubectl config view --minify --flatten --raw -o json`. */
export const kubeconfigs: ReadonlyArray<Kubeconfigs> = [
  { is: "one file", list: ["a"], files: { a: config("a") } },
  {
    is: "a namespace",
    list: ["a"],
    files: { a: config("a", { contexts: [context("a", { namespace: "shop" })] }) },
  },
  {
    is: "the current context of the first file that has one",
    list: ["a", "b"],
    files: { a: config("a", { "current-context": "" }), b: config("b") },
  },
  {
    is: "two files, the first of which is current",
    list: ["a", "b"],
    files: { a: config("a"), b: config("b") },
  },
  {
    is: "entries of one context in three files",
    list: ["a", "b", "c"],
    files: {
      a: { "current-context": "x", contexts: [context("x", { cluster: "k", user: "u" })] },
      b: { clusters: [cluster("k")] },
      c: { users: [user("u")] },
    },
  },
  {
    is: "a cluster that two files name: the first stands, and is not mixed",
    list: ["a", "b"],
    files: {
      a: config("a"),
      b: {
        clusters: [{ name: "a", cluster: { server: "https://other", "tls-server-name": "other" } }],
      },
    },
  },
  {
    is: "a user that two files name: the first stands, and is not mixed",
    list: ["a", "b"],
    files: {
      a: config("a"),
      b: { users: [user("a", { username: "jane", password: "pass" })] },
    },
  },
  { is: "a file that is missing", list: ["none", "a"], files: { a: config("a") } },
  { is: "a file that is empty", list: ["e", "a"], files: { e: "", a: config("a") } },
  { is: "a file named twice", list: ["a", "a"], files: { a: config("a") } },
  {
    is: "files of certificates, found from the folder of their kubeconfig",
    list: ["deep/er/a"],
    files: {
      "deep/er/a": config("a", {
        clusters: [cluster("a", { "certificate-authority": "../ca.pem" })],
        users: [user("a", { "client-certificate": "u.pem", "client-key": "./u.key" })],
      }),
      "deep/ca.pem": "authority",
      "deep/er/u.pem": "certificate",
      "deep/er/u.key": "key",
    },
  },
  {
    is: "inline certificates, which win over files",
    list: ["a"],
    files: {
      a: config("a", {
        clusters: [
          cluster("a", {
            "certificate-authority-data": Buffer.from("inline").toString("base64"),
          }),
        ],
        users: [
          user("a", {
            "client-certificate-data": Buffer.from("cert").toString("base64"),
            "client-key-data": Buffer.from("key").toString("base64"),
          }),
        ],
      }),
    },
  },
  {
    is: "all that a cluster can say",
    list: ["a"],
    files: {
      a: config("a", {
        clusters: [
          cluster("a", {
            server: "https://a.example:6443/base/path",
            "tls-server-name": "inner",
            "insecure-skip-tls-verify": true,
            "proxy-url": "socks5://proxy:1080",
          }),
        ],
      }),
    },
  },
  {
    is: "all of an impersonation",
    list: ["a"],
    files: {
      a: config("a", {
        users: [
          user("a", {
            token: "t",
            as: "jane",
            "as-uid": "7",
            "as-groups": ["ops", "dev"],
            "as-user-extra": { reason: ["night", "shift"] },
          }),
        ],
      }),
    },
  },
  {
    is: "an exec plugin",
    list: ["a"],
    files: {
      a: config("a", {
        users: [
          user("a", {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "login",
              args: ["--for", "a"],
              env: [{ name: "PROFILE", value: "a" }],
              installHint: "Install login.",
              interactiveMode: "IfAvailable",
              provideClusterInfo: true,
            },
          }),
        ],
      }),
    },
  },
  {
    is: "an OpenID Connect login",
    list: ["a"],
    files: {
      a: config("a", {
        users: [
          user("a", {
            "auth-provider": {
              name: "oidc",
              config: {
                "client-id": "id",
                "client-secret": "hush",
                "id-token": "i",
                "idp-issuer-url": "https://issuer.example",
                "refresh-token": "r",
              },
            },
          }),
        ],
      }),
    },
  },
  {
    is: "YAML with comments, quotes and anchors",
    list: ["a"],
    files: {
      a: [
        "# mine",
        "apiVersion: v1",
        "current-context: 'a'",
        'clusters: [{name: a, cluster: &here {server: "https://a.example"}}, {name: b, cluster: *here}]',
        "users:",
        "- name: a",
        '  user: {token: "a\\u0062"}',
        "contexts:",
        "- context: {cluster: b, user: a}",
        "  name: a",
        "",
      ].join("\n"),
    },
  },
  {
    is: "YAML with merge keys, keys that come twice, and the truth values of YAML 1.1",
    list: ["a"],
    files: {
      a: [
        "current-context: b",
        "current-context: a",
        "usual: &usual {insecure-skip-tls-verify: yes, tls-server-name: inner}",
        "clusters:",
        "- name: a",
        "  cluster: {<<: *usual, server: https://a.example, tls-server-name: own}",
        "users: [{name: a, user: {token: one, token: two}}]",
        "contexts: [{name: a, context: {cluster: a, user: a}}]",
        "",
      ].join("\n"),
    },
  },
  {
    is: "lists that are null, fields that nobody knows, and a context of nothing",
    list: ["a", "b"],
    files: {
      a: 'apiVersion: ""\nkind: ""\nusers: null\nclusters: ~\ncontexts:\nextensions: []\nnew: {field: 1}\n',
      b: config("a", { contexts: [context("a"), { name: "bare", context: null }] }),
    },
  },
  {
    is: "several documents, of which the first counts",
    list: ["a"],
    files: { a: `---\n${asYaml}---\ncurrent-context: b\n` },
  },
  {
    is: "Windows' line ends and a byte order mark",
    list: ["a"],
    files: { a: `\uFEFF${asYaml.replaceAll("\n", "\r\n")}` },
  },
  {
    is: "UTF-16, as Windows writes it",
    list: ["a"],
    files: { a: Buffer.from(`\uFEFF${asYaml}`, "utf16le") },
  },
  {
    is: "UTF-16 of the other byte order",
    list: ["a"],
    files: { a: Buffer.from(`\uFEFF${asYaml}`, "utf16le").swap16() },
  },
];

type Sparse = Readonly<Record<string, unknown>>;

const given = (members: Sparse): Sparse =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );

const inline = (file: string | undefined, data: string | undefined): string | undefined =>
  data ?? (file === undefined ? undefined : readFileSync(file).toString("base64"));

/** What Podlog makes of the current context, in the shape in which kubectl shows it. */
export const ourView = (config: Kubeconfig): Sparse => {
  const one = config.contexts.get(config.currentContext ?? "");
  const at = config.clusters.get(one?.cluster ?? "");
  const as = config.users.get(one?.user ?? "");
  return {
    context: given({ cluster: one?.cluster, user: one?.user, namespace: one?.namespace }),
    cluster: given({
      server: at?.server,
      "certificate-authority-data": inline(at?.caFile, at?.caData),
      "insecure-skip-tls-verify": at?.insecure,
      "tls-server-name": at?.tlsServerName,
      "proxy-url": at?.proxyUrl,
    }),
    user: given({
      token: as?.token,
      "client-certificate-data": inline(as?.certFile, as?.certData),
      "client-key-data": inline(as?.keyFile, as?.keyData),
      username: as?.username,
      password: as?.password,
      as: as?.impersonate?.user,
      "as-uid": as?.impersonate?.uid,
      "as-groups": as?.impersonate?.groups,
      "as-user-extra":
        Object.keys(as?.impersonate?.extra ?? {}).length > 0 ? as?.impersonate?.extra : undefined,
      exec:
        as?.plugin &&
        given({
          apiVersion: as.plugin.apiVersion,
          command: as.plugin.command,
          args: as.plugin.args,
          env: Object.entries(as.plugin.env).map(([name, value]) => ({ name, value })),
          installHint: as.plugin.installHint,
          provideClusterInfo: as.plugin.provideClusterInfo,
        }),
      "auth-provider":
        as?.oidc &&
        given({
          "client-id": as.oidc.clientId,
          "client-secret": as.oidc.clientSecret,
          "id-token": as.oidc.idToken,
          "idp-issuer-url": as.oidc.issuer,
          "refresh-token": as.oidc.refreshToken,
        }),
    }),
  };
};

/** The same of what kubectl printed. */
export const theirView = (printed: {
  readonly contexts: ReadonlyArray<{ readonly context: Sparse }>;
  readonly clusters: ReadonlyArray<{ readonly cluster: Sparse }>;
  readonly users: ReadonlyArray<{ readonly user: Sparse }>;
}): Sparse => {
  const as = printed.users[0]?.user ?? {};
  const exec = as["exec"];
  const provider = as["auth-provider"];
  return {
    context: printed.contexts[0]?.context,
    cluster: printed.clusters[0]?.cluster,
    user: given({
      ...as,
      // How a plugin may ask is not kept as it is written.
      exec:
        typeof exec === "object" && exec !== null
          ? given({ ...exec, interactiveMode: undefined })
          : undefined,
      "auth-provider":
        typeof provider === "object" && provider !== null && "config" in provider
          ? provider.config
          : undefined,
    }),
  };
};
