import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { admin, anonymous, logsOnly, nologs } from "./access.ts";
import type { User } from "./access.ts";
import { Answer } from "./answer.ts";
import { makeAuthority } from "./certificates.ts";
import { Counters } from "./counters.ts";
import { sendError } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { applyFault } from "./fault-answers.ts";
import { Faults } from "./faults.ts";
import { kubeconfig } from "./kubeconfig.ts";
import type { KubeContext } from "./kubeconfig.ts";
import { readRequest } from "./request.ts";
import type { ApiRequest } from "./request.ts";
import { route } from "./routes.ts";
import { bytesInFlight } from "./socket-queues.ts";
import { unauthorized } from "./status.ts";
import { World } from "./world.ts";
import type { WorldOptions } from "./world.ts";

/** How a cluster is started. */
export interface ClusterOptions extends WorldOptions {
  /** A free one if left out. */
  readonly port?: number;
  /** The server lives below this path, as behind Rancher: `/k8s/clusters/c-1`, also with a slash at its end. */
  readonly basePath?: string;
  /** Users beside the usual ones; each gets a token and a context of its (short) name. */
  readonly users?: readonly User[];
  /** The namespace that the contexts name. */
  readonly contextNamespace?: string;
  /** A world that is there already. */
  readonly world?: World;
}

/** An answer that is being given: a follow or a watch, mostly. */
export interface OpenAnswer {
  readonly request: ApiRequest;
  readonly user: string;
  /** The socket dies. */
  readonly cut: () => void;
  /** A clean end. */
  readonly end: () => void;
  /** Nothing more is sent, the socket stays open. */
  readonly stall: () => void;
  /** A stalled answer goes on with what was held back. */
  readonly resume: () => void;
}

/** A request as it came in. */
export interface Heard {
  readonly kind: ApiRequest["kind"];
  readonly method: string;
  /** With the base path. */
  readonly url: string;
  /** Who asked, after impersonation. */
  readonly user: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** A running cluster. */
export interface Cluster {
  /** With the base path. */
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  /** In a folder of its own, removed by `close`. */
  readonly kubeconfigPath: string;
  /** Names of the contexts in the kubeconfig; the first is the current one. */
  readonly contexts: readonly string[];
  /** Valid bearer tokens by context. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly world: World;
  readonly faults: Faults;
  readonly counters: Counters;
  /** Answers that are being given, oldest first; of one kind if named. */
  readonly open: (kind?: ApiRequest["kind"]) => readonly OpenAnswer[];
  /** The last requests that came in, oldest first. */
  readonly heard: readonly Heard[];
  /** The token of a context is valid no more, from its next request on; the answer is the new one, which no kubeconfig knows. */
  readonly renewToken: (context: string, fresh?: string) => string;
  /**
   * Resolves when nothing moves any more: no request is being answered but idle follows and watches, and all that was
   * written has been read by its clients, as far as the kernel tells. What a fault holds back does not count.
   */
  readonly settled: () => Promise<void>;
  /** The API server dies: every connection is cut, the port is closed. */
  readonly die: () => Promise<void>;
  /** It comes back on the same port, with the same certificate. */
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Faults whose answers may never be through. */
const HOLDING: ReadonlySet<string> = new Set([
  "slow",
  "late",
  "silence",
  "bytes",
  "claims",
  "headerFlood",
  "endless",
]);

/** As many requests are remembered. */
const HEARD = 1000;

const PRIORITY = randomUUID();

/** Starts an API server on 127.0.0.1, with a CA of its own and a kubeconfig that names it. */
export const startCluster = async (options: ClusterOptions = {}): Promise<Cluster> => {
  const world = options.world ?? new World(options);
  const faults = new Faults();
  const counters = new Counters();
  const [authority, stranger, folder] = await Promise.all([
    makeAuthority(),
    makeAuthority("someone-else"),
    mkdtemp(path.join(tmpdir(), "podlog-cluster-")),
  ]);
  const users = new Map<string, User>([
    ["admin", admin],
    ["nologs", nologs],
    ["logs-only", logsOnly],
    ...(options.users ?? []).map((user): [string, User] => [user.name, user]),
  ]);
  const tokens: Record<string, string> = Object.fromEntries(
    [...users.keys()].map((name) => [name, `${name}-${randomUUID()}`]),
  );
  const byToken = new Map([...users].map(([name, user]) => [tokens[name] ?? "", user]));
  const [pair, client] = await Promise.all([
    authority.server(),
    authority.client("admin-cert-user", ["system:masters"]),
  ]);
  const base = (options.basePath ?? "").replace(/\/+$/u, "");
  const sockets = new Set<Duplex>();
  const exchanges = new Map<Answer, Exchange>();
  const heard: Heard[] = [];
  /** Answers that a fault keeps from ever being through, and the ports of their clients. */
  const held = new Map<Answer, number>();
  let server: Server | undefined;

  const answerTo = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = new Answer(response);
    const target = message.url ?? "/";
    const inside = base === "" || target === base || target.startsWith(`${base}/`);
    const request = readRequest(
      message.method ?? "GET",
      inside ? target.slice(base.length) || "/" : "/outside",
      message.headers.accept ?? "",
    );
    counters.requests[request.kind] += 1;
    counters.open[request.kind] += 1;
    const user = impersonate(message, identify(message, byToken), users);
    if (
      heard.push({
        kind: request.kind,
        method: request.method,
        url: target,
        user: (user ?? anonymous).name,
        headers: message.headers,
      }) > HEARD
    )
      heard.shift();
    const exchange: Exchange = {
      request,
      user: user ?? anonymous,
      answer,
      world,
      headers: (contentType) => ({
        "Audit-Id": randomUUID(),
        "Cache-Control": "no-cache, private",
        ...(contentType === undefined ? {} : { "Content-Type": contentType }),
        ...(user === undefined || request.kind === "log" || request.kind === "follow"
          ? {}
          : {
              "X-Kubernetes-Pf-Flowschema-Uid": PRIORITY,
              "X-Kubernetes-Pf-Prioritylevel-Uid": PRIORITY,
            }),
        Date: new Date(Number(world.clock.now() / 1_000_000n)).toUTCString(),
      }),
    };
    exchanges.set(answer, exchange);
    response.once("close", () => {
      counters.open[request.kind] -= 1;
      exchanges.delete(answer);
      held.delete(answer);
    });
    const body = await readBody(message);
    const fault = faults.take(request, target, exchange.user.name);
    if (fault !== undefined && HOLDING.has(fault.type)) {
      held.set(answer, message.socket.remotePort ?? 0);
    }
    const logFault = await applyFault(exchange, fault);
    if (logFault === undefined) return;
    if (user === undefined) sendError(exchange, unauthorized);
    else await route(exchange, body, logFault);
  };

  const listen = async (port: number): Promise<number> => {
    const listening = createServer(
      {
        cert: pair.certificate,
        key: pair.key,
        ca: authority.pem,
        requestCert: true,
        rejectUnauthorized: false,
        keepAliveTimeout: 0,
        requestTimeout: 0,
        headersTimeout: 0,
        noDelay: true,
      },
      (message, response) => {
        response.sendDate = false;
        void answerTo(message, response);
      },
    );
    listening.on("connection", (socket) => {
      sockets.add(socket);
      counters.connections += 1;
      counters.connectionsEver += 1;
      socket.once("close", () => {
        sockets.delete(socket);
        counters.connections -= 1;
      });
    });
    listening.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve, reject) => {
      listening.once("error", reject);
      listening.listen(port, "127.0.0.1", () => {
        listening.off("error", reject);
        resolve();
      });
    });
    server = listening;
    return (listening.address() as AddressInfo).port;
  };

  const die = async (): Promise<void> => {
    const dying = server;
    server = undefined;
    if (dying === undefined) return;
    const closed = new Promise<void>((resolve) => {
      dying.close(() => {
        resolve();
      });
    });
    for (const answer of exchanges.keys()) answer.cut();
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const port = await listen(options.port ?? 0);
  const url = `https://127.0.0.1:${String(port)}${options.basePath ?? ""}`;
  const common = { server: url, caPem: authority.pem, namespace: options.contextNamespace };
  const contexts: readonly KubeContext[] = [
    { ...common, name: "admin", token: tokens["admin"] },
    { ...common, name: "admin-cert", certificate: client.certificate, key: client.key },
    ...[...users.keys()]
      .filter((name) => name !== "admin")
      .map((name) => ({ ...common, name, token: tokens[name] })),
    { ...common, name: "bad-token", token: "not-a-token-of-this-cluster" },
    { ...common, name: "anonymous" },
    { ...common, name: "wrong-ca", caPem: stranger.pem, token: tokens["admin"] },
    // Port 1 is reserved and nobody listens there.
    { ...common, name: "unreachable", server: "https://127.0.0.1:1", token: tokens["admin"] },
  ];
  const kubeconfigPath = path.join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, kubeconfig(contexts, "admin"), { mode: 0o600 });

  const busy = (): boolean =>
    [...exchanges].some(
      ([answer, { request }]) =>
        !answer.stalled &&
        !answer.over &&
        !held.has(answer) &&
        (!answer.quiet || (request.kind !== "follow" && request.kind !== "watch")),
    );

  return {
    url,
    port,
    caPem: authority.pem,
    kubeconfigPath,
    contexts: contexts.map(({ name }) => name),
    tokens,
    world,
    faults,
    counters,
    heard,
    renewToken: (context, fresh) => {
      const old = tokens[context] ?? "";
      const user = byToken.get(old);
      if (user === undefined) throw new Error(`context ${context} has no token`);
      const token = fresh ?? `${context}-${randomUUID()}`;
      byToken.delete(old);
      byToken.set(token, user);
      tokens[context] = token;
      return token;
    },
    open: (kind) =>
      [...exchanges]
        .filter(([, { request }]) => kind === undefined || request.kind === kind)
        .map(([answer, { request, user }]) => ({
          request,
          user: user.name,
          cut: () => {
            answer.cut();
          },
          end: () => {
            answer.finishNow();
          },
          stall: () => {
            answer.stall();
          },
          resume: () => {
            answer.resume();
          },
        })),
    settled: async () => {
      // Twice in a row: what was in flight the first time may have been a request that asks for more.
      for (let quiet = 0, looks = 0; quiet < 2; looks++) {
        if (looks > 10 && quiet === 0) await pause();
        else await turn();
        await turn();
        const except = new Set(held.values());
        const moves =
          busy() ||
          (looks < patience && asksTheSystem()) ||
          (await bytesInFlight(port, sockets, except)) > 0;
        quiet = moves ? 0 : quiet + 1;
      }
      await turn();
    },
    die,
    comeBack: async () => {
      await listen(port);
    },
    close: async () => {
      await die();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** How often it is looked whether the system has answered: a host that is not there never does. */
const patience = 300;

/** What a client waits for before its request is on its way: files, names, credential plugins; by Node's names. */
const questions: ReadonlySet<string> = new Set([
  "ConnectWrap",
  "FSReqCallback",
  "FSReqPromise",
  "GetAddrInfoReqWrap",
  "ProcessWrap",
]);

/** Whether this process, where a client may be at work, waits for its own system. */
const asksTheSystem = (): boolean =>
  process.getActiveResourcesInfo().some((type) => questions.has(type));

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 1);
  });

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Who asks: a bearer token first, then a client certificate, else nobody; undefined for a token nobody has. */
const identify = (
  message: IncomingMessage,
  byToken: ReadonlyMap<string, User>,
): User | undefined => {
  const { authorization } = message.headers;
  if (authorization !== undefined) {
    return byToken.get(/^Bearer\s+(.+)$/iu.exec(authorization)?.[1] ?? "");
  }
  const socket = message.socket as TLSSocket;
  if (!socket.authorized) return anonymous;
  const { subject } = socket.getPeerCertificate();
  const groups = [subject.O].flat().filter((group) => group !== undefined);
  const name = [subject.CN].flat()[0] ?? "";
  return groups.includes("system:masters")
    ? { ...admin, name, groups }
    : { name, groups: [...groups, "system:authenticated"], rules: [] };
};

/** `kubectl --as`: who may do everything may ask as someone else, with that one's rights. */
const impersonate = (
  message: IncomingMessage,
  user: User | undefined,
  users: ReadonlyMap<string, User>,
): User | undefined => {
  const name = message.headers["impersonate-user"];
  if (typeof name !== "string" || user?.groups.includes("system:masters") !== true) return user;
  const groups = message.headersDistinct["impersonate-group"] ?? [];
  const known = [...users.values()].find((candidate) => candidate.name === name);
  if (groups.includes("system:masters")) return { ...admin, name, groups };
  return { name, groups: [...groups, "system:authenticated"], rules: known?.rules ?? [] };
};

const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  if (message.method === "GET") return Buffer.alloc(0);
  const parts: Buffer[] = [];
  try {
    for await (const part of message) parts.push(part as Buffer);
  } catch {
    return Buffer.alloc(0);
  }
  return Buffer.concat(parts);
};
