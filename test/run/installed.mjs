import { environment, ensureInstalled, root } from "./install.mjs";
import { launch, run } from "./processes.mjs";

// `node test/run/installed.mjs COMMAND …` installs what is missing, then runs the command with
// Node 24 and the project's own commands first in the path.
await launch(async () => {
  const [command = "node", ...args] = process.argv.slice(2);
  await ensureInstalled();
  return run(command, args, { cwd: root, env: environment() });
});
