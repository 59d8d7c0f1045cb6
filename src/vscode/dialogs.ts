import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as vscode from "vscode";

/** The short ways in which VS Code asks, tells and opens things. */
export class Dialogs extends Context.Service<
  Dialogs,
  {
    /** A quick pick of two; true when `yes` was chosen. Escape is a no. */
    readonly confirm: (question: string, yes: string, no: string) => Effect.Effect<boolean>;
    /** A modal question, for what must not be overlooked; true when `yes` was chosen. */
    readonly confirmModal: (
      question: string,
      detail: string,
      yes: string,
    ) => Effect.Effect<boolean>;
    /** Tells something and offers what can be done about it; gives what was chosen, undefined where nothing was. */
    readonly offer: (
      text: string,
      ...choices: ReadonlyArray<string>
    ) => Effect.Effect<string | undefined>;
    /** The same for what stands in the way of something. */
    readonly warn: (
      text: string,
      ...choices: ReadonlyArray<string>
    ) => Effect.Effect<string | undefined>;
    /** Tells what went wrong. */
    readonly complain: (text: string) => Effect.Effect<void>;
    readonly chooseOne: (
      title: string,
      choices: ReadonlyArray<{ readonly label: string; readonly description?: string }>,
    ) => Effect.Effect<string | undefined>;
    /**
     * A line to type, with what stands in it at first; `typed` is told of it as it is typed. Undefined where the user
     * thought better of it.
     */
    readonly ask: (
      title: string,
      hint: string,
      value: string,
      typed: (text: string) => Effect.Effect<void>,
    ) => Effect.Effect<string | undefined>;
    readonly copy: (text: string) => Effect.Effect<void>;
    /** Runs a command in a terminal of its own, for the user to see and to answer what it asks. */
    readonly runInTerminal: (command: string) => Effect.Effect<void>;
    /** A message in the status bar for some seconds. */
    readonly say: (text: string) => Effect.Effect<void>;
    /**
     * Opens a kubeconfig in an editor: the one in use, where none is named; the setting that names one, where it can't be
     * opened.
     */
    readonly openKubeconfig: (path: string | undefined) => Effect.Effect<void>;
  }
>()("podlog/Dialogs") {
  static readonly layer: Layer.Layer<Dialogs> = Layer.succeed(
    Dialogs,
    Dialogs.of({
      confirm: (question, yes, no) =>
        Effect.promise(() =>
          vscode.window.showQuickPick([yes, no], { title: question, placeHolder: question }),
        ).pipe(Effect.map((answer) => answer === yes)),
      confirmModal: (question, detail, yes) =>
        Effect.promise(() =>
          vscode.window.showWarningMessage(question, { modal: true, detail }, yes),
        ).pipe(Effect.map((answer) => answer === yes)),
      offer: (text, ...choices) =>
        Effect.promise(() => vscode.window.showInformationMessage(text, ...choices)),
      warn: (text, ...choices) =>
        Effect.promise(() => vscode.window.showWarningMessage(text, ...choices)),
      complain: (text) => Effect.sync(() => void vscode.window.showErrorMessage(text)),
      chooseOne: (title, choices) =>
        Effect.promise(() =>
          vscode.window.showQuickPick([...choices], { title, placeHolder: title }),
        ).pipe(Effect.map((answer) => answer?.label)),
      ask: (title, hint, value, typed) =>
        Effect.promise(() =>
          vscode.window.showInputBox({
            title,
            placeHolder: hint,
            value,
            validateInput: (text) => {
              Effect.runFork(typed(text));
              return undefined;
            },
          }),
        ),
      copy: (text) => Effect.promise(() => vscode.env.clipboard.writeText(text)),
      runInTerminal: (command) =>
        Effect.sync(() => {
          const terminal = vscode.window.createTerminal("Podlog");
          terminal.show();
          terminal.sendText(command);
        }),
      say: (text) => Effect.sync(() => void vscode.window.setStatusBarMessage(text, 4000)),
      openKubeconfig: (path) => {
        const setting = Effect.promise(() =>
          vscode.commands.executeCommand("workbench.action.openSettings", "podlog.kubeconfig"),
        ).pipe(Effect.asVoid);
        return path === undefined
          ? Effect.promise(() => vscode.commands.executeCommand("podlog.openKubeconfig")).pipe(
              Effect.asVoid,
            )
          : Effect.tryPromise(() => vscode.window.showTextDocument(vscode.Uri.file(path))).pipe(
              Effect.asVoid,
              Effect.catchCause(() => setting),
            );
      },
    }),
  );
}
