import { type Host, type PodlogApi, type Running, start } from "./main.ts";

let running: Running | undefined;

/** VS Code starts the extension: on its first command, when its view is shown, or for another extension. */
export const activate = async (host: Host): Promise<PodlogApi> => {
  running = await start(host);
  return running.api;
};

/** VS Code ends the extension, and waits until all is closed. */
export const deactivate = async (): Promise<void> => {
  await running?.stop();
  running = undefined;
};
