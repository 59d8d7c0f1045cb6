import type { HttpAnswer } from "../wire/http-answer.ts";
import type { Names } from "./declared-world.ts";

/** What of a log's body is compared. */
export type LogDetail =
  /** Every byte but the digits of the stamps: the declared lines are those of the recording. */
  | "text"
  /** Which lines bear a stamp, which end, how they fall into chunks. */
  | "shape"
  /** The same, and the size of each chunk. */
  | "size";

/** An answer with all left out that differs from one cluster to the next: names become their roles. */
export const formOf = (answer: HttpAnswer, names: Names, detail: LogDetail): object => {
  const { headers, chunks, statusLine, ending } = answer;
  const type = headers["Content-Type"] ?? "";
  const body = Buffer.concat(chunks);
  const known = [
    "Content-Type",
    "Retry-After",
    "X-Content-Type-Options",
    "Transfer-Encoding",
    "Connection",
    "Cache-Control",
  ];
  return {
    statusLine,
    headers: Object.keys(headers).sort(),
    values: known.map((name) => headers[name]),
    ending,
    body: type.startsWith("application/json")
      ? jsonForm(body, chunks, names)
      : type === "text/plain"
        ? logForm(chunks, detail)
        : body.toString(),
  };
};

const jsonForm = (body: Buffer, chunks: readonly Buffer[], names: Names): unknown => {
  const text = body.toString();
  // Events of a watch: one in each chunk.
  if (text.startsWith('{"type":')) {
    return chunks.map((chunk) => normal(JSON.parse(chunk.toString()), roles(names)));
  }
  return {
    lastByte: body.at(-1),
    // Go's buffer of 2,048 bytes shows wherever an answer is written in pieces.
    firstOfMany: chunks.length > 1 ? chunks[0]?.length : undefined,
    object: normal(JSON.parse(text), roles(names)),
  };
};

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /u;

const logForm = (chunks: readonly Buffer[], detail: LogDetail): unknown =>
  chunks.map((chunk) => {
    const lines = chunk.toString("latin1").split(/(?<=\n)/u);
    return {
      size: detail === "shape" ? undefined : chunk.length,
      lines: lines.map((line) => {
        const stamp = STAMP.test(line) ? "[stamp] " : "";
        const text = line
          .replace(STAMP, "")
          .replaceAll(/containerd:\/\/[0-9a-f]{64}/gu, "<container>");
        if (detail === "text") return `${stamp}${text}`;
        return `${stamp}…${text.endsWith("\n") ? "\n" : ""}`;
      }),
    };
  });

type Role = readonly [pattern: RegExp, role: string];

const roles = (names: Names): readonly Role[] =>
  Object.entries(names)
    .filter(([, name]) => name !== "")
    .map(([role, name]): Role => [
      new RegExp(
        `(?<![A-Za-z0-9-])${name.replaceAll(/[.*+?^$|()[\]{}\\/]/gu, String.raw`\$&`)}(?![A-Za-z0-9])`,
        "gu",
      ),
      `{${role}}`,
    ]);

const PATTERNS: readonly Role[] = [
  [/containerd:\/\/[0-9a-f]{64}/gu, "<container>"],
  [/sha256:[0-9a-f]{64}/gu, "<image>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gu, "<uid>"],
  [/^[0-9a-f]{40}$/gu, "<commit>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/gu, "<micro time>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/gu, "<time>"],
  [/\b10\.244\.\d+\.\d+/gu, "<pod address>"],
  [/\b192\.0\.2\.\d+/gu, "<node address>"],
  [/kube-api-access-[a-z0-9]{5}/gu, "<token volume>"],
  // Names that a controller made: of a ReplicaSet, of a pod, of an event.
  [/\}-[a-z0-9]{8,10}-[a-z0-9]{5}\b/gu, "}-<hash>-<suffix>"],
  [/\}-[a-z0-9]{8,10}(?=-|"|$)/gu, "}-<hash>"],
  [/(?<=^\{report\})-[a-z0-9]{5}$/gu, "-<suffix>"],
  [/\}\.[0-9a-f]{16}(?=\0|$)/gu, "}.<event>"],
];

/** Keys whose values tell nothing but themselves. */
const OPAQUE: Readonly<Record<string, string>> = {
  resourceVersion: "<version>",
  "pod-template-hash": "<hash>",
  "kubectl.kubernetes.io/last-applied-configuration": "<applied>",
  buildDate: "<date>",
};

const normal = (value: unknown, names: readonly Role[], key = ""): unknown => {
  if (typeof value === "string") {
    if (OPAQUE[key] !== undefined) return OPAQUE[key];
    if (key === "continue") {
      return normal(JSON.parse(Buffer.from(value, "base64url").toString()), names);
    }
    let text = value;
    for (const [pattern, role] of [...PATTERNS.slice(0, 6), ...names, ...PATTERNS.slice(6)]) {
      text = text.replaceAll(pattern, role);
    }
    return text;
  }
  if (typeof value === "number") {
    return ["remainingItemCount", "rv"].includes(key) ? "<number>" : value;
  }
  // What a program is started with is the declaration's own.
  if (key === "command" && Array.isArray(value)) return `<${typeof value[0]}s>`;
  if (Array.isArray(value)) return value.map((item) => normal(item, names));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== "managedFields")
        .map(([name, item]) => [name, normal(item, names, name)]),
    );
  }
  return value;
};
