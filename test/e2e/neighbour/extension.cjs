// @ts-check
const vscode = require("vscode");

/** @typedef {import("../../../src/features/api/types.ts").PodlogApi} PodlogApi */

const pod = { context: "admin", namespace: "default", pod: "web" };

/** Podlog's API, as the documentation of its types says. */
const api = async () => {
  /** @type {import("vscode").Extension<PodlogApi> | undefined} */
  const extension = vscode.extensions.getExtension("podlog.podlog");
  const podlog = await extension?.activate();
  if (podlog?.version !== 1) throw new Error("There is no Podlog here");
  return podlog;
};

/** @param {string} text */
const say = (text) => void vscode.window.showInformationMessage(text);

/** What the user of this extension sees: the first row, and that the reading is left then. */
const read = async () => {
  for await (const { kind, level, source, text } of (await api()).readLogs(pod)) {
    say(`${source.pod}/${source.container} ${kind} ${level}: ${text}`);
    break;
  }
};

const open = async () => (await api()).open(pod, { preserveFocus: true });

const refused = async () => {
  try {
    for await (const { text } of (await api()).readLogs({ ...pod, context: "nologs" })) say(text);
  } catch (error) {
    say(error instanceof Error ? `${error.name}: ${error.message}` : "No error");
  }
};

/** By a command, as a key of the user's own would: what is not valid is refused to its caller. */
const byCommand = async () => {
  await vscode.commands.executeCommand("podlog.openLogs", { ...pod, container: "app" });
  try {
    await vscode.commands.executeCommand("podlog.openLogs", { ...pod, container: 7 });
  } catch (error) {
    say(error instanceof Error ? error.message : "No error");
  }
};

exports.activate = () => {
  vscode.commands.registerCommand("neighbour.byCommand", byCommand);
  vscode.commands.registerCommand("neighbour.read", read);
  vscode.commands.registerCommand("neighbour.open", open);
  vscode.commands.registerCommand("neighbour.refused", refused);
};
