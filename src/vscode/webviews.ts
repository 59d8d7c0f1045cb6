import * as Context from "effect/Context";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as vscode from "vscode";
import { Extension } from "./extension-context.ts";
import { events } from "./events.ts";
import type { RestoredPanel } from "./restored-panels.ts";
import { scoped } from "./scoped.ts";

/** What a webview's page is written with: addresses it may load, and where its rules allow from. */
export interface PageAssets {
  /** The address of a file of `dist/webview`. */
  readonly asset: (name: string) => string;
  readonly cspSource: string;
}

/** How a webview panel is opened. */
export interface WebviewRequest {
  /** The view type, as `activeWebviewPanelId` names it. */
  readonly viewType: string;
  readonly title: string;
  readonly beside: boolean;
  readonly preserveFocus: boolean;
  readonly html: (assets: PageAssets) => string;
  /** A panel that VS Code has brought back after a reload, to be filled instead of a new one. */
  readonly restored?: RestoredPanel | undefined;
}

/** An open webview panel; the scope that made it closes it. */
export interface WebviewPanel {
  /** Sends at once, in the order of the calls; answers false when no live view took it, and never rejects. */
  readonly post: (message: unknown) => Promise<boolean>;
  readonly messages: Stream.Stream<unknown>;
  /** Whether it can be seen, each time that may have changed. */
  readonly visible: Stream.Stream<boolean>;
  /** Whether it has the workbench's attention, each time that may have changed. */
  readonly active: Stream.Stream<boolean>;
  readonly isActive: Effect.Effect<boolean>;
  readonly reveal: (preserveFocus: boolean) => Effect.Effect<void>;
  readonly setTitle: (title: string) => Effect.Effect<void>;
  readonly close: Effect.Effect<void>;
  /** Resumes when the panel was closed. */
  readonly closed: Effect.Effect<void>;
}

/** VS Code's webview panels. */
export class Webviews extends Context.Service<
  Webviews,
  {
    readonly open: (request: WebviewRequest) => Effect.Effect<WebviewPanel, never, Scope.Scope>;
  }
>()("podlog/Webviews") {
  static readonly layer: Layer.Layer<Webviews, never, Extension> = Layer.effect(
    Webviews,
    Effect.map(Extension, ({ extensionUri }) => {
      const root = vscode.Uri.joinPath(extensionUri, "dist", "webview");
      const icon = (theme: "light" | "dark") =>
        vscode.Uri.joinPath(extensionUri, "media", "icons", `tab-${theme}.svg`);

      const open = Effect.fnUntraced(function* (request: WebviewRequest) {
        const closed = yield* Deferred.make<void>();
        const page = { enableScripts: true, localResourceRoots: [root] };
        const panel = yield* scoped(
          () =>
            request.restored ??
            vscode.window.createWebviewPanel(
              request.viewType,
              request.title,
              {
                viewColumn: request.beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
                preserveFocus: request.preserveFocus,
              },
              // Its page is thrown away while hidden: the host keeps what it shows (P4).
              { ...page, enableFindWidget: false },
            ),
        );
        if (request.restored !== undefined) {
          panel.title = request.title;
          panel.webview.options = page;
        }
        panel.iconPath = { light: icon("light"), dark: icon("dark") };
        // Heard from before the page begins: its first word must not be missed.
        const messages = yield* Queue.unbounded<unknown>();
        yield* scoped(() =>
          panel.webview.onDidReceiveMessage((message) => Queue.offerUnsafe(messages, message)),
        );
        yield* scoped(() => panel.onDidDispose(() => Deferred.doneUnsafe(closed, Effect.void)));
        panel.webview.html = request.html({
          asset: (name) => panel.webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString(),
          cspSource: panel.webview.cspSource,
        });
        const states = events(panel.onDidChangeViewState);
        return {
          post: async (message: unknown) => {
            try {
              return await panel.webview.postMessage(message);
            } catch {
              // Closed between two lines: `closed` tells it.
              return false;
            }
          },
          messages: Stream.fromQueue(messages),
          visible: Stream.map(states, (state) => state.webviewPanel.visible),
          active: Stream.map(states, (state) => state.webviewPanel.active),
          isActive: Effect.sync(() => panel.active),
          reveal: (preserveFocus: boolean) =>
            Effect.sync(() => panel.reveal(undefined, preserveFocus)),
          setTitle: (title: string) =>
            Effect.sync(() => {
              panel.title = title;
            }),
          close: Effect.sync(() => panel.dispose()),
          closed: Deferred.await(closed),
        } satisfies WebviewPanel;
      });
      return Webviews.of({ open });
    }),
  );
}
