import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What kubectl prints; `list` is its `KUBECONFIG`. Rejects where it fails. */
export const kubectl = async (args: ReadonlyArray<string>, list: string): Promise<string> =>
  (await run("kubectl", args, { env: { ...process.env, KUBECONFIG: list } })).stdout;

/** The version of the kubectl that is installed; undefined where none is. */
export const kubectlVersion = await kubectl(["version", "--client", "-o", "json"], "").then(
  (said) =>
    (JSON.parse(said) as { readonly clientVersion: { gitVersion: string } }).clientVersion
      .gitVersion,
  () => undefined,
);
