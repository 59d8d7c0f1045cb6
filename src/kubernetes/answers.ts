import {
  ContainerRequired,
  ContainerUnknown,
  ContainerWaiting,
  Forbidden,
  Gateway,
  KubeletUnknownPod,
  KubeletUnreachable,
  LogsDisabledOnNode,
  NodeAuth,
  NodeGone,
  NotKubernetes,
  NotLoggedIn,
  ObjectGone,
  PodGone,
  PodUnscheduled,
  PreviousNotFound,
  ProxyFailed,
  RequestInvalid,
  ResourceExpired,
  ServerSaid,
  Throttled,
  type KubectlContext,
  type KubeError,
} from "../domain/errors.ts";
import { at, member, optional, text, whole, type Json } from "./json.ts";

/** What was asked, for an error that names it. */
export interface Asked extends KubectlContext {
  readonly user?: string;
  readonly server: string;
  readonly verb: string;
  /** `pods`, `pods/log`, `events`, … */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
  /** The pod's node, where it is known; the kubelet's answers do not name it. */
  readonly node?: string;
}

/** An answer other than the one hoped for: its head, and what was read of its body. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter?: string;
  readonly body: string;
}

/** Bytes of a refusal's body that are read; what Kubernetes says is far shorter. */
export const maxRefusalBytes = 64 * 1024;

const withoutTags = (page: string): string =>
  page
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/giu, " ")
    .replace(/<[^>]*>/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();

const isPage = (answer: Answer): boolean =>
  /\bhtml\b/iu.test(answer.contentType) || /^\s*<(?:!doctype|html)\b/iu.test(answer.body);

/** The answer as it stands behind *Details*: at most 4,000 characters, of a page only its words. */
const details = (answer: Answer): string => {
  const said = isPage(answer) ? withoutTags(answer.body) : answer.body.trim();
  return `HTTP ${answer.status}${said === "" ? "" : `: ${said.slice(0, 4_000)}`}`;
};

const parsed = (body: string): Json => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** `Retry-After` in milliseconds: seconds or a date, at most 10 minutes. */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  const millis = /^\d+$/u.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(millis) ? undefined : Math.min(Math.max(millis, 0), 600_000);
};

const kubectl = ({ context, kubeconfigs }: Asked): KubectlContext => ({
  context,
  ...optional("kubeconfigs", kubeconfigs),
});

// apiserver, endpoints/handlers/responsewriters/errors.go: forbiddenMessage
const forbiddenRule =
  /^(\S+?)(?: "([^"]*)")? is forbidden: User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?/u;

const forbidden = (
  asked: Asked,
  message: string,
  told: { readonly details: string },
): Forbidden => {
  const rule = forbiddenRule.exec(message);
  if (rule === null)
    return new Forbidden({
      ...told,
      ...kubectl(asked),
      verb: asked.verb,
      resource: asked.resource,
      ...optional("user", asked.user),
      ...optional("namespace", asked.namespace),
      ...optional("name", asked.name),
    });
  const [, , name, user, verb = asked.verb, resource = asked.resource, group, namespace] = rule;
  return new Forbidden({
    ...told,
    ...kubectl(asked),
    verb,
    resource,
    ...optional("user", text(user)),
    ...optional("group", text(group)),
    ...optional("namespace", text(namespace) ?? asked.namespace),
    ...optional("name", text(name)),
  });
};

const badLogRequest = (
  asked: Asked,
  message: string,
  told: { readonly details: string },
): KubeError | undefined => {
  const pod = asked.name ?? "";
  const container = asked.container ?? "";
  const choices =
    /a container name must be specified for pod .*, choose one of: \[([^\]]*)\]/u.exec(message);
  if (choices !== null)
    return new ContainerRequired({
      ...told,
      pod,
      choices: (choices[1] ?? "").split(/\s+/u).filter((name) => name !== ""),
    });
  if (/^container \S+ is not valid for pod /u.test(message))
    return new ContainerUnknown({ ...told, pod, container });
  const waiting = /is waiting to start: (.*)$/su.exec(message);
  if (waiting !== null)
    return new ContainerWaiting({ ...told, pod, container, reason: waiting[1] ?? "" });
  if (/^container "[^"]*" in pod "[^"]*" is not available/u.test(message))
    return new ContainerWaiting({ ...told, pod, container, reason: "not available" });
  if (/^previous terminated container "[^"]*" in pod "[^"]*" not found/u.test(message))
    return new PreviousNotFound({ ...told, pod, container });
  return undefined;
};

/** The API server's words when it can't reach the kubelet, itself or through a tunnel. */
const kubeletDial =
  /containerLogs\/|error dialing backend|dial(?:ing)? tcp|No agent available|proxy error from|remote error: tls|tls: |x509: /u;

const notFound = (
  asked: Asked,
  status: Json,
  message: string,
  told: { readonly details: string },
): KubeError => {
  const kind = text(at(status, "details", "kind"));
  const name = text(at(status, "details", "name"));
  if (asked.resource === "pods/log" && message.includes("( pods/log "))
    return new KubeletUnknownPod({
      ...told,
      pod: asked.name ?? "",
      ...optional("node", asked.node),
    });
  const node = /^nodes "([^"]*)" not found/u.exec(message)?.[1];
  if (node !== undefined) return new NodeGone({ ...told, node });
  if (kind === "pods" && asked.resource.startsWith("pods") && asked.name !== undefined)
    return new PodGone({ ...told, namespace: asked.namespace ?? "", pod: asked.name });
  if (kind !== undefined && name !== undefined)
    return new ObjectGone({ ...told, kind, name, ...optional("namespace", asked.namespace) });
  return new NotKubernetes({ ...told, server: asked.server, what: "404 where the API should be" });
};

/**
 * The tagged error for an answer other than the one hoped for, by the rules of a Kubernetes API server and
 * of what may stand before it. An answer that a kubelet gave is known by `( pods/log …)` in its message or
 * by `details.kind` (apiserver, response_checker.go).
 */
export const refusal = (asked: Asked, answer: Answer, now: number): KubeError => {
  const told = { details: details(answer) };
  const json = parsed(answer.body);
  const status = member(json, "kind") === "Status" ? json : undefined;
  const message = text(member(status, "message")) ?? "";
  const isLog = asked.resource === "pods/log";
  const fromKubelet =
    isLog && (message.includes("( pods/log ") || at(status, "details", "kind") === "pods/log");
  const node = optional("node", asked.node);
  const said = message !== "" ? message : isPage(answer) ? "" : answer.body.trim().slice(0, 500);
  switch (answer.status) {
    case 204:
      return isLog
        ? new PodUnscheduled({ pod: asked.name ?? "" })
        : new NotKubernetes({ ...told, server: asked.server, what: "an empty answer" });
    case 400: {
      const known = isLog ? badLogRequest(asked, message, told) : undefined;
      return known ?? new RequestInvalid({ ...told, status: 400, message: said });
    }
    case 401:
      return fromKubelet
        ? new NodeAuth({ ...told, pod: asked.name ?? "", ...node })
        : new NotLoggedIn({ ...told, ...kubectl(asked), ...optional("user", asked.user) });
    case 403:
      return fromKubelet
        ? new NodeAuth({ ...told, pod: asked.name ?? "", ...node })
        : forbidden(asked, message, told);
    case 404:
      return notFound(asked, status, message, told);
    case 405:
      return isLog
        ? new LogsDisabledOnNode({ ...told, pod: asked.name ?? "", ...node })
        : new ServerSaid({ ...told, status: 405, message: said });
    case 407:
      return new ProxyFailed({
        ...told,
        proxy: asked.server,
        reason: "it asks for a name and a password",
      });
    case 410:
      return new ResourceExpired(told);
    case 422:
      return new RequestInvalid({ ...told, status: 422, message: said });
    case 429:
      return new Throttled({
        ...told,
        ...optional("retryAfterMs", retryAfterMs(answer.retryAfter, now)),
      });
    case 500:
    case 502:
    case 503:
    case 504:
      if (isLog && status !== undefined && kubeletDial.test(message))
        return new KubeletUnreachable({
          ...told,
          ...node,
          certificate: /x509: |failed to verify certificate/u.test(message),
        });
      return answer.status === 500
        ? new ServerSaid({ ...told, status: 500, message: said })
        : new Gateway({ ...told, status: answer.status });
    default:
      if (answer.status >= 300 && answer.status < 400)
        return new NotKubernetes({
          ...told,
          server: asked.server,
          what: "a redirect to another address",
        });
      if (isPage(answer))
        return new NotKubernetes({ ...told, server: asked.server, what: "a web page" });
      return new ServerSaid({ ...told, status: answer.status, message: said });
  }
};

/** The error that a Status object inside a stream tells (an ERROR event of a watch). */
export const statusError = (asked: Asked, status: Json, now: number): KubeError =>
  refusal(
    asked,
    {
      status: whole(member(status, "code")) ?? 500,
      contentType: "application/json",
      body: JSON.stringify(status) ?? "",
    },
    now,
  );
