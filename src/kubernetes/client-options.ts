import type { Agent, RequestOptions } from "node:https";
import { optional } from "./json.ts";

/** A server as a request reaches it; certificates and keys in base64, as a kubeconfig carries them inline. */
export interface Reached {
  readonly server: URL;
  readonly insecure: boolean;
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
}

/** Whom a request shows itself as. Secret. */
export interface Shown {
  readonly token?: string;
  readonly certData?: string;
  readonly keyData?: string;
  readonly username?: string;
  readonly password?: string;
}

/** TLS and headers of a request, and the way through a proxy, where there is one. Secret. */
export interface ClientOptions {
  readonly options: RequestOptions;
  readonly proxy?: { readonly address: string; readonly agent: Agent };
}

/** What a request needs, as client-node builds it; rejects where certificates or keys can't be read. */
export const clientOptions = async (to: Reached, as: Shown): Promise<ClientOptions> => {
  const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
  const kube = new KubeConfig();
  kube.loadFromOptions({
    clusters: [
      {
        name: "cluster",
        server: to.server.href,
        // client-node knows http: only as "insecure"; there is no TLS to verify either way.
        skipTLSVerify: to.insecure || to.server.protocol === "http:",
        ...optional("caData", to.caData),
        ...optional("tlsServerName", to.tlsServerName),
        ...optional("proxyUrl", to.proxyUrl),
      },
    ],
    // Without a user client-node would leave out the certificate authority too.
    users: [{ name: "user", ...as }],
    contexts: [{ name: "context", cluster: "cluster", user: "user" }],
    currentContext: "context",
  });
  const options: RequestOptions = {};
  await kube.applyToHTTPSOptions(options);
  const agent = options.agent;
  delete options.agent;
  return {
    options,
    ...optional(
      "proxy",
      to.proxyUrl === undefined || typeof agent !== "object"
        ? undefined
        : // SAFETY: with a proxy client-node makes an agent of node:https.
          { address: new URL(to.proxyUrl).host, agent: agent as Agent },
    ),
  };
};
