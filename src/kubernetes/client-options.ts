import type { RequestOptions } from "node:https";
import type { SecureContext } from "node:tls";
import { optional } from "./json.ts";
import { machineAuthorities, machineTrust } from "./machine-trust.ts";

/** A server as a request reaches it; certificates and keys in base64, as a kubeconfig carries them inline. */
export interface Reached {
  readonly server: URL;
  readonly insecure: boolean;
  readonly caData?: string;
  readonly tlsServerName?: string;
}

/** Whom a request shows itself as. Secret. */
export interface Shown {
  readonly token?: string;
  readonly certData?: string;
  readonly keyData?: string;
  readonly username?: string;
  readonly password?: string;
}

/** TLS and headers of a request. Secret. */
export interface ClientOptions extends RequestOptions {
  readonly secureContext?: SecureContext;
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
      },
    ],
    // Without a user client-node would leave out the certificate authority too.
    users: [{ name: "user", ...as }],
    contexts: [{ name: "context", cluster: "cluster", user: "user" }],
    currentContext: "context",
  });
  const options: RequestOptions = {};
  await kube.applyToHTTPSOptions(options);
  // The connections are ours.
  delete options.agent;
  if (to.caData !== undefined || to.insecure || to.server.protocol === "http:") return options;
  return as.certData === undefined
    ? { ...options, secureContext: machineTrust() }
    : { ...options, ca: machineAuthorities() };
};
