import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

/** A webview panel that VS Code has brought back, still empty. */
export type RestoredPanel = vscode.WebviewPanel;

/** The webview panels that were open when the window was reloaded or VS Code was closed. */
export class RestoredPanels extends Context.Service<
  RestoredPanels,
  {
    /** Has the panels of a view type filled, each with what its page kept of itself by `setState`. */
    readonly fill: <R>(
      viewType: string,
      run: (panel: RestoredPanel, state: unknown) => Effect.Effect<void, never, R>,
    ) => Effect.Effect<void, never, R | Scope.Scope>;
  }
>()("podlog/RestoredPanels") {
  static readonly layer: Layer.Layer<RestoredPanels> = Layer.succeed(
    RestoredPanels,
    RestoredPanels.of({
      fill: Effect.fnUntraced(function* <R>(
        viewType: string,
        run: (panel: RestoredPanel, state: unknown) => Effect.Effect<void, never, R>,
      ) {
        const runPromise = Effect.runPromiseWith(yield* Effect.context<R>());
        yield* scoped(() =>
          vscode.window.registerWebviewPanelSerializer(viewType, {
            deserializeWebviewPanel: (panel, state: unknown) => runPromise(run(panel, state)),
          }),
        );
      }),
    }),
  );
}
