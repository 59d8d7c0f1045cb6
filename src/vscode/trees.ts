import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as vscode from "vscode";
import { events, scoped } from "./scoped.ts";

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
  /** What a click does, with the node as its argument. */
  readonly command?: { readonly id: string; readonly title: string };
}

/** What a tree shows. Nodes are compared by identity. */
export interface TreeContent<Node, R> {
  /** The nodes under one, or the roots. */
  readonly children: (node: Node | undefined) => Effect.Effect<ReadonlyArray<Node>, never, R>;
  readonly row: (node: Node) => TreeRow;
  /** The nodes whose row or children changed; `undefined` for the whole tree. */
  readonly changes: Stream.Stream<ReadonlyArray<Node> | undefined>;
}

/** A tree as its user handles it. */
export interface ShownTree<Node> {
  /** False while the view is hidden or its container is closed. */
  readonly visible: Stream.Stream<boolean>;
  readonly expanded: Stream.Stream<Node>;
  readonly collapsed: Stream.Stream<Node>;
}

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
    /** Fills a view of `package.json` until the scope closes. */
    readonly show: <Node, R>(
      view: string,
      content: TreeContent<Node, R>,
    ) => Effect.Effect<ShownTree<Node>, never, R | Scope.Scope>;
  }
>()("podlog/Trees") {
  static readonly layer: Layer.Layer<Trees> = Layer.succeed(
    Trees,
    Trees.of({
      show: Effect.fnUntraced(function* <Node, R>(view: string, content: TreeContent<Node, R>) {
        const runPromise = Effect.runPromiseWith(yield* Effect.context<R>());
        const changed = yield* scoped(() => new vscode.EventEmitter<Node[] | undefined>());
        yield* Effect.forkScoped(
          Stream.runForEach(content.changes, (nodes) =>
            Effect.sync(() => changed.fire(nodes === undefined ? undefined : [...nodes])),
          ),
          { startImmediately: true },
        );
        const tree = yield* scoped(() =>
          vscode.window.createTreeView<Node>(view, {
            showCollapseAll: true,
            treeDataProvider: {
              onDidChangeTreeData: changed.event,
              getTreeItem: (node) => toItem(node, content.row(node)),
              getChildren: (node) =>
                runPromise(Effect.map(content.children(node), (nodes) => [...nodes])),
            },
          }),
        );
        return {
          visible: Stream.map(events(tree.onDidChangeVisibility), (change) => change.visible),
          expanded: Stream.map(events(tree.onDidExpandElement), (change) => change.element),
          collapsed: Stream.map(events(tree.onDidCollapseElement), (change) => change.element),
        };
      }),
    }),
  );
}
