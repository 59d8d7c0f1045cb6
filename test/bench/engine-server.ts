import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeAuthority } from "../cluster/certificates.ts";
import { kubeconfig } from "../cluster/kubeconfig.ts";

// The server of the engine's bench, in a process of its own: an API server that does nothing but serve logs fast.
// It prints one line of JSON on standard output and ends with its standard input.
//   pod `bulk-N`   N megabytes at once; a follow is silent after them
//   pod `flood-N`  N lines a second, ten times a second
//   GET /body/N    the same N megabytes as `bulk-N`, which end

const started = "2024-12-29T10:30:45Z";

/** Log lines as programs write them, 150 bytes on average; `n` varies them. */
const texts: ReadonlyArray<(n: number) => string> = [
  (n) =>
    `{"level":"info","ts":"2024-12-29T10:30:45.123Z","logger":"http","msg":"request handled","method":"GET","path":"/api/v1/orders/${n}","status":200,"took":"12ms"}`,
  (n) =>
    `time="2024-12-29T10:30:45Z" level=warning msg="slow query" component=store table=orders rows=${n} took=1.25s attempt=2 request_id=7d9f0c3a-5b1e-4f7a`,
  (n) =>
    `I1229 10:30:45.123456       1 reconciler.go:123] "Reconciling object" controller="deployment" namespace="shop" name="web-${n}" generation=4 replicas=3/3`,
  (n) =>
    `2024-12-29 10:30:45,123 ERROR [http-nio-8080-exec-7] c.example.shop.OrderController - could not load order ${n}: connection to db-1:5432 was refused`,
  (n) =>
    `\tat com.example.shop.OrderController.load(OrderController.java:${n % 1000}) ~[app.jar:1.42.0]`,
  (n) =>
    `10.0.3.${n % 250} - - [29/Dec/2024:10:30:45 +0000] "GET /static/app.${n}.js HTTP/1.1" 200 48213 "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (n) =>
    `[DEBUG] cache: hit ratio 0.${n % 100} over the last 60 s, 18,231 entries, 412 evicted, größte Zeile ${n} – weiter`,
  (n) =>
    `worker ${n} took job 7d9f0c3a-5b1e-4f7a-9c1d-0242ac120002 from queue "mail", 3 left, the oldest of which has waited for 4 seconds`,
];

/** About 4 MB of lines; they may be sent again and again, since their times lie within two seconds. */
const piece: Buffer = Buffer.from(
  Array.from({ length: 22_000 }, (_, n) => {
    const nanos = String(((n * 45_413) % 1_000_000_000) + 1_000_000_000).slice(1);
    return `2024-12-29T10:30:4${n < 11_000 ? 5 : 6}.${nanos}Z ${texts[n % texts.length]?.(n)}\n`;
  }).join(""),
);
const pieceLines = 22_000;

/** Sends whole pieces until there are at least so many bytes, then calls `then`. */
const send = (response: ServerResponse, bytes: number, then: () => void): void => {
  let left = Math.ceil(bytes / piece.length);
  const more = (): void => {
    while (left > 0) {
      left--;
      if (!response.write(piece)) {
        response.once("drain", more);
        return;
      }
    }
    then();
  };
  more();
};

/** Numbered lines at a steady rate, until the client leaves. */
const flood = (response: ServerResponse, perSecond: number): void => {
  let n = 0;
  const began = Date.now();
  const timer = setInterval(() => {
    const due = Math.floor(((Date.now() - began) / 1000) * perSecond);
    let text = "";
    for (; n < due; n++) {
      const now = new Date().toISOString().slice(0, 23);
      text += `${now}${String(n % 1_000_000).padStart(6, "0")}Z n=${n} ${texts[n % texts.length]?.(n)}\n`;
    }
    if (text !== "") response.write(text);
  }, 100);
  response.on("close", () => clearInterval(timer));
};

const podJson = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion: "1" },
  spec: { nodeName: "node-1", containers: [{ name: "app", image: "bench" }] },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [
      {
        name: "app",
        image: "bench",
        ready: true,
        restartCount: 0,
        containerID: `containerd://${name}`,
        state: {
          running: { startedAt: name.startsWith("flood") ? new Date().toISOString() : started },
        },
      },
    ],
  },
});

/** As much as kubectl wants to know before it reads a log. */
const discovery: Readonly<Record<string, object>> = {
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [] },
  "/api/v1": {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: "v1",
    resources: [{ name: "pods", namespaced: true, kind: "Pod", verbs: ["get", "list", "watch"] }],
  },
};

const json = (response: ServerResponse, body: object): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
};

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? "/", "https://localhost");
  const body = /^\/body\/(\d+)$/u.exec(url.pathname);
  const pod = /\/pods\/([^/]+)$/u.exec(url.pathname);
  const log = /\/pods\/([a-z]+)-(\d+)(?:-\d+)?\/log$/u.exec(url.pathname);
  if (body !== null) send(response, Number(body[1]) * 1e6, () => response.end());
  else if (log !== null) {
    const amount = Number(log[2]);
    response.setHeader("content-type", "text/plain");
    response.flushHeaders();
    const follow = url.searchParams.has("follow");
    if (log[1] === "flood" && follow) flood(response, amount);
    else if (log[1] === "bulk" && (follow || !url.searchParams.has("tailLines")))
      send(response, amount * 1e6, () => (follow ? undefined : response.end()));
    else response.end();
  } else if (pod !== null) json(response, podJson(pod[1] ?? ""));
  else if (url.searchParams.has("watch")) response.flushHeaders();
  else if (url.pathname in discovery) json(response, discovery[url.pathname] ?? {});
  else {
    const name = /^metadata\.name=(.+)$/u.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
    json(response, {
      apiVersion: "v1",
      kind: "PodList",
      metadata: { resourceVersion: "1" },
      items: name === undefined ? [] : [podJson(name)],
    });
  }
};

const authority = await makeAuthority("bench");
const { certificate: cert, key } = await authority.server();
const server = createServer({ cert, key }, serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), "podlog-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "config");
  writeFileSync(
    file,
    kubeconfig(
      [
        {
          name: "bench",
          server: `https://127.0.0.1:${port}`,
          caPem: authority.pem,
          token: "bench",
        },
      ],
      "bench",
    ),
    { mode: 0o600 },
  );
  console.log(
    JSON.stringify({
      kubeconfig: file,
      port,
      caPem: authority.pem,
      pieceBytes: piece.length,
      pieceLines,
    }),
  );
});
process.stdin.on("end", () => process.exit(0)).resume();
