import { type Host, type Running, start } from "./main.ts";

let running: Running | undefined;

/** VS Code starts the extension: on its first command or when its view is shown. */
export const activate = async (host: Host): Promise<void> => {
  running = await start(host);
};

/** VS Code ends the extension, and waits until all is closed. */
export const deactivate = async (): Promise<void> => {
  await running?.stop();
  running = undefined;
};
