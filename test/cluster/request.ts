import type { Wish } from "./access.ts";
import { kinds } from "./kinds.ts";
import type { Kind } from "./kinds.ts";

/** What kind of request it is: the names of the counters. */
export type RequestKind =
  | "log"
  | "follow"
  | "watch"
  | "list"
  | "get"
  | "accessReview"
  | "discovery"
  | "other";

/** A request, read. */
export interface ApiRequest {
  readonly method: string;
  /** Without the base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly kind: RequestKind;
  readonly resource: Kind | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What the authorizer is asked. */
  readonly wish: Wish;
  readonly accept: string;
}

const flag = (value: string | null): boolean => value === "true" || value === "1";

/** Reads a request's path and query as `RequestInfoFactory` does. */
export const readRequest = (method: string, target: string, accept: string): ApiRequest => {
  const { pathname, searchParams: query } = new URL(target, "https://cluster");
  const path = decoded(pathname);
  const parts = path.split("/").filter((part) => part !== "");
  const base = { method, path, query, accept };
  const grouped = parts[0] === "apis" ? 1 : 0;
  const prefix = parts[0] === "api" || parts[0] === "apis";
  const group = grouped === 1 ? (parts[1] ?? "") : "";
  const version = parts[1 + grouped] ?? "";
  const rest = parts.slice(2 + grouped);
  if (!prefix || rest.length === 0) {
    return {
      ...base,
      kind: prefix || path === "/version" ? "discovery" : "other",
      resource: undefined,
      namespace: undefined,
      name: undefined,
      subresource: undefined,
      wish: { verb: method.toLowerCase(), path },
    };
  }
  const within = rest[0] === "namespaces" && rest.length > 2 ? rest[1] : undefined;
  const [plural = "", name, subresource] = within === undefined ? rest : rest.slice(2);
  const resource = kinds.find(
    (kind) => kind.group === group && kind.version === version && kind.plural === plural,
  );
  const watch = flag(query.get("watch"));
  const verb = verbOf(method, name, watch);
  // A watch or list of one name by fieldSelector is authorized by that name, as in Kubernetes.
  const namespace = within ?? (plural === "namespaces" ? name : undefined);
  return {
    ...base,
    kind: kindOf(group, subresource, query, verb),
    resource,
    namespace: within,
    name,
    subresource,
    wish: { verb, group, resource: plural, subresource, namespace, name },
  };
};

/** What can't be decoded is looked for as it is, and not found. */
const decoded = (pathname: string): string => {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
};

const verbOf = (method: string, name: string | undefined, watch: boolean): string => {
  switch (method) {
    case "GET":
      if (watch) return "watch";
      return name === undefined ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return method.toLowerCase();
  }
};

const kindOf = (
  group: string,
  subresource: string | undefined,
  query: URLSearchParams,
  verb: string,
): RequestKind => {
  if (group === "authorization.k8s.io") return "accessReview";
  if (subresource === "log") return flag(query.get("follow")) ? "follow" : "log";
  if (verb === "watch" || verb === "list" || verb === "get") return verb;
  return "other";
};

/** A boolean of a query, as Go reads it into an object: anything but `false` and `0` is true. */
export const truth = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name);
  return value !== null && value !== "false" && value !== "0";
};
