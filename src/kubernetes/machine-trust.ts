import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

let authorities: ReadonlyArray<string> | undefined;
let context: SecureContext | undefined;

/**
 * The certificate authorities in PEM that this machine trusts, and Node with it: what counts where a kubeconfig names
 * none. Kubectl goes by the machine's too (Go, crypto/x509: SystemCertPool), and an office's own may be among them.
 */
export const machineAuthorities = (): Array<string> => {
  // 80 ms, and again for nothing: Node keeps them, too.
  authorities ??= [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
  return [...authorities];
};

/** The same as a context for connections without a client's certificate, made once: it takes 15 ms. */
export const machineTrust = (): SecureContext =>
  (context ??= createSecureContext({ ca: machineAuthorities() }));
