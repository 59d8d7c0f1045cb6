import type { Forbidden, KubeError, ProxyFailed } from "./errors.ts";
import { canI, type Explanation, loginWays, openKubeconfig, retry } from "./explanation.ts";

const seconds = (millis: number): string =>
  millis < 1_000 ? "less than a second" : `${Math.round(millis / 1_000).toLocaleString("en-US")} s`;

const forbidden = (error: Forbidden): Told => {
  const where = error.namespace === undefined ? "" : ` in "${error.namespace}"`;
  const who = error.user === undefined ? "you" : `user "${error.user}"`;
  const deed = error.resource === "pods/log" ? "read logs" : `${error.verb} ${error.resource}`;
  if (error.reviewed === true)
    return {
      sentence: `Can't ${deed}${where}: the server refuses it, though its access review says that ${who} may ${error.verb} ${error.resource}.`,
      why: "Something else decides here, such as a gateway or a webhook, or the rights changed just now.",
      advice: "Try again; if it stays so, show the details to whoever runs the cluster.",
      remedies: [retry, { _tag: "CopyCommand", command: canI(error) }],
    };
  return {
    sentence: `Can't ${deed}${where}: ${who} may not ${error.verb} ${error.resource}.`,
    ...(error.user === "system:anonymous"
      ? {
          why: "The kubeconfig gives no credentials for this context, so the server takes you for nobody.",
        }
      : {}),
    advice: `Ask for a role with the verb ${error.verb} on ${error.resource}${where}, or check with the command below.`,
    remedies: [retry, { _tag: "CopyCommand", command: canI(error) }],
  };
};

const proxyFailed = ({ login, proxy, reason, variable }: ProxyFailed): Told => {
  const place =
    variable === undefined
      ? "proxy-url in the kubeconfig"
      : `${variable} in the environment that the editor was started in`;
  return {
    sentence: `The proxy ${proxy} does not let the connection through.`,
    why: `${upper(reason)}.`,
    advice: login
      ? `Write them into ${place}, before its host: user:password@${proxy}`
      : `Check ${place}, and that the proxy is running${variable === undefined ? "" : "; NO_PROXY lists the servers that need none"}.`,
    remedies: variable === undefined ? [retry, openKubeconfig(undefined)] : [retry],
  };
};

const onNode = (node: string | undefined): string =>
  node === undefined ? "the pod's node" : `node "${node}"`;

type Told = Omit<Explanation, "details">;

const tell = (error: KubeError): Told => {
  switch (error._tag) {
    case "KubeconfigMissing":
      return {
        sentence: `There is no kubeconfig at ${error.paths.join(" or ")}.`,
        advice:
          "Put the kubeconfig of your cluster there, or name another file in the setting podlog.kubeconfig or in KUBECONFIG.",
        remedies: [retry],
      };
    case "KubeconfigEmpty":
      return {
        sentence: `The kubeconfig names no contexts: ${error.paths.join(", ")}.`,
        advice:
          "Get the kubeconfig of your cluster from whoever runs it, or name another file in the setting podlog.kubeconfig.",
        remedies: [retry, openKubeconfig(error.paths[0])],
      };
    case "KubeconfigBroken":
      return {
        sentence: `The kubeconfig ${error.path} can't be used.`,
        why: `${upper(error.reason)}.`,
        advice: "Correct the file; Podlog reads it again by itself.",
        remedies: [retry, openKubeconfig(error.path)],
      };
    case "ContextUnknown":
      return {
        sentence: `The context "${error.context}" is not in the kubeconfig.`,
        why:
          error.known.length === 0
            ? "It holds no contexts."
            : `It holds ${error.known
                .slice(0, 10)
                .map((name) => `"${name}"`)
                .join(", ")}${error.known.length > 10 ? " and others" : ""}.`,
        advice: "Open the logs from another context, or add this one to the kubeconfig.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "NotSupported":
      return {
        sentence: `The context "${error.context}" asks for ${error.what}, which Podlog can't do.`,
        why: "It is not left out silently, because requests would then go another way or as someone else.",
        advice: "Use a context that does without it.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "ConnectionRefused":
      return {
        sentence: `Nothing answers at ${error.server}.`,
        why: "The API server is down, or it has another address now.",
        advice: "Check that the cluster is running and that the kubeconfig has the right address.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "HostNotFound":
      return {
        sentence: `The name of the server ${error.server} is not known on this machine.`,
        why: "The network or the VPN is off, or the address is wrong.",
        advice: "Check your connection, then the address in the kubeconfig.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "HostUnreachable":
      return {
        sentence: `There is no way to ${error.server} from this machine.`,
        why: "The network or the VPN is off.",
        advice: "Check your connection.",
        remedies: [retry],
      };
    case "ConnectionCut":
      return {
        sentence: `The connection to ${error.server} was cut.`,
        why: "The server, or something on the way to it, ended the connection.",
        advice: "Wait a moment and try again.",
        remedies: [retry],
      };
    case "TimedOut":
      return {
        sentence:
          error.afterMs > 0
            ? `No answer from ${error.server} for ${seconds(error.afterMs)}.`
            : `No answer from ${error.server}.`,
        why: "The server is busy, or something on the way drops the connection without a word.",
        advice: "Check your network and VPN, and try again.",
        remedies: [retry],
      };
    case "CertificateRejected":
      return {
        sentence: `No secure connection to ${error.server}: ${error.reason}.`,
        why: "The server may have been set up anew, or someone else answers in its place.",
        advice: "Get a fresh kubeconfig from whoever runs the cluster.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "ProxyFailed":
      return proxyFailed(error);
    case "NotLoggedIn":
      return {
        sentence: `You are not logged in to "${error.context}".`,
        why:
          error.user === undefined
            ? "The API server does not accept the credentials of the kubeconfig."
            : `The API server does not accept the credentials of user "${error.user}".`,
        advice: "Log in to the cluster as you do for kubectl, then retry.",
        remedies: [retry, ...loginWays(error)],
      };
    case "CredentialPluginFailed":
      return {
        sentence: `The login program "${error.command}" gave no credentials.`,
        why: `${upper(error.reason)}.`,
        advice: error.declined
          ? "Retry to be asked again; what you refused for good is asked about after Podlog: Forget Permissions."
          : (error.installHint ??
            "Run any kubectl command with this context in a terminal: it runs the same program and shows what is wrong."),
        remedies: error.declined ? [retry] : [retry, ...loginWays(error)],
      };
    case "Forbidden":
      return forbidden(error);
    case "NodeAuth":
      return {
        sentence: `Can't read logs: ${onNode(error.node)} does not accept the API server's credentials.`,
        why: "The fault is between the node and the API server; your login is fine.",
        advice: "Tell whoever runs the cluster.",
        remedies: [retry],
      };
    case "PodGone":
      return {
        sentence: `The pod "${error.pod}" is not in "${error.namespace}" any more.`,
        why: "It was deleted, or another pod took its place.",
        advice: "Open the logs of another pod.",
        remedies: [retry],
      };
    case "NodeGone":
      return {
        sentence: `The node "${error.node}", on which the pod ran, is gone.`,
        why: "Its logs went with it.",
        advice: "Wait until the pod starts on another node, or open its successor.",
        remedies: [retry],
      };
    case "KubeletUnknownPod":
      return {
        sentence: `The kubelet on ${onNode(error.node)} does not know the pod "${error.pod}".`,
        why: "It has not taken the pod up yet, or has removed it already.",
        advice: "Wait a moment and try again.",
        remedies: [retry],
      };
    case "ObjectGone":
      return {
        sentence: `There is no ${error.kind} "${error.name}"${
          error.namespace === undefined ? "" : ` in "${error.namespace}"`
        }.`,
        why: "It was deleted, or is in another namespace.",
        advice: "Open something else.",
        remedies: [retry],
      };
    case "NoSelector":
      return {
        sentence: `The ${error.kind} "${error.name}" selects no pods.`,
        why: "It has no selector, so nothing in the cluster says which pods belong to it.",
        advice: "Open the pods themselves, or a selector.",
        remedies: [retry],
      };
    case "ContainerRequired":
      return {
        sentence: `The pod "${error.pod}" has several containers.`,
        advice: "Choose one.",
        remedies: [{ _tag: "PickContainer", choices: error.choices }],
      };
    case "ContainerUnknown":
      return {
        sentence: `The pod "${error.pod}" has no container "${error.container}".`,
        why: "The pod may have been replaced by one with other containers.",
        advice: "Choose another container.",
        remedies: [retry],
      };
    case "ContainerWaiting":
      return {
        sentence: `No logs yet: the container "${error.container}" has not started.`,
        why: `The node says: ${error.reason}.`,
        advice: "The first line appears here when it comes.",
        remedies: [retry],
      };
    case "PodUnscheduled":
      return {
        sentence: `No logs yet: the pod "${error.pod}" waits for a node.`,
        advice: "The first line appears here when it comes.",
        remedies: [retry],
      };
    case "PreviousNotFound":
      return {
        sentence: `There is no previous log of the container "${error.container}".`,
        why: "The container has not restarted, or the node has removed the log of the instance before.",
        advice: "Look at the current log.",
        remedies: [retry],
      };
    case "LogsDisabledOnNode":
      return {
        sentence: `Log access is disabled on ${onNode(error.node)}.`,
        why: "The kubelet runs with enableDebuggingHandlers: false.",
        advice: "Ask whoever runs the cluster, or read the log where the cluster collects logs.",
        remedies: [retry],
      };
    case "Throttled":
      return {
        sentence: "The API server asks for fewer requests.",
        why:
          error.retryAfterMs === undefined
            ? "It is busy."
            : `It is busy, and wants to be left alone for ${seconds(error.retryAfterMs)}.`,
        advice: "Podlog waits and tries again.",
        remedies: [retry],
      };
    case "KubeletUnreachable":
      return error.certificate
        ? {
            sentence: `The API server does not trust the certificate of ${onNode(error.node)}.`,
            why: "The kubelet's certificate has expired, or its request for one was not approved.",
            advice: "Tell whoever runs the cluster; your login is fine.",
            remedies: [retry],
          }
        : {
            sentence: `The API server can't reach the kubelet on ${onNode(error.node)}.`,
            why: "The node is down or restarting, or the network between them is broken.",
            advice:
              "Wait until the node is back, and tell whoever runs the cluster if it does not come.",
            remedies: [retry],
          };
    case "Gateway":
      return {
        sentence: `The API server is not available just now (HTTP ${error.status}).`,
        why: "It is starting or overloaded, or the gateway before it can't reach it.",
        advice: "Wait a moment and try again.",
        remedies: [retry],
      };
    case "NotKubernetes":
      return {
        sentence: "The answer is not one of a Kubernetes API server.",
        why: `From ${error.server} came ${error.what}. A login page or a proxy may stand before it.`,
        advice: "Check the address in the kubeconfig, and whether the network wants a login first.",
        remedies: [retry, openKubeconfig(undefined)],
      };
    case "ResourceExpired":
      return {
        sentence: "The API server no longer knows the list that was read.",
        why: "Too much changed since.",
        advice: "Try again: the list is read anew.",
        remedies: [retry],
      };
    case "RequestInvalid":
      return {
        sentence: "The API server does not accept the request.",
        why: `It says: ${error.message === "" ? `HTTP ${error.status}` : error.message}`,
        advice:
          "If you gave a selector, check it. If not, this is a fault of Podlog: please report it with the details.",
        remedies: [retry],
      };
    case "ServerSaid":
      return {
        sentence: `The API server could not answer (HTTP ${error.status}).`,
        ...(error.message === "" ? {} : { why: `It says: ${error.message}` }),
        advice: "Try again; if it stays, tell whoever runs the cluster.",
        remedies: [retry],
      };
  }
};

const upper = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** The one place where an error gets its sentence and its remedy (K3): what happened, why, what to do. */
export const explain = (error: KubeError): Explanation => ({
  ...tell(error),
  ...(error.details === undefined ? {} : { details: error.details }),
});
