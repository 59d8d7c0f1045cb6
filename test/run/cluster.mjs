import { copyFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { startDemoCluster } from "./demo-cluster.mjs";
import { ensureInstalled } from "./install.mjs";
import { launch, removeAtEnd } from "./processes.mjs";

// `npm run cluster [-- --kubeconfig FILE] [--port N] [--world NAME]` runs the test cluster, the demo
// by default, until Ctrl+C; FILE gets its kubeconfig and goes with it.
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
  console.log(`export KUBECONFIG=${file ?? cluster.kubeconfig}   # ${cluster.contexts.join(", ")}`);
  await cluster.exited;
  return 1;
});
