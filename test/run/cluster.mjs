import { copyFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { startDemoCluster } from "./demo-cluster.mjs";
import { ensureInstalled } from "./install.mjs";
import { launch, removeAtEnd } from "./processes.mjs";

// `npm run cluster [-- --kubeconfig FILE] [--port N] [--world NAME]` runs the test cluster, the demo
// by default, until Ctrl+C, and prints one line of JSON: its kubeconfig, the contexts in it, and its
// address. FILE gets the kubeconfig and goes with it.
await launch(async () => {
  const args = process.argv.slice(2);
  const at = args.indexOf("--kubeconfig");
  const [, file] = at < 0 ? [] : args.splice(at, 2);
  await ensureInstalled();
  const cluster = await startDemoCluster(args);
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(cluster.kubeconfig, removeAtEnd(file));
  }
  const { contexts, kubeconfig, server } = cluster;
  console.log(JSON.stringify({ kubeconfig: file ?? kubeconfig, contexts, server }));
  await cluster.exited;
  return 1;
});
