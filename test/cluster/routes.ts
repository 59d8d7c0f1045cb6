import { forbidden, mayDo } from "./access.ts";
import type { Wish } from "./access.ts";
import { sendList, sendOne } from "./collection.ts";
import { discovery, version } from "./discovery.ts";
import { sendError, sendObject } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { sendLog } from "./log-answer.ts";
import type { LogFault } from "./log-answer.ts";
import { badRequest, notFound } from "./status.ts";
import { sendWatch } from "./watch.ts";

/** Answers a request that has been let in: authorization, then the resource. */
export const route = async (exchange: Exchange, body: string, fault: LogFault): Promise<void> => {
  const { request, user } = exchange;
  if (!mayDo(user, request.wish)) {
    sendError(exchange, forbidden(user, request.wish));
    return;
  }
  if (request.kind === "accessReview") {
    sendAccessReview(exchange, body);
    return;
  }
  if ("path" in request.wish) {
    sendPath(exchange);
    return;
  }
  const { resource, subresource, name, method } = request;
  if (resource === undefined || (subresource !== undefined && subresource !== "log")) {
    sendPageNotFound(exchange);
    return;
  }
  if (method !== "GET") {
    sendError(exchange, {
      code: 405,
      reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
      details: {},
    });
    return;
  }
  if (subresource === "log") {
    if (resource.plural === "pods") await sendLog(exchange, fault);
    else sendPageNotFound(exchange);
    return;
  }
  if (request.wish.verb === "watch") await sendWatch(exchange, resource);
  else if (name !== undefined) sendOne(exchange, resource);
  else sendList(exchange, resource);
};

const sendPath = (exchange: Exchange): void => {
  const { path } = exchange.request;
  if (path === "/version" || path === "/version/") {
    exchange.answer.head(200, exchange.headers("application/json"));
    // The only answer of an API server that is printed with blanks.
    exchange.answer.write(Buffer.from(JSON.stringify(version, undefined, 2)));
    exchange.answer.end();
    return;
  }
  if (["/healthz", "/livez", "/readyz"].includes(path)) {
    exchange.answer.head(200, exchange.headers("text/plain; charset=utf-8"));
    exchange.answer.write(Buffer.from("ok"));
    exchange.answer.end();
    return;
  }
  const found = discovery(path);
  if (found === undefined) sendPageNotFound(exchange);
  else sendObject(exchange, found);
};

const sendPageNotFound = (exchange: Exchange): void => {
  exchange.answer.head(404, {
    ...exchange.headers("text/plain; charset=utf-8"),
    "X-Content-Type-Options": "nosniff",
  });
  exchange.answer.write(Buffer.from("404 page not found\n"));
  exchange.answer.end();
};

/** SelfSubjectAccessReview: what may I do? */
const sendAccessReview = (exchange: Exchange, body: string): void => {
  const { request, user } = exchange;
  if (request.method !== "POST" || !request.path.endsWith("/selfsubjectaccessreviews")) {
    sendError(
      exchange,
      notFound("selfsubjectaccessreviews.authorization.k8s.io", request.name ?? ""),
    );
    return;
  }
  const spec = reviewSpec(body);
  if (spec === undefined) {
    sendError(
      exchange,
      badRequest("the object provided is unrecognized (must be of type SelfSubjectAccessReview)"),
    );
    return;
  }
  sendObject(
    exchange,
    {
      kind: "SelfSubjectAccessReview",
      apiVersion: "authorization.k8s.io/v1",
      metadata: {},
      spec: spec.printed,
      status: { allowed: mayDo(user, spec.wish) },
    },
    201,
  );
};

const reviewSpec = (
  body: string,
): { readonly printed: object; readonly wish: Wish } | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const spec = section(parsed, "spec");
  const resource = section(spec, "resourceAttributes");
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(resource ?? {}, name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  if (resource !== undefined) {
    const names = ["namespace", "verb", "group", "version", "resource", "subresource", "name"];
    return {
      printed: {
        resourceAttributes: Object.fromEntries(names.map((name) => [name, text(name)])),
      },
      wish: {
        verb: text("verb") ?? "",
        group: text("group") ?? "",
        resource: text("resource") ?? "",
        subresource: text("subresource"),
        namespace: text("namespace"),
        name: text("name"),
      },
    };
  }
  const path = section(spec, "nonResourceAttributes");
  if (path === undefined) return undefined;
  return {
    printed: { nonResourceAttributes: path },
    wish: { verb: String(Reflect.get(path, "verb")), path: String(Reflect.get(path, "path")) },
  };
};

const section = (of: unknown, name: string): object | undefined => {
  const value: unknown = typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
  return typeof value === "object" && value !== null ? value : undefined;
};
