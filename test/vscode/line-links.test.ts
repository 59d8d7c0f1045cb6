import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ToHost } from "../../src/protocol/to-host.ts";
import { desk, type EdgePanel } from "./edge.ts";
import { onePanel, patience, setStage, told } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();
let panel: EdgePanel;

beforeEach(async () => {
  for (const pod of stage.cluster.world.pods) pod.remove();
  stage.cluster.world.pod({ name: "web" }).container().lines(["hello"]);
  await desk.run("podlog.openLogs", {
    context: "admin",
    namespace: "default",
    pod: "web",
    container: "app",
  });
  panel = await onePanel();
  panel.says({ _tag: "Ready" });
  await told(panel, "Beat");
});

const say = (message: ToHost): void => panel.says(message);

type Link = Extract<
  Extract<ToHost, { readonly _tag: "Do" }>["action"],
  { readonly _tag: "FollowLink" }
>["links"][number];

const file = (path: string, line = 3, column?: number): Link => ({
  _tag: "File",
  path,
  line,
  ...(column === undefined ? {} : { column }),
});

/** Follows what a line leads to, and gives the file that is opened. */
const follow = async (...links: ReadonlyArray<Link>): Promise<string | undefined> => {
  const before = desk.documents.length;
  say({ _tag: "Do", action: { _tag: "FollowLink", links } });
  await vi.waitFor(() => expect(desk.documents.length).toBe(before + 1), patience);
  return desk.documents.at(-1);
};

/** Follows what leads nowhere, and gives what is said of it. */
const fail = async (...links: ReadonlyArray<Link>): Promise<string> => {
  const before = desk.log.length;
  say({ _tag: "Do", action: { _tag: "FollowLink", links } });
  return vi.waitFor(() => {
    const last = desk.log.slice(before).findLast((line) => line.startsWith("shown "));
    if (last === undefined) throw new Error("not yet");
    return last.slice("shown ".length);
  }, patience);
};

describe("a place that a line names (V10)", () => {
  it("opens at its line and column, beside the log", async () => {
    desk.files.add("/workspace/src/cart.js");
    expect(await follow(file("/app/src/cart.js", 10, 5))).toBe("/workspace/src/cart.js");
    const at = { line: 9, character: 4 };
    expect(desk.shownAt).toEqual({
      viewColumn: -2,
      preview: true,
      selection: { start: at, end: at },
    });
  });

  it("opens where code is, where that is in sight, and else in a group without a log", async () => {
    desk.files.add("/workspace/src/cart.js");
    const columnWith = async (...groups: typeof desk.groups) => {
      desk.groups = groups;
      await follow(file("src/cart.js"));
      return desk.shownAt;
    };
    const code = { file: "/workspace/other.js" };
    const same = { file: "/workspace/src/cart.js" };
    expect(await columnWith("log", code)).toMatchObject({ viewColumn: 2 });
    expect(await columnWith(code, same, "log")).toMatchObject({ viewColumn: 2 });
    expect(await columnWith("nothing", "log")).toMatchObject({ viewColumn: 1 });
    expect(await columnWith("log", "log")).toMatchObject({ viewColumn: -2 });
  });

  it("is asked for where several files match as well, and nothing opens without an answer", async () => {
    desk.files.add("/workspace/a/src/cart.js").add("/workspace/b/src/cart.js");
    desk.answers = (question) => {
      desk.log.push(`shown ${question}`);
      return undefined;
    };
    expect(await fail(file("/app/src/cart.js"))).toBe('Several files match "/app/src/cart.js"');
    expect(desk.documents).toEqual([]);
    desk.answers = () => "b/src/cart.js";
    expect(await follow(file("/app/src/cart.js"))).toBe("/workspace/b/src/cart.js");
  });

  it("is chosen by the user among those of a line", async () => {
    desk.files.add("/workspace/a.js").add("/workspace/b.js");
    desk.answers = (question) => (question === "Choose what to open" ? "b.js:7" : undefined);
    expect(await follow(file("a.js"), file("b.js", 7), file("b.js", 7, 2))).toBe("/workspace/b.js");
    say({ _tag: "Do", action: { _tag: "FollowLink", links: [] } });
    await told(panel, "Said", ({ text }) => text === "No links here");
  });

  it("that is in a dependency is no file of the workspace's own", async () => {
    desk.files.add("/workspace/lib/router.js").add("/workspace/node_modules/x/lib/router.js");
    expect(await follow(file("/app/node_modules/x/lib/router.js"))).toBe(
      "/workspace/node_modules/x/lib/router.js",
    );
    expect(await follow(file("/app/lib/router.js"))).toBe("/workspace/lib/router.js");
  });

  it("that no file matches is said with what can be done", async () => {
    desk.answers = () => "Map Paths…";
    const said = await fail(file("/app/src/[x](command:evil).js"));
    expect(said).toBe(
      'No file of this workspace matches "/app/src/[x] (command:evil).js". Where a container has its files is set by podlog.pathMapping.',
    );
    await vi.waitFor(
      () =>
        expect(desk.executed).toContainEqual([
          "workbench.action.openSettings",
          "podlog.pathMapping",
        ]),
      patience,
    );
  });

  it("leads nowhere without a folder, which is said", async () => {
    desk.folders.clear();
    desk.files.add("/app/src/cart.js");
    desk.answers = () => "Open Folder…";
    expect(await fail(file("/app/src/cart.js"))).toMatch(/^No folder is open/);
    await vi.waitFor(
      () => expect(desk.executed).toContainEqual(["workbench.action.files.openFolder", undefined]),
      patience,
    );
    expect(desk.searched).toEqual([]);
  });

  it("says so where VS Code can't open or search it, and logs why", async () => {
    desk.files.add("/workspace/x.bin");
    expect(await fail(file("x.bin"))).toMatch(/^VS Code could not open x.bin/);
    expect(desk.log.join("\n")).toContain("File seems to be binary");
    expect(await fail(file("fails.js"))).toMatch(/^No file of this workspace matches/);
    expect(desk.log.join("\n")).toContain("ripgrep is gone");
  });
});

describe("a path mapping (V10)", () => {
  it("says where a container's files are, the longest that fits first", async () => {
    desk.files.add("/workspace/web/x.js").add("/workspace/lib/x.js").add("/workspace/x.js");
    desk.settings.set("pathMapping", {
      "/srv/app": "${workspaceFolder}/web",
      "/srv/app/lib": "lib",
      "/srv/app/bad": "${nothing}/x",
      "/srv": 7,
    });
    expect(await follow(file("/srv/app/x.js"))).toBe("/workspace/web/x.js");
    expect(await follow(file("/srv/app/lib/x.js"))).toBe("/workspace/lib/x.js");
    expect(desk.searched).toEqual([]);
  });

  it("that can't be understood is named where a file is missed", async () => {
    desk.settings.set("pathMapping", { "/a": "${workspaceFolder}", "/b": "${env:SRC}/b" });
    expect(await fail(file("/b/x.js"))).toBe(
      'No file of this workspace matches "/b/x.js". In podlog.pathMapping "${env:SRC}/b" is no folder: something in it has no value.',
    );
  });

  it("gives way to what the workspace has, where its file is not there", async () => {
    desk.files.add("/workspace/api/src/x.js");
    desk.settings.set("pathMapping", { "/app": "${workspaceFolder}/web" });
    expect(await follow(file("/app/src/x.js"))).toBe("/workspace/api/src/x.js");
  });

  it("opens nothing outside of its folder, whatever the log says", async () => {
    desk.files.add("/workspace/web/x.js").add("/etc/passwd").add("/workspace/secret.js");
    desk.settings.set("pathMapping", { "/app": "${workspaceFolder}/web" });
    for (const path of ["/app/../../etc/passwd", "/app/..\\..\\etc/passwd", "/etc/passwd"])
      // oxlint-disable-next-line eslint/no-await-in-loop
      expect(await fail(file(path))).toMatch(/^No file of this workspace matches/);
    expect(desk.documents).toEqual([]);
  });

  it("counts in each folder by itself, also without any", async () => {
    desk.folders = new Map([
      ["web", "/w/web"],
      ["api", "/other/api"],
    ]);
    desk.files.add("/other/api/src/x.js").add("/mine/y.js");
    desk.settings.set("pathMapping", { "/app": "${workspaceFolder:api}/src", "/b": "/mine" });
    expect(await follow(file("/app/x.js"))).toBe("/other/api/src/x.js");
    desk.folders.clear();
    expect(await follow(file("/b/y.js"))).toBe("/mine/y.js");
  });

  it("of a workspace counts only where it is trusted (K5)", async () => {
    desk.files.add("/strangers/x.js").add("/workspace/src/x.js");
    desk.workspaceSettings.set("pathMapping", { "/app/src": "/strangers" });
    desk.trusted = false;
    expect(await follow(file("/app/src/x.js"))).toBe("/workspace/src/x.js");
    desk.trusted = true;
    expect(await follow(file("/app/src//x.js"))).toBe("/strangers/x.js");
  });
});

describe("the pointer on a path (V10)", () => {
  it("is told whether there is a file, and what was found is not looked for again", async () => {
    desk.files.add("/workspace/src/x.js");
    say({ _tag: "FileWanted", path: "/app/src/x.js" });
    await told(panel, "FileIs", ({ found, path }) => found && path === "/app/src/x.js");
    expect(await follow(file("/app/src/x.js"))).toBe("/workspace/src/x.js");
    expect(desk.searched).toEqual(["**/src/x.js"]);
    say({ _tag: "FileWanted", path: "/app/src/y.js" });
    await told(panel, "FileIs", ({ found, path }) => !found && path === "/app/src/y.js");
  });
});

describe("a search that takes long (V10)", () => {
  it("holds up nothing else that the view says", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    desk.searching = promise;
    desk.files.add("/workspace/src/x.js");
    say({ _tag: "FileWanted", path: "src/x.js" });
    await vi.waitFor(() => expect(desk.searched).toEqual(["**/src/x.js"]), patience);
    say({ _tag: "NeedText", row: 0, maxBytes: 100 });
    await told(panel, "TextOf");
    resolve();
    await told(panel, "FileIs", ({ found }) => found);
  });
});

describe("an address in a line (V10)", () => {
  it("is opened by VS Code, as it was written", async () => {
    const url = "https://a.example/%C3%A9?q=a%26b";
    say({ _tag: "Do", action: { _tag: "FollowLink", links: [{ _tag: "Url", url }] } });
    await vi.waitFor(() => expect(desk.executed).toContainEqual(["vscode.open", url]), patience);
  });

  it.each(["command:workbench.action.quit", "file:///etc/passwd", "javascript:1", "https:// a"])(
    "is none where it is %s: the message is not taken (K6)",
    async (url) => {
      panel.says({ _tag: "Do", action: { _tag: "FollowLink", links: [{ _tag: "Url", url }] } });
      await vi.waitFor(
        () => expect(desk.log.join("\n")).toContain("A message of a panel was not understood"),
        patience,
      );
      expect(desk.executed).toEqual([]);
    },
  );
});
