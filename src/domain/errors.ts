import * as Data from "effect/Data";

/**
 * Everything that can go wrong between Podlog and a cluster, by what a user can do about it.
 * Each keeps what the server said (`details`) and the cause it was made from.
 * Their sentences and remedies stand in `explain.ts`.
 */
interface Told {
  /** The raw answer or the system's own words, shown behind *Details*; never a credential. */
  readonly details?: string;
  readonly cause?: unknown;
}

// The kubeconfig

export class KubeconfigMissing extends Data.TaggedError("KubeconfigMissing")<
  Told & { readonly paths: ReadonlyArray<string> }
> {}
export class KubeconfigEmpty extends Data.TaggedError("KubeconfigEmpty")<
  Told & { readonly paths: ReadonlyArray<string> }
> {}
export class KubeconfigBroken extends Data.TaggedError("KubeconfigBroken")<
  Told & { readonly path: string; readonly reason: string }
> {}
export class ContextUnknown extends Data.TaggedError("ContextUnknown")<
  Told & { readonly context: string; readonly known: ReadonlyArray<string> }
> {}
/** The kubeconfig asks for something that Podlog refuses by name rather than ignores (K1). */
export class NotSupported extends Data.TaggedError("NotSupported")<
  Told & { readonly what: string; readonly context: string }
> {}

// The way to the server

export class ConnectionRefused extends Data.TaggedError("ConnectionRefused")<
  Told & { readonly server: string }
> {}
export class HostNotFound extends Data.TaggedError("HostNotFound")<
  Told & { readonly server: string }
> {}
/** No way leads to the host: a network that is down, a VPN that is off. */
export class HostUnreachable extends Data.TaggedError("HostUnreachable")<
  Told & { readonly server: string }
> {}
export class ConnectionCut extends Data.TaggedError("ConnectionCut")<
  Told & { readonly server: string }
> {}
export class TimedOut extends Data.TaggedError("TimedOut")<
  Told & { readonly server: string; readonly afterMs: number }
> {}
export class CertificateRejected extends Data.TaggedError("CertificateRejected")<
  Told & { readonly server: string; readonly reason: string }
> {}
export class ProxyFailed extends Data.TaggedError("ProxyFailed")<
  Told & {
    /** Its host and port. */
    readonly proxy: string;
    readonly reason: string;
    /** The environment variable that names it; absent: the kubeconfig does. */
    readonly variable?: string;
    /** It wants another login: waiting will not help. */
    readonly login?: boolean;
  }
> {}

// Who the user is

/** A context as kubectl is told of it. */
export interface KubectlContext {
  readonly context: string;
  /** The files of the kubeconfig, where kubectl would not read them by itself. */
  readonly kubeconfigs?: ReadonlyArray<string>;
}

/** The API server does not accept the user's credentials, refreshed ones included. */
export class NotLoggedIn extends Data.TaggedError("NotLoggedIn")<
  Told & KubectlContext & { readonly user?: string }
> {}
export class CredentialPluginFailed extends Data.TaggedError("CredentialPluginFailed")<
  Told &
    KubectlContext & {
      readonly command: string;
      readonly reason: string;
      readonly installHint?: string;
      /** The user was asked about it and said no. */
      readonly declined?: true;
    }
> {}
export class Forbidden extends Data.TaggedError("Forbidden")<
  Told &
    KubectlContext & {
      readonly user?: string;
      readonly verb: string;
      /** `pods`, `pods/log`, … */
      readonly resource: string;
      readonly group?: string;
      readonly namespace?: string;
      readonly name?: string;
      /** What the server's own access review says: true where it allows what was refused. Absent: it could not be asked. */
      readonly reviewed?: boolean;
    }
> {}
/** The kubelet does not accept the API server: the cluster's fault, not the user's. */
export class NodeAuth extends Data.TaggedError("NodeAuth")<
  Told & { readonly pod: string; readonly node?: string }
> {}

// What was asked for

export class PodGone extends Data.TaggedError("PodGone")<
  Told & { readonly namespace: string; readonly pod: string }
> {}
export class NodeGone extends Data.TaggedError("NodeGone")<Told & { readonly node: string }> {}
/** The kubelet does not know the pod (any more, or yet). */
export class KubeletUnknownPod extends Data.TaggedError("KubeletUnknownPod")<
  Told & { readonly pod: string; readonly node?: string }
> {}
export class ObjectGone extends Data.TaggedError("ObjectGone")<
  Told & { readonly kind: string; readonly name: string; readonly namespace?: string }
> {}
/** A Service that selects no pods: without a selector (an external name, endpoints made by hand). */
export class NoSelector extends Data.TaggedError("NoSelector")<
  Told & { readonly kind: string; readonly name: string }
> {}
export class ContainerRequired extends Data.TaggedError("ContainerRequired")<
  Told & { readonly pod: string; readonly choices: ReadonlyArray<string> }
> {}
export class ContainerUnknown extends Data.TaggedError("ContainerUnknown")<
  Told & { readonly pod: string; readonly container: string }
> {}
/** The container cannot log yet; `reason` is the kubelet's word (`ContainerCreating`, …). */
export class ContainerWaiting extends Data.TaggedError("ContainerWaiting")<
  Told & { readonly pod: string; readonly container: string; readonly reason: string }
> {}
/** 204: the pod has no node yet. */
export class PodUnscheduled extends Data.TaggedError("PodUnscheduled")<
  Told & { readonly pod: string }
> {}
export class PreviousNotFound extends Data.TaggedError("PreviousNotFound")<
  Told & { readonly pod: string; readonly container: string }
> {}
export class LogsDisabledOnNode extends Data.TaggedError("LogsDisabledOnNode")<
  Told & { readonly pod: string; readonly node?: string }
> {}

// The server and what stands before it

export class Throttled extends Data.TaggedError("Throttled")<
  Told & { readonly retryAfterMs?: number }
> {}
export class KubeletUnreachable extends Data.TaggedError("KubeletUnreachable")<
  Told & {
    readonly node?: string;
    /** The kubelet's certificate is the reason: waiting will not help. */
    readonly certificate: boolean;
  }
> {}
export class Gateway extends Data.TaggedError("Gateway")<Told & { readonly status: number }> {}
/** Something answered that is not a Kubernetes API: an HTML page, JSON that is none, a 200 of another kind. */
export class NotKubernetes extends Data.TaggedError("NotKubernetes")<
  Told & { readonly server: string; readonly what: string }
> {}
/** 410: the resourceVersion is too old; list again. */
export class ResourceExpired extends Data.TaggedError("ResourceExpired")<Told> {}
/** The server understood and refused: a request of ours that is wrong (400, 422). */
export class RequestInvalid extends Data.TaggedError("RequestInvalid")<
  Told & { readonly status: number; readonly message: string }
> {}
/** Any answer that no rule knows, in the server's words. */
export class ServerSaid extends Data.TaggedError("ServerSaid")<
  Told & { readonly status: number; readonly message: string }
> {}

export type ConfigError =
  | KubeconfigMissing
  | KubeconfigEmpty
  | KubeconfigBroken
  | ContextUnknown
  | NotSupported
  | CredentialPluginFailed;

export type TransportError =
  | ConnectionRefused
  | HostNotFound
  | HostUnreachable
  | ConnectionCut
  | TimedOut
  | CertificateRejected
  | ProxyFailed;

/** All that a request to a cluster can fail with. */
export type KubeError =
  | ConfigError
  | TransportError
  | NotLoggedIn
  | Forbidden
  | NodeAuth
  | PodGone
  | NodeGone
  | KubeletUnknownPod
  | ObjectGone
  | NoSelector
  | ContainerRequired
  | ContainerUnknown
  | ContainerWaiting
  | PodUnscheduled
  | PreviousNotFound
  | LogsDisabledOnNode
  | Throttled
  | KubeletUnreachable
  | Gateway
  | NotKubernetes
  | ResourceExpired
  | RequestInvalid
  | ServerSaid;

/** What ends one source's stream; raised after its last line. */
export class SourceError extends Data.TaggedError("SourceError")<{
  readonly source: string;
  readonly cause: KubeError;
}> {}

/** What ends a session: no source of the target can be read until the user acts. Raised after the last batch. */
export class SessionError extends Data.TaggedError("SessionError")<{ readonly cause: KubeError }> {}

/** What a failed request means for one who wants to read on. */
export type NextStep =
  /** Only the user can help. */
  | "stop"
  /** Try again with growing delay. */
  | "retry"
  /** The pod's status will tell when. */
  | "wait";

/** What to do after a failed request; the one rule that source and session follow. */
export const nextStep = (error: KubeError): NextStep => {
  switch (error._tag) {
    case "ConnectionRefused":
    case "HostNotFound":
    case "HostUnreachable":
    case "ConnectionCut":
    case "TimedOut":
    case "KubeletUnknownPod":
    case "Throttled":
    case "Gateway":
    case "NotKubernetes":
    case "ResourceExpired":
    case "ServerSaid":
      return "retry";
    case "KubeletUnreachable":
      return error.certificate ? "stop" : "retry";
    case "ProxyFailed":
      return error.login === true ? "stop" : "retry";
    case "ContainerWaiting":
    case "PodUnscheduled":
    case "NodeGone":
      return "wait";
    case "KubeconfigMissing":
    case "KubeconfigEmpty":
    case "KubeconfigBroken":
    case "ContextUnknown":
    case "NotSupported":
    case "CredentialPluginFailed":
    case "CertificateRejected":
    case "NotLoggedIn":
    case "Forbidden":
    case "NodeAuth":
    case "PodGone":
    case "ObjectGone":
    case "NoSelector":
    case "ContainerRequired":
    case "ContainerUnknown":
    case "PreviousNotFound":
    case "LogsDisabledOnNode":
    case "RequestInvalid":
      return "stop";
  }
};
