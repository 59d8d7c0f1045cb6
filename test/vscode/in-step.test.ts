import { describe, expect, it, vi } from "vitest";
import type { Saved } from "../../src/protocol/saved.ts";
import { decodeToWebview, type ToWebview } from "../../src/protocol/to-webview.ts";
import { desk, type EdgePanel } from "./edge.ts";
import { type Message, patience, setStage, told } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const all = <Tag extends ToWebview["_tag"]>(
  panel: EdgePanel,
  tag: Tag,
): ReadonlyArray<Message<Tag>> =>
  panel.posted.map(decodeToWebview).filter((one): one is Message<Tag> => one._tag === tag);

const stage = setStage();

const midnight = 1_767_225_600n;
let pods = 0;

/** Opens a pod whose lines have these seconds of 2026, in a panel of its own; its view says where it stands when asked. */
const open = async (...seconds: ReadonlyArray<number>): Promise<EdgePanel> => {
  const name = `pod-${++pods}`;
  const app = stage.cluster.world.pod({ name }).container();
  for (const at of seconds)
    app.lines([`at ${at}`], { ts: (midnight + BigInt(at)) * 1_000_000_000n });
  await desk.run("podlog.openLogsInNewPanel", {
    context: "admin",
    namespace: "default",
    pod: name,
    container: "app",
  });
  const panel = desk.panels.at(-1);
  if (panel === undefined) throw new Error("No panel");
  panel.says({ _tag: "Ready" });
  await told(panel, "Beat", ({ end: to }) => to === seconds.length);
  return panel;
};

const epochOf = (panel: EdgePanel): number => all(panel, "Beat").at(-1)?.epoch ?? 0;

/** The user of a panel goes to a position, or to the end. */
const stands = (panel: EdgePanel, position?: number): void =>
  panel.says({
    _tag: "Stood",
    epoch: epochOf(panel),
    ...(position === undefined ? {} : { position }),
  });

const isInStepWith = async (panel: EdgePanel, others: number): Promise<void> => {
  await told(panel, "Showing", ({ shown }) => (shown.inStep ?? 0) === others);
};

/** The positions that a panel was sent to; -1 is the end. */
const sent = (panel: EdgePanel): ReadonlyArray<number> =>
  all(panel, "Stand").map(({ position }) => position ?? -1);

const comesTo = (panel: EdgePanel, positions: ReadonlyArray<number>): Promise<void> =>
  vi.waitFor(() => expect(sent(panel)).toEqual(positions), patience);

describe("two linked panels", () => {
  it("go in step by time, whichever is scrolled, and none is sent back where it came from", async () => {
    const left = await open(0, 10, 20, 30);
    const right = await open(5, 15, 25, 35, 45);
    left.reveal(undefined, false);
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(left, 1);
    await isInStepWith(right, 1);
    expect(desk.contextKeys.get("podlog.inStep")).toBe(true);
    // Where the one is that asked, the other comes.
    expect(all(left, "Perform").map(({ what }) => what)).toEqual(["tellPlace"]);
    stands(left, 1);
    await comesTo(right, [1]);
    stands(right, 3);
    await comesTo(left, [3]);
    stands(right);
    await comesTo(left, [3, -1]);
    stands(left, 0);
    await comesTo(right, [1, 0]);
    expect(sent(left)).toEqual([3, -1]);
  });

  it("go on when one is hidden, which comes to the other's place when it is seen again", async () => {
    const left = await open(0, 10, 20);
    const right = await open(0, 10, 20);
    left.reveal(undefined, false);
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(left, 1);
    right.becomes(false);
    stands(left, 1);
    right.becomes(true);
    right.says({ _tag: "Ready" });
    await vi.waitFor(
      () => expect(all(left, "Perform").map(({ what }) => what)).toContain("tellPlace"),
      patience,
    );
    stands(left, 1);
    await vi.waitFor(() => expect(sent(right).at(-1)).toBe(1), patience);
  });

  it("are two again when one is unlinked or closed, and the other lives on", async () => {
    const left = await open(0, 10);
    const right = await open(0, 10);
    left.reveal(undefined, false);
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(left, 1);
    left.says({ _tag: "Do", action: { _tag: "UnlinkScrolling" } });
    await isInStepWith(left, 0);
    await isInStepWith(right, 0);
    stands(right, 0);
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(left, 1);
    right.dispose();
    await isInStepWith(left, 0);
    expect(sent(left)).toEqual([]);
    expect(left.disposed).toBe(false);
  });

  it("are in step again after their window was reloaded, once both are seen (P5)", async () => {
    const [left, right] = [await open(0, 10, 20), await open(5, 15, 25)];
    left.reveal(undefined, false);
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(left, 1);
    const stateOf = async (panel: EdgePanel): Promise<Saved> => {
      const { shown } = await told(panel, "Showing", (message) => message.shown.inStep === 1);
      return {
        target: shown.target,
        cluster: shown.cluster,
        options: shown.options,
        previous: false,
        own: shown.own,
        group: shown.group ?? "",
        filter: { text: "", context: 0 },
        run: 1,
        row: 0,
        offset: 0,
        follow: true,
      };
    };
    const states = [await stateOf(left), await stateOf(right)];
    left.dispose();
    right.dispose();
    const back = async (state: Saved | undefined, rows: number): Promise<EdgePanel> => {
      const panel = await desk.restore(state);
      panel.says({ _tag: "Ready" });
      await told(panel, "Beat", ({ end }) => end === rows);
      return panel;
    };
    const first = await back(states[0], 3);
    await isInStepWith(first, 0);
    const second = await back(states[1], 3);
    await isInStepWith(first, 1);
    await isInStepWith(second, 1);
    stands(first, 1);
    await comesTo(second, [1]);
  });

  it("are asked for where there are several, and there must be two", async () => {
    const asked: Array<string> = [];
    desk.answers = (question) => {
      asked.push(question);
      return undefined;
    };
    const one = await open(0, 10);
    await desk.run("podlog.panel.linkScrolling");
    expect(asked).toEqual(["There is no other log panel to link with: open a second one first."]);
    const two = await open(0, 10);
    const three = await open(0, 10);
    one.reveal(undefined, false);
    desk.answers = () => two.title;
    await desk.run("podlog.panel.linkScrolling");
    await isInStepWith(one, 1);
    await isInStepWith(two, 1);
    await isInStepWith(three, 0);
  });
});
