import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { removeAtEnd } from "../run/processes.mjs";
import { makePackage } from "../run/vsix.mjs";
import { type Server, startServer } from "./harness/server.ts";
import { podLogs } from "./pod-logs.ts";
import { setStage } from "./stage.ts";

let server: Server | undefined;

// The same tests, on the package as a user installs it.
podLogs(
  setStage(async () => {
    const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-vsix-")));
    server = await startServer({ extension: { vsix: await makePackage(folder) } });
    return server;
  }),
);

afterAll(() => server?.end());
