import { sendError, sendObject } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { field } from "./fields.ts";
import { goJson } from "./go-json.ts";
import { apiVersion, pods, qualified } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";
import { parseLabelSelector } from "./selectors.ts";

import { badRequest, expired, notFound } from "./status.ts";
import type { ApiError } from "./status.ts";
import { table, wantsTable } from "./tables.ts";

/** Whether an object belongs to a list or watch. */
export type ObjectMatch = (object: KubeObject) => boolean;

/** Reads `labelSelector` and `fieldSelector`, and the name a path ends in. */
export const readSelection = (exchange: Exchange, kind: Kind): ObjectMatch | ApiError => {
  const { query, namespace, name } = exchange.request;
  const labels = parseLabelSelector(query.get("labelSelector") ?? "");
  if (typeof labels !== "function") return labels;
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "", kind);
  if (typeof fields !== "function") return fields;
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels(object.metadata.labels ?? {}) &&
    fields(object);
};

const FIELDS: Readonly<Record<string, (object: KubeObject) => unknown>> = {
  "metadata.name": (object) => object.metadata.name,
  "metadata.namespace": (object) => object.metadata.namespace,
  "spec.nodeName": (object) => field(object, "spec", "nodeName"),
  "status.phase": (object) => field(object, "status", "phase"),
  "involvedObject.name": (object) => field(object, "involvedObject", "name"),
  "involvedObject.uid": (object) => field(object, "involvedObject", "uid"),
  "involvedObject.kind": (object) => field(object, "involvedObject", "kind"),
  "involvedObject.namespace": (object) => field(object, "involvedObject", "namespace"),
  reason: (object) => object["reason"],
  type: (object) => object["type"],
};

const COMMON = ["metadata.name", "metadata.namespace"];
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  pods: ["spec.nodeName", "status.phase"],
  events: [
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.kind",
    "involvedObject.namespace",
    "reason",
    "type",
  ],
};

const parseFieldSelector = (text: string, kind: Kind): ObjectMatch | ApiError => {
  const matches: ObjectMatch[] = [];
  for (const term of text.split(",").filter((part) => part !== "")) {
    const split = /^(.*?)(==|!=|=)(.*)$/u.exec(term);
    if (split === null)
      return badRequest(
        `invalid field selector: invalid selector: '${text}'; can't understand '${term}'`,
      );
    const [, name = "", operator, wanted] = split;
    const read = FIELDS[name];
    if (read === undefined || ![...COMMON, ...(OF_KIND[kind.plural] ?? [])].includes(name)) {
      return badRequest(
        `Unable to find ${JSON.stringify(`${apiVersion(kind)}, Resource=${kind.plural}`)} that match label selector "", field selector ${JSON.stringify(text)}: field label not supported: ${name}`,
      );
    }
    matches.push((object) => ((read(object) ?? "") === wanted) === (operator !== "!="));
  }
  return (object) => matches.every((match) => match(object));
};

/** A single object, with its kind and version in front. */
export const withType = (kind: Kind, object: KubeObject): object => ({
  kind: kind.kind,
  apiVersion: apiVersion(kind),
  ...object,
});

/** Answers GET of one object. */
export const sendOne = (exchange: Exchange, kind: Kind): void => {
  const { namespace, name = "" } = exchange.request;
  const object = exchange.world.store.get(kind, namespace, name);
  if (object === undefined) {
    sendError(exchange, notFound(qualified(kind), name));
    return;
  }
  const columns = wantsTable(exchange.request.accept);
  sendObject(
    exchange,
    columns
      ? table(
          kind,
          [object],
          exchange.world.clock.now(),
          { resourceVersion: object.metadata.resourceVersion },
          exchange.request.query,
        )
      : withType(kind, object),
  );
};

interface Page {
  readonly version: number;
  /** Key of the object after which the page begins. */
  readonly after: string;
}

/** `continue` as the API server makes it: base64 of the version and the key to go on from. */
const writeContinue = (page: Page): string =>
  Buffer.from(
    JSON.stringify({ v: "meta.k8s.io/v1", rv: page.version, start: `${page.after}\u0000` }),
  ).toString("base64url");

const readContinue = (token: string): Page | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    const version = field(value, "rv");
    const start = field(value, "start");
    return typeof version === "number" && typeof start === "string" && start.endsWith("\u0000")
      ? { version, after: start.slice(0, -1) }
      : undefined;
  } catch {
    return undefined;
  }
};

/** The key of an object as a list orders it, below the prefix of what is listed. */
const keyOf = (exchange: Exchange, kind: Kind, object: KubeObject): string => {
  const { name, namespace } = object.metadata;
  const within =
    exchange.request.namespace === undefined && namespace !== undefined ? `${namespace}/` : "";
  // Pods are read through the watch cache, whose keys start with a slash.
  return `${kind === pods && within === "" ? "/" : ""}${within}${name}`;
};

/** Answers a list: filtered, in pages, at one version, printed as the streaming encoder of 1.33 does. */
export const sendList = (exchange: Exchange, kind: Kind): void => {
  const { request, world, answer } = exchange;
  const { query } = request;
  const selection = readSelection(exchange, kind);
  if (typeof selection !== "function") {
    sendError(exchange, selection);
    return;
  }
  const token = query.get("continue") ?? "";
  const page = token === "" ? undefined : readContinue(token);
  if (token !== "" && page === undefined) {
    sendError(exchange, badRequest("continue key is not valid: encoded continue token is invalid"));
    return;
  }
  const exact =
    query.get("resourceVersionMatch") === "Exact"
      ? Number(query.get("resourceVersion"))
      : undefined;
  const version = page?.version ?? exact ?? world.store.version;
  const all = world.store.list(kind, request.namespace, version);
  if (all === undefined) {
    sendError(
      exchange,
      expired(
        page === undefined
          ? "The resourceVersion for the provided list is too old."
          : "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
      ),
    );
    return;
  }
  const fitting = all.filter(
    (object) =>
      selection(object) && (page === undefined || keyOf(exchange, kind, object) > page.after),
  );
  const limit = Number(query.get("limit") ?? 0);
  const items = limit > 0 ? fitting.slice(0, limit) : fitting;
  const last = items.at(-1);
  const more = items.length < fitting.length && last !== undefined;
  const selective = query.has("labelSelector") || query.has("fieldSelector");
  const metadata = {
    resourceVersion: String(version),
    continue: more ? writeContinue({ version, after: keyOf(exchange, kind, last) }) : undefined,
    // Not told where a selector makes it unknown.
    remainingItemCount: more && !selective ? fitting.length - items.length : undefined,
  };
  if (wantsTable(request.accept)) {
    sendObject(exchange, table(kind, items, world.clock.now(), metadata, query));
    return;
  }
  answer.head(200, exchange.headers("application/json"));
  const head = `{"kind":"${kind.kind}List","apiVersion":"${apiVersion(kind)}","metadata":${JSON.stringify(metadata)},"items":[`;
  answer.write(Buffer.from(head));
  for (const [at, item] of items.entries()) {
    answer.write(Buffer.from(`${at === 0 ? "" : ","}${goJson(item)}`));
  }
  answer.write(Buffer.from("]}\n"));
  answer.end();
};
