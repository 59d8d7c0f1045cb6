/** A context of the kubeconfig, with all it names. */
export interface KubeContext {
  readonly name: string;
  readonly server: string;
  readonly caPem: string;
  readonly namespace?: string | undefined;
  readonly token?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A kubeconfig with a cluster, a user and a context for each entry, all under the context's name. */
export const kubeconfig = (contexts: readonly KubeContext[], current: string): string => {
  const clusters = contexts.map(
    ({ name, server, caPem }) =>
      `- name: ${name}\n  cluster:\n    server: ${server}\n    certificate-authority-data: ${base64(caPem)}\n`,
  );
  const users = contexts.map(({ name, token, certificate, key }) => {
    const fields = [
      ...(token === undefined ? [] : [`    token: ${token}\n`]),
      ...(certificate === undefined
        ? []
        : [`    client-certificate-data: ${base64(certificate)}\n`]),
      ...(key === undefined ? [] : [`    client-key-data: ${base64(key)}\n`]),
    ];
    return `- name: ${name}\n  user:${fields.length === 0 ? " {}\n" : `\n${fields.join("")}`}`;
  });
  const list = contexts.map(
    ({ name, namespace }) =>
      `- name: ${name}\n  context:\n    cluster: ${name}\n    user: ${name}\n${namespace === undefined ? "" : `    namespace: ${namespace}\n`}`,
  );
  return `apiVersion: v1\nkind: Config\ncurrent-context: ${current}\nclusters:\n${clusters.join("")}users:\n${users.join("")}contexts:\n${list.join("")}`;
};
