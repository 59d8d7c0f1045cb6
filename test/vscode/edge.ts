import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import type * as vscode from "vscode";
import type { Manifest } from "../../src/vscode/extension-context.ts";

/**
 * The edge of VS Code, as far as Podlog touches it, implemented for tests: it stands in for the module `vscode`
 * (`vi.mock`). What is not here fails loudly when it is touched. `desk` is the other side: what a user sees and does.
 */

export class EventEmitter<A> {
  /** How many listen to any of them that still stands. */
  static listening = 0;
  private readonly listeners = new Set<(value: A) => unknown>();
  readonly event = (listener: (value: A) => unknown): vscode.Disposable => {
    this.listeners.add(listener);
    EventEmitter.listening += 1;
    return {
      dispose: () => {
        if (this.listeners.delete(listener)) EventEmitter.listening -= 1;
      },
    };
  };
  fire(value: A): void {
    // As VS Code does: one that is added by another hears only what comes next.
    const listeners = [...this.listeners];
    for (const listener of listeners) listener(value);
  }
  dispose(): void {
    EventEmitter.listening -= this.listeners.size;
    this.listeners.clear();
  }
  get count(): number {
    return this.listeners.size;
  }
}

export class Uri {
  readonly path: string;
  readonly scheme: string;
  constructor(path: string, scheme = "file") {
    this.path = path;
    this.scheme = scheme;
  }
  static file(path: string): Uri {
    return new Uri(path);
  }
  static joinPath(base: Uri, ...parts: ReadonlyArray<string>): Uri {
    return new Uri([base.path, ...parts].join("/"), base.scheme);
  }
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(path, this.scheme);
  }
  toString(): string {
    return `file://${this.path}`;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;
  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class TreeItem {
  id?: string;
  description?: string;
  tooltip?: string;
  contextValue?: string;
  iconPath?: ThemeIcon;
  command?: { readonly command: string; readonly arguments: ReadonlyArray<unknown> };
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

interface WholeManifest extends Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: ReadonlyArray<string> };
  };
}

const packageJSON: WholeManifest = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
);

export class TabInputWebview {
  readonly viewType = "mainThreadWebview-podlog.logs";
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    if (line < 0 || character < 0) throw new Error("Positions are never negative");
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }
}

export const FileType = { File: 1, Directory: 2 } as const;
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const ViewColumn = { Active: -1, Beside: -2 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
export const QuickInputButtons = { Back: { iconPath: new ThemeIcon("back") } } as const;

/** A webview panel as VS Code holds it. */
export class EdgePanel {
  readonly posted: Array<unknown> = [];
  readonly viewType: string;
  title: string;
  iconPath: unknown;
  active = true;
  visible = true;
  disposed = false;
  private readonly disposing = new EventEmitter<void>();
  private readonly states = new EventEmitter<{ readonly webviewPanel: EdgePanel }>();
  private readonly received = new EventEmitter<unknown>();
  readonly onDidDispose = this.disposing.event;
  readonly onDidChangeViewState = this.states.event;
  readonly options: unknown;
  readonly webview = {
    html: "",
    options: {} as unknown,
    cspSource: "https://csp.test",
    onDidReceiveMessage: this.received.event,
    asWebviewUri: (uri: Uri) => new Uri(`/webview${uri.path}`),
    postMessage: async (message: unknown): Promise<boolean> => {
      if (this.disposed) throw new Error("Webview is disposed");
      // VS Code delivers to live views only.
      if (!this.visible) return false;
      this.posted.push(structuredClone(message));
      return true;
    },
  };

  /** Where it was opened, and whether it took the focus; nothing for one that was brought back. */
  readonly show: unknown;

  constructor(viewType: string, title: string, options: unknown, show?: unknown) {
    this.viewType = viewType;
    this.title = title;
    this.options = options;
    this.show = show;
  }

  reveal(_column: unknown, preserveFocus: boolean): void {
    if (!preserveFocus) for (const panel of desk.panels) panel.active = panel === this;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.active = false;
    this.disposing.fire();
  }

  /** The view posts a message to the extension. */
  says(message: unknown): void {
    this.received.fire(message);
  }

  /** Its tab is shown, or covered by another. */
  becomes(visible: boolean): void {
    this.visible = visible;
    this.active = visible;
    this.states.fire({ webviewPanel: this });
  }
}

/** A tree view as VS Code holds it. */
export class EdgeTree {
  message: string | undefined;
  readonly provider: vscode.TreeDataProvider<unknown>;
  disposed = false;
  private readonly expanding = new EventEmitter<{ readonly element: unknown }>();
  private readonly collapsing = new EventEmitter<{ readonly element: unknown }>();
  private readonly visibility = new EventEmitter<{ readonly visible: boolean }>();
  readonly onDidExpandElement = this.expanding.event;
  readonly onDidCollapseElement = this.collapsing.event;
  readonly onDidChangeVisibility = this.visibility.event;

  constructor(provider: vscode.TreeDataProvider<unknown>) {
    this.provider = provider;
  }

  dispose(): void {
    this.disposed = true;
  }

  /** The nodes under one, as VS Code asks when it is expanded. */
  async children(node?: unknown): Promise<ReadonlyArray<unknown>> {
    return (await this.provider.getChildren(node)) ?? [];
  }

  async item(node: unknown): Promise<TreeItem> {
    const item = await this.provider.getTreeItem(node);
    if (!(item instanceof TreeItem)) throw new Error("Not an item of this edge");
    return item;
  }

  /** The node under another whose label this is. */
  async find(label: string, under?: unknown): Promise<unknown> {
    const nodes = await this.children(under);
    const labels = await Promise.all(nodes.map(async (node) => (await this.item(node)).label));
    const at = labels.indexOf(label);
    if (at < 0) throw new Error(`No ${label} among ${labels.join(", ")}`);
    return nodes[at];
  }

  collapse(node: unknown): void {
    this.collapsing.fire({ element: node });
  }

  becomes(visible: boolean): void {
    this.visibility.fire({ visible });
  }
}

interface EdgeItem {
  readonly label: string;
  readonly kind?: number;
  readonly buttons?: ReadonlyArray<{ readonly tooltip?: string }>;
}

/** A quick pick as VS Code holds it. */
export class EdgePick {
  title = "";
  placeholder = "";
  value = "";
  busy = false;
  step: number | undefined;
  totalSteps: number | undefined;
  ignoreFocusOut = false;
  matchOnDescription = false;
  matchOnDetail = false;
  keepScrollPosition = false;
  canSelectMany = false;
  prompt: string | undefined;
  activeItems: ReadonlyArray<EdgeItem> = [];
  selectedItems: ReadonlyArray<EdgeItem> = [];
  buttons: ReadonlyArray<{ readonly tooltip?: string }> = [];
  shown = false;
  private rows: ReadonlyArray<EdgeItem> = [];
  private readonly accepting = new EventEmitter<void>();
  private readonly changing = new EventEmitter<string>();
  private readonly hiding = new EventEmitter<void>();
  private readonly triggering = new EventEmitter<unknown>();
  readonly onDidAccept = this.accepting.event;
  readonly onDidChangeValue = this.changing.event;
  readonly onDidHide = this.hiding.event;
  readonly onDidTriggerButton = this.triggering.event;
  private readonly triggeringItem = new EventEmitter<{
    readonly item: EdgeItem;
    readonly button: unknown;
  }>();
  readonly onDidTriggerItemButton = this.triggeringItem.event;

  get items(): ReadonlyArray<EdgeItem> {
    return this.rows;
  }
  /** As VS Code does: with other rows the keyboard is on the first of them. */
  set items(rows: ReadonlyArray<EdgeItem>) {
    this.rows = rows;
    this.activeItems = rows.filter(({ kind }) => kind !== -1).slice(0, 1);
    this.selectedItems = [];
  }

  show(): void {
    this.shown = true;
  }

  dispose(): void {
    this.shown = false;
  }

  get labels(): ReadonlyArray<string> {
    return this.items.filter(({ kind }) => kind !== -1).map(({ label }) => label);
  }

  choose(label: string): void {
    const item = this.items.find((one) => one.label === label);
    if (item === undefined) throw new Error(`No ${label} among ${this.labels.join(", ")}`);
    this.activeItems = [item];
    this.accepting.fire();
  }

  /** Enter, on whatever the keyboard is on. */
  enter(): void {
    this.accepting.fire();
  }

  /** Ticks the boxes of rows, where several may be chosen. */
  tick(...labels: ReadonlyArray<string>): void {
    this.selectedItems = this.items.filter(({ label }) => labels.includes(label));
  }

  /** Presses the button at the end of a row. */
  pressOn(label: string, tooltip: string): void {
    const item = this.items.find((one) => one.label === label);
    const button = item?.buttons?.find((one) => one.tooltip === tooltip);
    if (item === undefined || button === undefined) throw new Error(`No ${tooltip} on ${label}`);
    this.triggeringItem.fire({ item, button });
  }

  /** Presses a button beside the title. */
  press(tooltip: string): void {
    const button = this.buttons.find((one) => one.tooltip === tooltip);
    if (button === undefined) throw new Error(`No ${tooltip} beside the title`);
    this.triggering.fire(button);
  }

  type(text: string): void {
    this.value = text;
    this.changing.fire(text);
  }

  back(): void {
    this.triggering.fire(QuickInputButtons.Back);
  }

  escape(): void {
    this.shown = false;
    this.hiding.fire();
  }
}

const configuration = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();

/** What a file system of another machine says when it refuses. */
export class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A link as VS Code hands it to an extension. */
interface LinkUri {
  readonly path: string;
  readonly query: string;
}

/** A debug session as VS Code tells of it. */
export interface EdgeSession {
  readonly id: string;
  readonly type: string;
  readonly configuration: { readonly name: string };
  readonly parentSession?: EdgeSession;
  readonly workspaceFolder?: { readonly name: string; readonly uri: Uri };
}

const debugStarted = new EventEmitter<EdgeSession>();
const debugEnded = new EventEmitter<EdgeSession>();

interface Serializer {
  readonly deserializeWebviewPanel: (panel: EdgePanel, state: unknown) => Promise<void>;
}

/** What the user of this edge sees and does. */
export const desk = {
  commands: new Map<string, (argument: unknown) => unknown>(),
  /** Commands of VS Code itself that were carried out, with their arguments. */
  executed: [] as Array<ReadonlyArray<unknown>>,
  contextKeys: new Map<unknown, unknown>(),
  panels: [] as Array<EdgePanel>,
  trees: new Map<string, EdgeTree>(),
  picks: [] as Array<EdgePick>,
  log: [] as Array<string>,
  clipboard: "",
  /** What was run in terminals. */
  ran: Array<string>(),
  settings: new Map<string, unknown>(),
  /** Settings of the workspace, by their names; in `settings` are the user's. */
  workspaceSettings: new Map<string, unknown>(),
  trusted: true,
  /** What the window is a remote one of; undefined: of nothing. */
  remoteName: undefined as string | undefined,
  /** How often it was asked whether the workspace is trusted. */
  trustAsked: 0,
  stored: new Map<string, unknown>(),
  /** The paths of the files that were opened in an editor. */
  documents: Array<string>(),
  /** Where in the last of them, and how. */
  shownAt: undefined as object | undefined,
  /** The folders that are open, by their names. */
  folders: new Map<string, string>(),
  /** The paths of the files on this machine. */
  files: new Set<string>(),
  /** Resolves when a search for files may end. */
  searching: Promise.resolve(),
  /** The patterns by which files were looked for. */
  searched: Array<string>(),
  /** The groups of editors from left to right, each by what is in front: a log, or the path of a file. */
  groups: Array<"log" | "nothing" | { readonly file: string }>(),
  /** How each output channel was made, by its name. */
  channels: new Map<string, object>(),
  /** What other extensions give, by their ids. */
  extensions: new Map<string, unknown>(),
  /** Who opens links. */
  uriHandlers: new Set<{ readonly handleUri: (uri: LinkUri) => unknown }>(),
  serializers: new Map<string, Serializer>(),
  /** Where the user saves a file that is offered by this name. */
  savesTo: (_name: string): Uri | undefined => undefined,
  /** Files of another machine, by their paths. */
  remote: new Map<string, Uint8Array>(),
  /** Presses *Cancel* of the work under way. */
  cancel: new EventEmitter<void>(),
  /** Types a line where one is asked for, knowing what stands there. */
  types: (
    _title: string,
    _value: string,
    _typed: (text: string) => void,
  ): string | undefined | Promise<string | undefined> => undefined,
  /** Answers the questions that are asked by `showQuickPick` and messages. */
  answers: (_question: string, _items: ReadonlyArray<unknown> = []): string | undefined =>
    undefined,

  run: async (id: string, argument?: unknown): Promise<unknown> => {
    const command = desk.commands.get(id);
    if (command === undefined) throw new Error(`No command ${id}`);
    return command(argument);
  },
  set: (key: string, value: unknown): void => {
    desk.settings.set(key, value);
    configuration.fire({ affectsConfiguration: (section) => `podlog.${key}`.startsWith(section) });
  },
  /** Follows a link to the extension, as VS Code does: it decodes the query. */
  follow: (link: string): void => {
    const { pathname, search } = new URL(link);
    const uri = { path: pathname, query: decodeURIComponent(search.slice(1)) };
    for (const handler of desk.uriHandlers) handler.handleUri(uri);
  },
  /** A debug session starts; gives what ends it. */
  debug: (session: EdgeSession): (() => void) => {
    debugStarted.fire(session);
    return () => debugEnded.fire(session);
  },
  /** VS Code brings a panel back after a reload. */
  restore: async (state: unknown): Promise<EdgePanel> => {
    const panel = new EdgePanel("podlog.logs", "Restored", {});
    desk.panels.push(panel);
    const serializer = desk.serializers.get("podlog.logs");
    if (serializer === undefined) throw new Error("Nobody fills restored panels");
    await serializer.deserializeWebviewPanel(panel, state);
    return panel;
  },
  /** What `activate` is given. */
  context: () => ({
    // SAFETY: all that is asked of a Uri here is what this edge's own have.
    extensionUri: new Uri("/extension") as vscode.Uri,
    extension: { packageJSON },
    globalState: {
      keys: (): ReadonlyArray<string> => [...desk.stored.keys()],
      get: (key: string): unknown => desk.stored.get(key),
      update: async (key: string, value: unknown): Promise<void> => {
        if (value === undefined) desk.stored.delete(key);
        else desk.stored.set(key, value);
      },
    },
  }),
  reset: (): void => {
    desk.commands.clear();
    desk.executed.length = 0;
    desk.contextKeys.clear();
    desk.panels.length = 0;
    desk.trees.clear();
    desk.picks.length = 0;
    desk.log.length = 0;
    desk.clipboard = "";
    desk.ran = [];
    desk.settings.clear();
    desk.workspaceSettings.clear();
    desk.trusted = true;
    desk.remoteName = undefined;
    desk.trustAsked = 0;
    desk.stored.clear();
    desk.channels.clear();
    desk.documents.length = 0;
    desk.shownAt = undefined;
    desk.folders = new Map([["workspace", "/workspace"]]);
    desk.files.clear();
    desk.searching = Promise.resolve();
    desk.searched.length = 0;
    desk.groups = ["log"];
    desk.extensions.clear();
    desk.uriHandlers.clear();
    desk.serializers.clear();
    desk.remote.clear();
    desk.savesTo = () => undefined;
    desk.answers = () => undefined;
    desk.types = () => undefined;
  },
};

const logs = (level: string) => (text: string) => {
  desk.log.push(`${level} ${text}`);
};

export const window = {
  createOutputChannel: (name: string, options: object) => {
    desk.channels.set(name, options);
    return {
      trace: logs("trace"),
      debug: logs("debug"),
      info: logs("info"),
      warn: logs("warn"),
      error: logs("error"),
      show: () => {},
      dispose: () => {},
    };
  },
  createTerminal: () => ({
    show: () => {},
    sendText: (text: string) => {
      desk.ran.push(text);
    },
  }),
  showTextDocument: async (uri: Uri, options?: object): Promise<void> => {
    if (uri.path.endsWith(".bin")) throw new Error("File seems to be binary");
    desk.documents.push(uri.path);
    desk.shownAt = options;
  },
  get visibleTextEditors() {
    return desk.groups.flatMap((group, i) =>
      typeof group === "string"
        ? []
        : [{ viewColumn: i + 1, document: { uri: new Uri(group.file) } }],
    );
  },
  get tabGroups() {
    const all = desk.groups.map((group, i) => ({
      viewColumn: i + 1,
      activeTab: group === "log" ? { input: new TabInputWebview() } : undefined,
    }));
    return { all };
  },
  createTreeView: (
    id: string,
    options: { readonly treeDataProvider: vscode.TreeDataProvider<unknown> },
  ) => {
    const tree = new EdgeTree(options.treeDataProvider);
    desk.trees.set(id, tree);
    return tree;
  },
  createQuickPick: () => {
    const pick = new EdgePick();
    desk.picks.push(pick);
    return pick;
  },
  createWebviewPanel: (
    viewType: string,
    title: string,
    show: { readonly viewColumn: number; readonly preserveFocus: boolean },
    options: unknown,
  ) => {
    const panel = new EdgePanel(viewType, title, options, show);
    if (show.preserveFocus) panel.active = false;
    else for (const other of desk.panels) other.active = false;
    desk.panels.push(panel);
    return panel;
  },
  showInputBox: async ({
    title,
    validateInput,
    value,
  }: {
    readonly title: string;
    readonly value: string;
    readonly validateInput: (text: string) => unknown;
  }) => desk.types(title, value, (text) => void validateInput(text)),
  showQuickPick: async (
    items: ReadonlyArray<string | { readonly label: string }>,
    options: { readonly title: string },
  ) => {
    const answer = desk.answers(options.title, items);
    return items.find((item) => (typeof item === "string" ? item : item.label) === answer);
  },
  registerUriHandler: (handler: { readonly handleUri: (uri: LinkUri) => unknown }) => {
    desk.uriHandlers.add(handler);
    return { dispose: () => desk.uriHandlers.delete(handler) };
  },
  registerWebviewPanelSerializer: (viewType: string, serializer: Serializer) => {
    desk.serializers.set(viewType, serializer);
    return { dispose: () => desk.serializers.delete(viewType) };
  },
  showSaveDialog: async ({ defaultUri }: { readonly defaultUri: Uri }) =>
    desk.savesTo(defaultUri.path.slice(defaultUri.path.lastIndexOf("/") + 1)),
  withProgress: async (
    _options: unknown,
    work: (
      progress: { readonly report: () => void },
      token: { readonly onCancellationRequested: unknown },
    ) => Promise<void>,
  ) => work({ report: () => {} }, { onCancellationRequested: desk.cancel.event }),
  showInformationMessage: async (text: string) => {
    desk.log.push(`shown ${text}`);
    return desk.answers(text);
  },
  showWarningMessage: async (text: string, options?: string | { readonly detail: string }) => {
    desk.log.push(`shown ${text}`);
    if (typeof options === "object") desk.log.push(`detail ${options.detail}`);
    return desk.answers(text);
  },
  showErrorMessage: async (text: string) => {
    desk.log.push(`shown ${text}`);
  },
  setStatusBarMessage: (text: string) => {
    desk.log.push(`status ${text}`);
    return { dispose: () => {} };
  },
};

export const commands = {
  registerCommand: (id: string, run: (argument: unknown) => unknown) => {
    if (desk.commands.has(id)) throw new Error(`command '${id}' already exists`);
    desk.commands.set(id, run);
    return { dispose: () => desk.commands.delete(id) };
  },
  executeCommand: async (id: string, ...args: ReadonlyArray<unknown>): Promise<unknown> => {
    if (id === "setContext") return desk.contextKeys.set(args[0], args[1]);
    if (desk.commands.has(id)) return desk.run(id, args[0]);
    desk.executed.push([id, ...args]);
    return undefined;
  },
};

export const debug = {
  onDidStartDebugSession: debugStarted.event,
  onDidTerminateDebugSession: debugEnded.event,
};

const isRestricted = (key: string): boolean =>
  packageJSON.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`podlog.${key}`);

const merged = (own: unknown, user: unknown): unknown =>
  isRecord(own) && isRecord(user) ? { ...user, ...own } : (own ?? user);

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const workspace = {
  get isTrusted(): boolean {
    desk.trustAsked += 1;
    return desk.trusted;
  },
  getConfiguration: () => ({
    get: (key: string): unknown => {
      const [own, user] = [desk.workspaceSettings.get(key), desk.settings.get(key)];
      // VS Code gives what is restricted of a trusted workspace only, and merges objects.
      return merged(isRestricted(key) && !desk.trusted ? undefined : own, user);
    },
    inspect: (key: string) => ({
      key,
      globalValue: desk.settings.get(key),
      // One folder is open: VS Code tells its settings twice.
      workspaceValue: desk.workspaceSettings.get(key),
      workspaceFolderValue: desk.workspaceSettings.get(key),
    }),
  }),
  onDidChangeConfiguration: configuration.event,
  get workspaceFolders() {
    return desk.folders.size === 0
      ? undefined
      : [...desk.folders].map(([name, path]) => ({ name, uri: new Uri(path) }));
  },
  asRelativePath: ({ path }: Uri): string => {
    const [name, folder] = [...desk.folders].find(([, one]) => path.startsWith(`${one}/`)) ?? [];
    if (folder === undefined) return path;
    const within = path.slice(folder.length + 1);
    return desk.folders.size > 1 ? `${name}/${within}` : within;
  },
  findFiles: async (glob: string, exclude: string | undefined): Promise<ReadonlyArray<Uri>> => {
    desk.searched.push(glob);
    await desk.searching;
    if (glob.includes("fails")) throw new Error("ripgrep is gone");
    const left = exclude === undefined ? [] : ["node_modules", "site-packages", "dist-packages"];
    return [...desk.files]
      .filter((path) => [...desk.folders.values()].some((folder) => path.startsWith(`${folder}/`)))
      .filter((path) => !left.some((folder) => path.includes(`/${folder}/`)))
      .filter((path) => matchesGlob(path, glob))
      .map((path) => new Uri(path));
  },
  fs: {
    stat: async ({ path }: Uri): Promise<{ readonly type: number }> => {
      if (desk.files.has(path)) return { type: FileType.File };
      if ([...desk.files].some((file) => file.startsWith(`${path}/`)))
        return { type: FileType.Directory };
      throw new FileSystemError("FileNotFound");
    },
    writeFile: async ({ path }: Uri, bytes: Uint8Array): Promise<void> => {
      if (path.startsWith("/readonly/")) throw new FileSystemError("NoPermissions");
      desk.remote.set(path, bytes);
    },
    rename: async (from: Uri, to: Uri): Promise<void> => {
      const bytes = desk.remote.get(from.path);
      if (bytes === undefined) throw new FileSystemError("FileNotFound");
      desk.remote.delete(from.path);
      desk.remote.set(to.path, bytes);
    },
    delete: async ({ path }: Uri): Promise<void> => {
      desk.remote.delete(path);
    },
  },
};

export const extensions = {
  getExtension: (id: string) => {
    const given = desk.extensions.get(id);
    return given === undefined ? undefined : { activate: async (): Promise<unknown> => given };
  },
};

export const env = {
  uriScheme: "vscode-test",
  get remoteName(): string | undefined {
    return desk.remoteName;
  },
  clipboard: {
    writeText: async (text: string): Promise<void> => {
      desk.clipboard = text;
    },
  },
};
