import { hostname } from "node:os";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

/** How one node of a tree looks. */
export interface TreeRow {
  /** Unique in the tree and the same as long as the thing is the same: expansion and selection hang on it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Plain text; never markdown, since clusters name things. */
  readonly tooltip?: string;
  /** A codicon, and the theme colour it has, if not the text's. */
  readonly icon: string;
  readonly color?: string;
  /** What `viewItem` is in the `when` clauses of `package.json`. */
  readonly kind: string;
  readonly expandable: boolean;
  /** What a click or Enter does, with the node as its argument. */
  readonly command?: { readonly id: string; readonly title: string };
}

/** What a tree shows, and what it wants to know of its user. Nodes are compared by identity. */
export interface TreeContent<Node> {
  /** The nodes under one, or the roots. */
  readonly children: (node: Node | undefined) => Effect.Effect<ReadonlyArray<Node>>;
  readonly row: (node: Node) => TreeRow;
  readonly expanded: (node: Node) => Effect.Effect<void>;
  readonly collapsed: (node: Node) => Effect.Effect<void>;
  /** False while the view is hidden or its container is closed. */
  readonly visible: (now: boolean) => Effect.Effect<void>;
}

/** A view as its content knows it. */
export interface TreeView<Node> {
  readonly redraw: Redraw<Node>;
  /**
   * Says something above the rows; nothing when empty. What stands beside a view's title is not shown where the view is
   * the only one of its container, and this hides the view's welcome.
   */
  readonly announce: (text: string) => void;
  /** The machine that the extension runs on, where that is another than the window's. */
  readonly machine: string | undefined;
}

/** Draws nodes again whose row or children changed; `undefined` for the whole tree. */
export type Redraw<Node> = (nodes: ReadonlyArray<Node> | undefined) => void;

const toItem = (node: unknown, row: TreeRow): vscode.TreeItem => {
  const item = new vscode.TreeItem(
    row.label,
    row.expandable
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  item.id = row.id;
  item.contextValue = row.kind;
  item.iconPath = new vscode.ThemeIcon(
    row.icon,
    row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
  );
  if (row.description !== undefined) item.description = row.description;
  item.tooltip = row.tooltip ?? row.label;
  if (row.command !== undefined)
    item.command = { command: row.command.id, title: row.command.title, arguments: [node] };
  return item;
};

/** VS Code's tree views. */
export class Trees extends Context.Service<
  Trees,
  {
    /** Fills a view of `package.json` until the scope closes. The content is made when the view is first looked at. */
    readonly show: <Node, R>(
      view: string,
      content: (view: TreeView<Node>) => Effect.Effect<TreeContent<Node>, never, R>,
    ) => Effect.Effect<void, never, R | Scope.Scope>;
  }
>()("podlog/Trees") {
  static readonly layer: Layer.Layer<Trees> = Layer.succeed(
    Trees,
    Trees.of({
      show: Effect.fnUntraced(function* <Node, R>(
        view: string,
        content: (view: TreeView<Node>) => Effect.Effect<TreeContent<Node>, never, R>,
      ) {
        const services = yield* Effect.context<R>();
        const changed = yield* scoped(() => new vscode.EventEmitter<Node[] | undefined>());
        const made = yield* Effect.cached(
          Effect.suspend(() =>
            content({
              redraw: (nodes) => changed.fire(nodes === undefined ? undefined : [...nodes]),
              announce: (text) => {
                tree.message = text;
              },
              machine: vscode.env.remoteName === undefined ? undefined : hostname(),
            }),
          ).pipe(Effect.provideContext(services)),
        );
        let shown: TreeContent<Node> | undefined;
        const runFork = Effect.runForkWith(services);
        /** Nodes come from the content: where one is told of, the content is there. */
        const tell = (told: (content: TreeContent<Node>) => Effect.Effect<void>): void => {
          if (shown !== undefined) runFork(told(shown));
        };
        const tree = yield* scoped(() =>
          vscode.window.createTreeView<Node>(view, {
            showCollapseAll: true,
            treeDataProvider: {
              onDidChangeTreeData: changed.event,
              getTreeItem: (node) => {
                if (shown === undefined) throw new Error("A node of no content");
                return toItem(node, shown.row(node));
              },
              getChildren: (node) =>
                Effect.runPromiseWith(services)(
                  Effect.flatMap(made, (ready) => {
                    shown = ready;
                    return Effect.map(ready.children(node), (nodes) => [...nodes]);
                  }),
                ),
            },
          }),
        );
        yield* scoped(() =>
          tree.onDidExpandElement(({ element }) => tell((to) => to.expanded(element))),
        );
        yield* scoped(() =>
          tree.onDidCollapseElement(({ element }) => tell((to) => to.collapsed(element))),
        );
        yield* scoped(() =>
          tree.onDidChangeVisibility(({ visible }) => tell((to) => to.visible(visible))),
        );
      }),
    }),
  );
}
