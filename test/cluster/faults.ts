import type { RequestKind } from "./request.ts";
import type { ApiRequest } from "./request.ts";
import type { ApiError } from "./status.ts";

/** Which requests a fault is for; what is left out matches all. */
export interface Match {
  readonly kind?: RequestKind | readonly RequestKind[];
  readonly namespace?: string;
  /** Plural of the resource: `pods`. */
  readonly resource?: string;
  readonly name?: string;
  readonly user?: string;
  /** Matched against path and query as they were sent. */
  readonly url?: RegExp;
  /** So many matching requests pass first. */
  readonly after?: number;
  /** So many requests get it; once if left out, `Infinity` for ever. */
  readonly times?: number;
}

/** What goes wrong. */
export type Fault =
  /** An error of the API server, as a `Status`. */
  | { readonly type: "status"; readonly error: ApiError }
  /** Any answer, in place of the true one. */
  | {
      readonly type: "answer";
      readonly code: number;
      readonly contentType: string;
      readonly body: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The true answer, until so many bytes of its body are through: then the socket dies, nothing more comes, or it ends cleanly. */
  | { readonly type: "cut" | "stall" | "end"; readonly at: number }
  /** The true answer, at most `bytes` at once and `ms` between. */
  | { readonly type: "slow"; readonly bytes: number; readonly ms: number }
  /** The true answer, later. */
  | { readonly type: "late"; readonly ms: number }
  /** No answer at all; the socket stays open. */
  | { readonly type: "silence" }
  /** The socket is closed before any answer. */
  | { readonly type: "reset" }
  /** The true log, then this text without stamp and newline, then a clean end: the kubelet's error after its 200. */
  | { readonly type: "inBand"; readonly text: string }
  /** Bytes in place of HTTP. */
  | { readonly type: "bytes"; readonly bytes: string | Uint8Array }
  /** A Content-Length of so many bytes, of which only `body` comes. */
  | { readonly type: "claims"; readonly length: number; readonly body: string }
  /** So many header lines. */
  | { readonly type: "headerFlood"; readonly lines: number }
  /** A body of this, over and over, that never ends. */
  | { readonly type: "endless"; readonly contentType: string; readonly chunk: string };

/** A fault that is set: how often it struck, and its end. */
export interface SetFault {
  readonly hits: number;
  readonly remove: () => void;
}

interface Entry {
  readonly match: Match;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

const HTML = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

/** The faults a test has set, and the answers of real clusters in trouble ready made. */
export class Faults {
  readonly #entries = new Set<Entry>();

  /** Sets a fault for matching requests. */
  on(match: Match, fault: Fault): SetFault {
    const entry: Entry = { match, fault, seen: 0, hits: 0 };
    this.#entries.add(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.#entries.delete(entry);
      },
    };
  }

  /** Ends all faults. */
  clear(): void {
    this.#entries.clear();
  }

  /** The fault a request meets. */
  take(request: ApiRequest, url: string, user: string): Fault | undefined {
    for (const entry of this.#entries) {
      if (!fits(entry.match, request, url, user)) continue;
      entry.seen += 1;
      if (entry.seen <= (entry.match.after ?? 0)) continue;
      if (entry.hits >= (entry.match.times ?? 1)) continue;
      entry.hits += 1;
      return entry.fault;
    }
    return undefined;
  }

  /** 429: plain text, not a `Status` (`priority-and-fairness.go`). */
  static tooManyRequests(retryAfterSeconds = 1): Fault {
    return {
      type: "answer",
      code: 429,
      contentType: "text/plain; charset=utf-8",
      body: "Too many requests, please try again later.\n",
      headers: {
        "Retry-After": String(retryAfterSeconds),
        "X-Content-Type-Options": "nosniff",
      },
    };
  }

  /** 502, 503, 504 from something in front of the API server. */
  static gateway(code: 502 | 503 | 504): Fault {
    const title = {
      502: "502 Bad Gateway",
      503: "503 Service Temporarily Unavailable",
      504: "504 Gateway Time-out",
    }[code];
    return { type: "answer", code, contentType: "text/html", body: HTML(title) };
  }

  /** 200, and a page for people to log in: no API server at all. */
  static loginPage(): Fault {
    return {
      type: "answer",
      code: 200,
      contentType: "text/html; charset=utf-8",
      body: "<!doctype html>\n<html><head><title>Sign in</title></head><body><form><input name=user></form></body></html>\n",
    };
  }

  /** 401 of the API server: the token is not valid any more. */
  static unauthorized(): Fault {
    return {
      type: "status",
      error: { code: 401, reason: "Unauthorized", message: "Unauthorized" },
    };
  }

  /** 500 with a message of its own and no reason: how the API server passes on that it can't reach the kubelet. */
  static internal(message: string): Fault {
    return { type: "status", error: { code: 500, message } };
  }

  /** 500s of an API server that does not reach the kubelet, each as Kubernetes words it. */
  static kubeletUnreachable(
    cause: "refused" | "timeout" | "tls" | "x509" | "noAgent" = "refused",
    target = "10.0.0.5:10250/containerLogs/default/p/app?follow=true",
  ): Fault {
    const address = target.split("/")[0] ?? target;
    const why = {
      refused: `dial tcp ${address}: connect: connection refused`,
      timeout: `dial tcp ${address}: i/o timeout`,
      tls: "remote error: tls: internal error",
      x509: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      noAgent: "No agent available",
    }[cause];
    return Faults.internal(`Get "https://${target}": ${why}`);
  }

  /** The kubelet does not accept the API server's credentials. */
  static nodeUnauthorized(pod: string): Fault {
    return Faults.kubelet(
      401,
      "Unauthorized",
      "the server has asked for the client to provide credentials",
      pod,
    );
  }

  /** The kubelet does not allow the API server what it asks. */
  static nodeForbidden(pod: string): Fault {
    return Faults.kubelet(
      403,
      "Forbidden",
      "Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource(s)=[proxy])",
      pod,
    );
  }

  /** The kubelet does not know the pod. */
  static kubeletLacksPod(pod: string): Fault {
    return Faults.kubelet(404, "NotFound", "the server could not find the requested resource", pod);
  }

  /** The node serves no logs (`enableDebuggingHandlers: false`). */
  static logsDisabled(pod: string): Fault {
    return Faults.kubelet(
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
      pod,
    );
  }

  private static kubelet(code: number, reason: string, sentence: string, pod: string): Fault {
    return {
      type: "status",
      error: {
        code,
        reason,
        message: `${sentence} ( pods/log ${pod})`,
        details: { name: pod, kind: "pods/log" },
      },
    };
  }
}

const fits = (match: Match, request: ApiRequest, url: string, user: string): boolean => {
  const kindsWanted = match.kind === undefined ? undefined : [match.kind].flat();
  return (
    (kindsWanted === undefined || kindsWanted.includes(request.kind)) &&
    (match.namespace === undefined || match.namespace === request.namespace) &&
    (match.resource === undefined || match.resource === request.resource?.plural) &&
    (match.name === undefined || match.name === request.name) &&
    (match.user === undefined || match.user === user) &&
    (match.url === undefined || match.url.test(url))
  );
};
