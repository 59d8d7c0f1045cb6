import { describe, expect, it, vi } from "vitest";
import { stripAnsi } from "../../src/text/ansi.ts";
import { useStage } from "./stage.ts";
import type { ScriptedHost } from "./scripted-host.ts";

const open = useStage();

const texts = [
  "Error: boom, see https://example.org/e?n=1.",
  "    at add (/app/src/cart.js:3:9)",
  "    at run (/app/node_modules/x/router.js:7:1)",
  "\u001b[31mfailed\u001b[0m in src/\u001b[1mpay.js\u001b[0m:12",
  String.raw`{"level":"error","stack":"Error\n    at f (/app/src/cart.js:3:9)\n    at g (/app/src/pay.js:4:2)"}`,
  "nothing to see",
];

/** The view of these lines, and the place of some words in them. */
const openLines = async () => {
  const view = await open((position) => ({ text: texts[position] ?? "" }), { width: 400 });
  view.host.beat(texts.length);
  await view.settled();
  await view.key("Home");
  const plain = (row: number) => stripAnsi(texts[row] ?? "");
  return {
    ...view,
    on: (row: number, words: string) => [row, plain(row).indexOf(words) + 2] as const,
    title: (row: number) => view.list.querySelector(`#row${row} .words`)?.getAttribute("title"),
  };
};

/** What the view has asked the host to open, each time. */
const followed = (host: ScriptedHost): ReadonlyArray<ReadonlyArray<string>> =>
  host.said.flatMap((message) =>
    message._tag === "Do" && message.action._tag === "FollowLink"
      ? [message.action.links.map((l) => (l._tag === "Url" ? l.url : `${l.path}:${l.line}`))]
      : [],
  );

const wanted = (host: ScriptedHost): ReadonlyArray<string> =>
  host.said.flatMap((message) => (message._tag === "FileWanted" ? [message.path] : []));

const patience = { timeout: 5_000, interval: 10 };
const asksFor = (host: ScriptedHost, ...paths: ReadonlyArray<string>) =>
  vi.waitFor(() => expect(wanted(host)).toEqual(paths), patience);

describe("a link in a row (V10)", () => {
  it("is an address: marked under the pointer, and followed by Ctrl and a click", async () => {
    const view = await openLines();
    expect(view.link()).toBeUndefined();
    await view.hover(view.on(0, "https"));
    expect(view.link()).toBe("https://example.org/e?n=1");
    expect(view.title(0)).toBe("Follow link (ctrl + click)");
    await view.click(view.on(0, "https"), { ctrlKey: true });
    expect(followed(view.host)).toEqual([["https://example.org/e?n=1"]]);
    await view.hover(view.on(0, "boom"));
    expect(view.link()).toBeUndefined();
    expect(view.title(0)).toBeNull();
  });

  it("leaves a plain click and a drag to selecting", async () => {
    const view = await openLines();
    await view.drag(view.on(0, "https"), view.on(0, "example"));
    expect(view.selectedText()).toBe("tps://ex");
    await view.click(view.on(0, "https"));
    expect(followed(view.host)).toEqual([]);
  });

  it("is a place in a file once the host knows the file, asked for where the pointer rests", async () => {
    const view = await openLines();
    await view.hover(view.on(1, "cart.js"));
    expect(view.link()).toBeUndefined();
    await asksFor(view.host, "/app/src/cart.js");
    view.host.send({ _tag: "FileIs", path: "/app/src/cart.js", found: true });
    await vi.waitFor(() => expect(view.link()).toBe("/app/src/cart.js:3:9"), patience);
    expect(view.title(1)).toBe("Open file in editor (ctrl + click)");
    await view.hover(view.on(5, "nothing"));
    await view.hover(view.on(1, "cart.js"), { ctrlKey: true });
    expect(view.link()).toBe("/app/src/cart.js:3:9");
    expect(getComputedStyle(view.list.querySelector("#row1 .words") ?? view.list).cursor).toBe(
      "pointer",
    );
    await asksFor(view.host, "/app/src/cart.js");
    await view.click(view.on(1, "cart.js"), { ctrlKey: true });
    expect(followed(view.host)).toEqual([["/app/src/cart.js:3"]]);
    expect(view.selectedText()).toBe("");
  });

  it("does not look like one where there is no file, and still says so by a click", async () => {
    const view = await openLines();
    await view.hover(view.on(2, "router.js"));
    await asksFor(view.host, "/app/node_modules/x/router.js");
    view.host.send({ _tag: "FileIs", path: "/app/node_modules/x/router.js", found: false });
    await view.settled();
    expect(view.link()).toBeUndefined();
    expect(view.title(2)).toBeNull();
    await view.click(view.on(2, "router.js"), { ctrlKey: true });
    expect(followed(view.host)).toEqual([["/app/node_modules/x/router.js:7"]]);
  });

  it("asks for nothing while the pointer only passes, and for one path at a time", async () => {
    const view = await openLines();
    for (const row of [1, 2, 3])
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.hover(view.on(row, ".js"));
    await asksFor(view.host, "src/pay.js");
    await view.hover(view.on(1, ".js"));
    await view.holdAt(0, 0, 1);
    await view.wheel(10);
    expect(wanted(view.host)).toEqual(["src/pay.js"]);
  });

  it("is marked whatever colours it is written in, and over a pretty-printed value", async () => {
    const view = await openLines();
    view.host.send({ _tag: "FileIs", path: "src/pay.js", found: true });
    view.host.send({ _tag: "FileIs", path: "/app/src/cart.js", found: true });
    await view.settled();
    await view.hover(view.on(3, "pay.js"));
    expect(view.link()).toBe("src/pay.js:12");
    await view.hover(view.on(4, "cart.js"));
    expect(view.link()).toBe("/app/src/cart.js:3:9");
    await view.click([4, 0]);
    await view.key("Enter");
    const pretty = view.list.querySelector("#row4 .words")?.textContent ?? "";
    await view.hover([4, pretty.indexOf("cart.js") + 2]);
    expect(view.link()).toBe("/app/src/cart.js:3:9");
  });

  it("loses its mark with its row, and keeps it where the row stays", async () => {
    const view = await openLines();
    await view.hover(view.on(0, "https"));
    view.host.beat(texts.length + 1);
    await view.settled();
    expect(view.link()).toBe("https://example.org/e?n=1");
    view.host.restart();
    view.host.beat(0);
    await view.settled();
    expect(view.link()).toBeUndefined();
  });

  it("is in the row's menu, by its name, or all of them", async () => {
    const view = await openLines();
    const menuAt = async (row: number, words: string) => {
      const { x, y } = await view.hold(view.on(row, words));
      await view.release();
      view.list.dispatchEvent(
        new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: x, clientY: y }),
      );
      await view.settled();
      return view.menu()[0]?.querySelector(".words")?.textContent;
    };
    expect(await menuAt(0, "boom")).toBe("Open Address");
    await view.choose("Open Address");
    expect(await menuAt(4, "pay.js")).toBe("Open pay.js:4");
    await view.choose("Open pay.js:4");
    expect(await menuAt(4, "level")).toBe("Open Detected Link…");
    await view.choose("Open Detected Link…");
    expect(await menuAt(5, "nothing")).toBe("Copy Line");
    expect(followed(view.host)).toEqual([
      ["https://example.org/e?n=1"],
      ["/app/src/pay.js:4"],
      ["/app/src/cart.js:3", "/app/src/pay.js:4"],
    ]);
  });

  it("is opened by a command from the focused row, else from the rows in view (T7)", async () => {
    const view = await openLines();
    view.host.send({ _tag: "FileIs", path: "/app/node_modules/x/router.js", found: false });
    view.host.send({ _tag: "Perform", what: "openLink" });
    await view.settled();
    await view.click(view.on(1, "add"));
    view.host.send({ _tag: "Perform", what: "openLink" });
    await view.settled();
    await view.click(view.on(5, "nothing"));
    view.host.send({ _tag: "Perform", what: "openLink" });
    await view.settled();
    expect(followed(view.host)).toEqual([
      [
        "https://example.org/e?n=1",
        "/app/src/cart.js:3",
        "src/pay.js:12",
        "/app/src/cart.js:3",
        "/app/src/pay.js:4",
      ],
      ["/app/src/cart.js:3"],
      [],
    ]);
  });
});
