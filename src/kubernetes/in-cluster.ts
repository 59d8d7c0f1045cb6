import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import * as Effect from "effect/Effect";
import type { Kubeconfig, KubeconfigPaths } from "./kubeconfig.ts";
import { optional } from "./json.ts";

/** Where a pod finds the credentials of its service account. */
const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

const name = "in-cluster";

/**
 * The cluster that this machine is a pod of, as a kubeconfig with the one context `in-cluster`: by
 * `KUBERNETES_SERVICE_HOST` and `_PORT` and the files of the service account, as client-go does where no kubeconfig
 * is found. Undefined elsewhere.
 */
export const inCluster = (
  where: KubeconfigPaths,
  folder: string = serviceAccountFolder,
): Effect.Effect<Kubeconfig | undefined> =>
  Effect.promise(async () => {
    const host = process.env["KUBERNETES_SERVICE_HOST"] ?? "";
    const port = process.env["KUBERNETES_SERVICE_PORT"] ?? "";
    const tokenFile = path.join(folder, "token");
    if (host === "" || port === "" || !(await isFile(tokenFile))) return undefined;
    const namespace = await readFile(path.join(folder, "namespace"), "utf8").catch(() => "");
    const caFile = path.join(folder, "ca.crt");
    return {
      ...where,
      currentContext: name,
      contexts: new Map([
        [
          name,
          {
            name,
            kubeconfig: tokenFile,
            cluster: name,
            user: name,
            ...optional("namespace", namespace.trim() || undefined),
          },
        ],
      ]),
      clusters: new Map([
        [
          name,
          {
            name,
            server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
            insecure: false,
            ...optional("caFile", (await isFile(caFile)) ? caFile : undefined),
          },
        ],
      ]),
      users: new Map([[name, { name, kubeconfig: tokenFile, tokenFile }]]),
    };
  });

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
