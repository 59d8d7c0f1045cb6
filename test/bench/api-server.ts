import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeAuthority } from "../cluster/certificates.ts";
import { kubeconfig } from "../cluster/kubeconfig.ts";
import { lineText } from "./lines.ts";

// The server of the bench, in a process of its own: an API server that does nothing but serve logs fast.
// It prints one line of JSON on standard output and ends with its standard input.
//   pod `bulk-N`   N megabytes at once; a follow is silent after them
//   pod `flood-N`  N lines a second, ten times a second; the label `flood=N` selects 50 of them, `flood-N-0` …
//   pod `steady-N` N lines a second, each at its own time T (Unix ms), which it tells: `steady-N#n@T`
//   pod `quick-N`  a thousand lines at once, each with the pod's name, and then silence
//   GET /body/N    the same N megabytes as `bulk-N`, which end

const started = "2024-12-29T10:30:45Z";

/** About 4 MB of lines; they may be sent again and again, since their times lie within two seconds. */
const piece: Buffer = Buffer.from(
  Array.from({ length: 22_000 }, (_, n) => {
    const nanos = String(((n * 45_413) % 1_000_000_000) + 1_000_000_000).slice(1);
    return `2024-12-29T10:30:4${n < 11_000 ? 5 : 6}.${nanos}Z ${lineText(n)}\n`;
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

/** A line as the kubelet gives it, with the time of its writing to the microsecond. */
const stamped = (ms: number, micros: number, text: string): string =>
  `${new Date(ms).toISOString().slice(0, 23)}${String(micros % 1000).padStart(3, "0")}Z ${text}\n`;

/** Numbered lines at a steady rate, until the client leaves. */
const flood = (response: ServerResponse, perSecond: number): void => {
  let n = 0;
  const began = Date.now();
  const timer = setInterval(() => {
    const due = Math.floor(((Date.now() - began) / 1000) * perSecond);
    const now = new Date().toISOString().slice(0, 23);
    let text = "";
    for (; n < due; n++)
      text += `${now}${String(n % 1_000_000).padStart(6, "0")}Z n=${n} ${lineText(n)}\n`;
    if (text !== "") response.write(text);
  }, 100);
  response.on("close", () => clearInterval(timer));
};

/** One line at a time, evenly, until the client leaves; each says when it was written. */
const steady = (response: ServerResponse, perSecond: number): void => {
  const began = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const write = (n: number): void => {
    const now = Date.now();
    response.write(stamped(now, n, `steady-${perSecond}#${n}@${now} ${lineText(n)}`));
    const next = began + ((n + 1) * 1000) / perSecond;
    timer = setTimeout(() => write(n + 1), Math.max(0, next - Date.now()));
  };
  write(0);
  response.on("close", () => clearTimeout(timer));
};

/** The backlog of a log that has nothing new to say. */
const quick = (response: ServerResponse, pod: string): void => {
  const now = Date.now() - 1000;
  response.write(
    Array.from({ length: 1000 }, (_, n) => stamped(now, n, `${pod} ${lineText(n)}`)).join(""),
  );
};

/** The pods that a list of all has; any other of their kinds is there too, once it is asked for by its name. */
const listed: ReadonlyArray<string> = [
  "flood-10000",
  "flood-100000",
  "steady-1",
  "steady-50",
  ...Array.from({ length: 12 }, (_, n) => `quick-${n}`),
];

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

const list = (kind: string, items: ReadonlyArray<object>): object => ({
  apiVersion: "v1",
  kind: `${kind}List`,
  metadata: { resourceVersion: "1" },
  items,
});

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
    else if (log[1] === "steady" && follow) steady(response, amount);
    else if (log[1] === "quick" && follow) quick(response, `quick-${amount}`);
    else if (log[1] === "bulk" && (follow || !url.searchParams.has("tailLines")))
      send(response, amount * 1e6, () => (follow ? undefined : response.end()));
    else response.end();
  } else if (pod !== null) json(response, podJson(pod[1] ?? ""));
  else if (url.searchParams.has("watch")) response.flushHeaders();
  else if (url.pathname in discovery) json(response, discovery[url.pathname] ?? {});
  else if (url.pathname === "/api/v1/namespaces")
    json(response, list("Namespace", [{ metadata: { name: "default" } }]));
  else if (url.pathname.endsWith("/pods")) {
    const name = /^metadata\.name=(.+)$/u.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
    const flood = /^flood=(\d+)$/u.exec(url.searchParams.get("labelSelector") ?? "")?.[1];
    const names =
      flood === undefined
        ? name === undefined
          ? listed
          : [name]
        : Array.from({ length: 50 }, (_, n) => `flood-${flood}-${n}`);
    json(response, list("Pod", names.map(podJson)));
  } else json(response, list("", []));
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
