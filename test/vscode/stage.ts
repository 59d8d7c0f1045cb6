import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { decodeToWebview, type ToWebview } from "../../src/protocol/to-webview.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel, type EdgePick, type EdgeTree } from "./edge.ts";

// The world here is real: client-node alone takes seconds to load on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** How long something may take in a real world, in ms. */
export const patience = { timeout: 30_000, interval: 10 };

/** Waits until something is there. */
export const until = <A>(look: () => A | undefined): Promise<A> =>
  vi.waitFor(() => {
    const found = look();
    if (found === undefined) throw new Error("not yet");
    return found;
  }, patience);

/** Waits until a quick pick shows an entry. */
export const shown = (pick: EdgePick, label: string): Promise<true> =>
  until(() => (pick.labels.includes(label) ? true : undefined));

/** What stands beside the label of an entry. */
export const described = (pick: EdgePick, label: string): string | undefined =>
  pick.items.map((item) => ({ description: undefined, ...item })).find((one) => one.label === label)
    ?.description;

/** Runs a command, and gives its quick pick once that is there. */
export const start = async (
  command: string,
  argument?: unknown,
): Promise<{ readonly pick: EdgePick; readonly walk: Promise<unknown> }> => {
  const before = desk.picks.length;
  const walk = desk.run(command, argument);
  return { pick: await until(() => desk.picks[before]), walk };
};

/** The view *Clusters*. */
export const tree = (): EdgeTree => {
  const found = desk.trees.get("podlog.clusters");
  if (found === undefined) throw new Error("No tree");
  return found;
};

/** The labels under a node of it. */
export const labels = async (node: unknown): Promise<ReadonlyArray<string>> =>
  Promise.all((await tree().children(node)).map(async (one) => (await tree().item(one)).label));

/** The one panel that is open, once it is. */
export const onePanel = (): Promise<EdgePanel> => until(() => desk.panels[0]);

/** Takes all that was sent to a panel, so that more is sent. */
export const acknowledge = (panel: EdgePanel): void => {
  const seq = panel.posted.length === 0 ? 0 : (panel.posted.at(-1) as { readonly seq: number }).seq;
  panel.says({ _tag: "Ack", seq });
};

/** All that was posted to a panel. */
export const posted = (panel: EdgePanel): ReadonlyArray<ToWebview> =>
  panel.posted.map(decodeToWebview);

/** A message to a view, by its kind. */
export type Message<Tag extends ToWebview["_tag"]> = Extract<ToWebview, { readonly _tag: Tag }>;

/** The last message of a kind that was posted to a panel, once one is as it should be. */
export const told = <Tag extends ToWebview["_tag"]>(
  panel: EdgePanel,
  tag: Tag,
  is: (message: Message<Tag>) => boolean = () => true,
): Promise<Message<Tag>> =>
  vi.waitFor(() => {
    const last = posted(panel).findLast((one): one is Message<Tag> => one._tag === tag);
    if (last === undefined || !is(last)) throw new Error(`not yet: ${JSON.stringify(last)}`);
    return last;
  }, patience);

/** The texts of all rows that were posted to a panel, in order. */
export const texts = (panel: EdgePanel): ReadonlyArray<string> =>
  posted(panel).flatMap((message) => {
    if (!("rows" in message) || message.rows === undefined) return [];
    const { ends, text } = message.rows;
    return ends.map((end, i) =>
      Buffer.from(text.subarray(i === 0 ? 0 : (ends[i - 1] ?? 0), end)).toString("utf8"),
    );
  });

/** What a file of tests plays with. */
export interface Stage {
  readonly cluster: Cluster;
  /** Ends the extension and starts it again, as a window that is reloaded does. */
  readonly reload: () => Promise<void>;
}

/**
 * The whole extension, from its entry on, at the edge of VS Code and over HTTPS to a test cluster: one cluster for the
 * file, and the extension started anew for each test. The file itself says `vi.mock("vscode", …)`.
 */
export const setStage = (clusterOf: () => Promise<Cluster> = startCluster): Stage => {
  let cluster: Cluster | undefined;
  let end: () => Promise<void> = async () => undefined;
  const there = (): Cluster => {
    if (cluster === undefined) throw new Error("The stage is set when the tests run.");
    return cluster;
  };
  const begin = async (): Promise<void> => {
    const extension = await import("../../src/extension.ts");
    await extension.activate(desk.context());
    end = extension.deactivate;
  };
  beforeAll(async () => {
    cluster = await clusterOf();
  });
  afterAll(() => cluster?.close());
  beforeEach(async () => {
    desk.reset();
    desk.settings.set("kubeconfig", there().kubeconfigPath);
    await begin();
  });
  afterEach(() => end());
  return {
    get cluster() {
      return there();
    },
    reload: async () => {
      await end();
      await begin();
    },
  };
};
