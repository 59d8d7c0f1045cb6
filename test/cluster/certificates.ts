import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** PEM of a certificate and its private key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority that lives as long as its cluster. */
export interface Authority {
  readonly pem: string;
  /** A server's certificate for 127.0.0.1 and localhost. */
  readonly server: () => Promise<KeyPair>;
  /** A client's certificate: the API server reads the user from CN and the groups from O. */
  readonly client: (user: string, groups: readonly string[]) => Promise<KeyPair>;
}

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 86_400_000;

/** Makes an authority of its own name; about 20 ms. */
export const makeAuthority = async (name = "kubernetes"): Promise<Authority> => {
  const keys = await crypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serial(),
    name: `CN=${name}`,
    keys,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const issue = async (
    subject: string,
    usage: x509.ExtendedKeyUsage,
    more: readonly x509.Extension[],
  ): Promise<KeyPair> => {
    const own = await crypto.subtle.generateKey(EC, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(),
      serialNumber: serial(),
      subject,
      issuer: ca.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: EC,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([usage], false),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ...more,
      ],
    });
    return {
      certificate: certificate.toString("pem"),
      key: x509.PemConverter.encode(
        await crypto.subtle.exportKey("pkcs8", own.privateKey),
        "PRIVATE KEY",
      ),
    };
  };
  return {
    pem: ca.toString("pem"),
    server: () =>
      issue("CN=kube-apiserver", x509.ExtendedKeyUsage.serverAuth, [
        new x509.SubjectAlternativeNameExtension([
          { type: "ip", value: "127.0.0.1" },
          { type: "dns", value: "localhost" },
          { type: "dns", value: "kubernetes" },
        ]),
      ]),
    client: (user, groups) =>
      issue(
        [`CN=${user}`, ...groups.map((group) => `O=${group}`)].join(", "),
        x509.ExtendedKeyUsage.clientAuth,
        [],
      ),
  };
};

// The real time: a test's clock stands wherever the test likes, a client's does not.
const validity = (): { readonly notBefore: Date; readonly notAfter: Date } => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + 3650 * DAY),
});

const serial = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex");
