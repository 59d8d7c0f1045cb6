import { forbidden, mayDo } from "./access.ts";
import { sendAccessReview } from "./access-review.ts";
import { sendList, sendOne } from "./collection.ts";
import { discovery, version } from "./discovery.ts";
import { sendError, sendObject } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { sendLog } from "./log-answer.ts";
import type { LogFault } from "./log-answer.ts";
import { sendWatch } from "./watch.ts";

/** Answers a request that has been let in: authorization, then the resource. */
export const route = async (exchange: Exchange, body: Buffer, fault: LogFault): Promise<void> => {
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
