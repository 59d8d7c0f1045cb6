import { realClock } from "./clock.ts";
import type { RealClock } from "./clock.ts";
import { HISTORY_MS, startDemo } from "./demo/demo.ts";
import { startCluster } from "./server.ts";
import type { World } from "./world.ts";

/** Worlds by the name that `--world` takes; each begins and answers how it is ended. */
const worlds: Readonly<Record<string, (world: World, clock: RealClock) => () => void>> = {
  demo: (world, clock) => startDemo(world, clock.catchUp),
  empty: (_world, clock) => {
    clock.catchUp();
    return () => undefined;
  },
};

const usage = `npm run cluster -- [--kubeconfig FILE] [--port N] [--world ${Object.keys(worlds).join("|")}]`;

const readArguments = (
  list: readonly string[],
): { readonly port: number; readonly world: string; readonly withParent: boolean } => {
  let port = 0;
  let world = "demo";
  let withParent = false;
  for (let at = 0; at < list.length; at += 1) {
    const [name = "", value = list[at + 1] ?? ""] = (list[at] ?? "").split("=", 2);
    if (name === "--with-parent") {
      withParent = true;
      continue;
    }
    if (!(list[at] ?? "").includes("=")) at += 1;
    if (name === "--port" && /^\d+$/u.test(value)) port = Number(value);
    else if (name === "--world" && worlds[value] !== undefined) world = value;
    else throw new Error(`${list.join(" ")}: not understood. Usage: ${usage}`);
  }
  return { port, world, withParent };
};

const run = async (): Promise<void> => {
  const { port, world, withParent } = readArguments(process.argv.slice(2));
  const clock = realClock(HISTORY_MS);
  const cluster = await startCluster({ port, clock });
  const end = worlds[world]?.(cluster.world, clock);
  process.stdout.write(
    `${JSON.stringify({ kubeconfig: cluster.kubeconfigPath, contexts: cluster.contexts, server: cluster.url })}\n`,
  );
  let ending = false;
  const stop = (): void => {
    if (ending) return;
    ending = true;
    end?.();
    void cluster.close().then(() => {
      process.exit(0);
    });
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.once("SIGHUP", stop);
  if (!withParent) return;
  // The parent holds the other end of standard input, or of the IPC channel; when it dies, both close.
  process.once("disconnect", stop);
  if (process.send !== undefined) return;
  process.stdin.once("end", stop);
  process.stdin.once("error", stop);
  process.stdin.resume();
};

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
