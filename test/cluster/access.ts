import type { ApiError } from "./status.ts";

/** What a user may do; `*` stands for all. Resources are written as in a Role: `pods`, `pods/log`. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  /** All groups if left out. */
  readonly groups?: readonly string[];
  /** All namespaces, and resources without one, if left out. */
  readonly namespaces?: readonly string[];
}

/** Someone who may ask the cluster. */
export interface User {
  /** As error messages name him. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly rules: readonly Rule[];
}

/** What a request wants, as the authorizer sees it. */
export type Wish =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string | undefined;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    }
  | { readonly verb: string; readonly path: string };

const ALL: readonly Rule[] = [{ verbs: ["*"], resources: ["*"] }];
const LOOK = ["get", "list", "watch"];

/** May do everything. */
export const admin: User = { name: "admin-user", groups: ["system:masters"], rules: ALL };

/** May look at pods and workloads, not at logs. */
export const nologs: User = {
  name: "nologs-user",
  groups: ["system:authenticated"],
  rules: [
    {
      verbs: LOOK,
      resources: [
        "pods",
        "namespaces",
        "events",
        "services",
        "deployments",
        "replicasets",
        "statefulsets",
        "daemonsets",
        "jobs",
        "cronjobs",
      ],
    },
  ],
};

/** May read logs of pods he knows by name, and nothing else. */
export const logsOnly: User = {
  name: "logs-only-user",
  groups: ["system:authenticated"],
  rules: [{ verbs: ["get"], resources: ["pods/log"] }],
};

/** Who shows no credentials. */
export const anonymous: User = {
  name: "system:anonymous",
  groups: ["system:unauthenticated"],
  rules: [],
};

const PUBLIC_PATHS = ["/version", "/version/", "/healthz", "/livez", "/readyz"];

/** RBAC, rule by rule. */
export const mayDo = (user: User, wish: Wish): boolean => {
  if ("path" in wish) {
    return PUBLIC_PATHS.includes(wish.path) || !user.groups.includes("system:unauthenticated");
  }
  const resource =
    wish.subresource === undefined ? wish.resource : `${wish.resource}/${wish.subresource}`;
  // Everyone who is known may ask what he may do (system:basic-user).
  if (wish.group === "authorization.k8s.io" && wish.resource.startsWith("selfsubject")) {
    return !user.groups.includes("system:unauthenticated");
  }
  return user.rules.some(
    (rule) =>
      matches(rule.verbs, wish.verb) &&
      matches(rule.resources, resource) &&
      (rule.groups === undefined || matches(rule.groups, wish.group)) &&
      (rule.namespaces === undefined || matches(rule.namespaces, wish.namespace ?? "")),
  );
};

const matches = (allowed: readonly string[], wanted: string): boolean =>
  allowed.includes("*") || allowed.includes(wanted);

/** 403 as the API server words it (`apiserver/pkg/endpoints/handlers/responsewriters/errors.go`). */
export const forbidden = (user: User, wish: Wish): ApiError => {
  const headers = { "X-Content-Type-Options": "nosniff" };
  if ("path" in wish) {
    return {
      code: 403,
      reason: "Forbidden",
      message: `forbidden: User "${user.name}" cannot ${wish.verb} path "${wish.path}"`,
      details: {},
      headers,
    };
  }
  const resource =
    wish.subresource === undefined ? wish.resource : `${wish.resource}/${wish.subresource}`;
  const qualified = wish.group === "" ? wish.resource : `${wish.resource}.${wish.group}`;
  const where =
    wish.namespace === undefined ? "at the cluster scope" : `in the namespace "${wish.namespace}"`;
  const what = wish.name === undefined ? qualified : `${qualified} "${wish.name}"`;
  return {
    code: 403,
    reason: "Forbidden",
    message: `${what} is forbidden: User "${user.name}" cannot ${wish.verb} resource "${resource}" in API group "${wish.group}" ${where}`,
    details: {
      name: wish.name,
      group: wish.group === "" ? undefined : wish.group,
      kind: wish.resource,
    },
    headers,
  };
};
