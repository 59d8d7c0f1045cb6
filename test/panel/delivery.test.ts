import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { deliver, startDelivery } from "../../src/panel/delivery.ts";
import type { DeliveryEvent, Send } from "../../src/panel/delivery-events.ts";
import { content, shown, ViewWorld } from "./view-world.ts";

/** All that a delivery sends for a run of events. */
const sendsOf = (end: number, events: ReadonlyArray<DeliveryEvent>): ReadonlyArray<Send> => {
  let state = startDelivery(content(end));
  return events.flatMap((event) => {
    const [next, sends] = deliver(state, event);
    state = next;
    return sends;
  });
};

const tags = (sends: ReadonlyArray<Send>) => sends.map(({ _tag }) => _tag);
const extent = (end: number): DeliveryEvent => ({ _tag: "Extent", extent: content(end).extent });
const follow: DeliveryEvent = { _tag: "Window", epoch: 7, count: 20, follow: true };

describe("delivery", () => {
  it("sends nothing before the view speaks", () => {
    expect(
      sendsOf(3, [extent(5), { _tag: "Connection", connection: { _tag: "Streaming" } }]),
    ).toEqual([]);
  });

  it("answers Ready with all there is, what is shown first, and the rows in hand", () => {
    const sends = sendsOf(3, [{ _tag: "Ready" }]);
    expect(tags(sends)).toEqual([
      "ViewIs",
      "Showing",
      "FilterIs",
      "ConnectionIs",
      "Problem",
      "Beat",
    ]);
    expect(sends.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(sends[0]).toMatchObject({ run: 70, first: 0, end: 3, span: { first: 0, count: 3 } });
    expect(sends.at(-1)).not.toHaveProperty("span");
  });

  it("sends a following view only what is new", () => {
    const sends = sendsOf(30, [{ _tag: "Ready" }, { _tag: "Ack", seq: 6 }, follow, extent(35)]);
    expect(sends.at(-1)).toMatchObject({ _tag: "Beat", span: { first: 30, count: 5 } });
  });

  it("sends no rows to a view that looks elsewhere, only how many there are", () => {
    const away: DeliveryEvent = { _tag: "Window", epoch: 7, count: 20, follow: false };
    const last = sendsOf(30, [{ _tag: "Ready" }, { _tag: "Ack", seq: 6 }, away, extent(35)]).at(-1);
    expect(last).toMatchObject({ _tag: "Beat", extent: { end: 35 } });
    expect(last).not.toHaveProperty("span");
  });

  it("holds the third beat back until one is acknowledged, then sends the newest state", () => {
    const flood: ReadonlyArray<DeliveryEvent> = [
      { _tag: "Ready" },
      extent(1),
      { _tag: "Rested", seq: 7 },
      extent(2),
      extent(3),
    ];
    expect(tags(sendsOf(0, flood)).filter((tag) => tag === "Beat")).toHaveLength(2);
    expect(sendsOf(0, [...flood, { _tag: "Ack", seq: 6 }]).at(-1)).toMatchObject({
      _tag: "Beat",
      extent: { end: 3 },
    });
  });

  it("lets a beat that brought rows rest, then brings the newest", () => {
    const flood: ReadonlyArray<DeliveryEvent> = [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      follow,
      extent(35),
      { _tag: "Ack", seq: 7 },
      extent(40),
      extent(45),
    ];
    expect(sendsOf(30, flood)).toHaveLength(7);
    // One that rested long ago says nothing about this one.
    expect(sendsOf(30, [...flood, { _tag: "Rested", seq: 5 }])).toHaveLength(7);
    expect(sendsOf(30, [...flood, { _tag: "Rested", seq: 7 }]).slice(7)).toMatchObject([
      { _tag: "Beat", seq: 8, span: { first: 35, count: 10 } },
    ]);
  });

  it("lets nobody wait for a beat's rest who comes to the end", () => {
    const away: DeliveryEvent = { _tag: "Window", epoch: 7, count: 20, follow: false };
    const sends = sendsOf(30, [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      follow,
      extent(35),
      { _tag: "Ack", seq: 7 },
      away,
      extent(60),
      follow,
    ]);
    expect(sends.at(-1)).toMatchObject({ _tag: "Beat", span: { first: 40, count: 20 } });
  });

  it("tells a view which rows there are before it leads it to one, whatever the beats do", () => {
    const go: DeliveryEvent = {
      _tag: "Tell",
      message: { _tag: "Go", epoch: 7, row: 4, position: 4, offset: 0 },
    };
    const sends = sendsOf(1, [{ _tag: "Ready" }, extent(2), extent(3), extent(5), go]);
    const [known, led] = sends.slice(-2);
    expect(known).toMatchObject({ _tag: "Beat", extent: { end: 5 } });
    expect(known).not.toHaveProperty("span");
    expect(led).toMatchObject({ _tag: "Go", position: 4 });
    // Their rows come when a beat may.
    const last = sendsOf(1, [
      { _tag: "Ready" },
      follow,
      ...[2, 3, 5].map(extent),
      go,
      { _tag: "Ack", seq: 99 },
      { _tag: "Rested", seq: 7 },
      { _tag: "Rested", seq: 8 },
    ]).at(-1);
    expect(last).toMatchObject({ _tag: "Beat", span: { first: 2, count: 3 } });
  });

  it("tells a change of the connection at once, whatever the beats do", () => {
    const sends = sendsOf(0, [
      { _tag: "Ready" },
      extent(1),
      extent(2),
      { _tag: "Connection", connection: { _tag: "Streaming" } },
    ]);
    expect(sends.at(-1)).toMatchObject({ connection: { _tag: "Streaming" } });
  });

  it("gives the rows that are asked for as far as they exist", () => {
    const need: DeliveryEvent = { _tag: "Need", epoch: 7, request: 9, first: -5, count: 10 };
    expect(sendsOf(3, [{ _tag: "Ready" }, need]).at(-1)).toMatchObject({
      _tag: "RowsAt",
      request: 9,
      span: { first: 0, count: 3 },
    });
  });

  it("does not answer what was asked of an earlier epoch", () => {
    const need: DeliveryEvent = { _tag: "Need", epoch: 6, request: 9, first: 0, count: 10 };
    expect(tags(sendsOf(3, [{ _tag: "Ready" }, need]))).not.toContain("RowsAt");
  });

  it("drops a word that nobody is there to hear", () => {
    expect(
      sendsOf(0, [{ _tag: "Tell", message: { _tag: "Said", text: "200 lines copied" } }]),
    ).toEqual([]);
  });

  it("does not take a message that an earlier page missed for one of the page that is there", () => {
    const sends = sendsOf(0, [
      { _tag: "Ready" },
      { _tag: "Ready" },
      { _tag: "Undelivered", seq: 2 },
      { _tag: "Ack", seq: 12 },
      extent(1),
    ]);
    expect(sends.at(-1)).toMatchObject({ _tag: "Beat", extent: { end: 1 } });
  });

  it("tells a view that was kept while it was hidden all that it missed, and nothing before", () => {
    const hidden: ReadonlyArray<DeliveryEvent> = [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      { _tag: "Visible", visible: false },
      extent(5),
      { _tag: "Connection", connection: { _tag: "Streaming" } },
    ];
    expect(sendsOf(3, hidden)).toHaveLength(6);
    const sends = sendsOf(3, [...hidden, { _tag: "Visible", visible: true }]).slice(6);
    expect(tags(sends)).toEqual([
      "ViewIs",
      "Showing",
      "FilterIs",
      "ConnectionIs",
      "Problem",
      "Beat",
    ]);
    expect(sends[0]).toMatchObject({ span: { first: 0, count: 5 } });
  });

  it("tells another view of the same rows first, with the rows around the place, and leaves the rest", () => {
    const elsewhere: DeliveryEvent = {
      _tag: "Window",
      epoch: 7,
      count: 10,
      follow: false,
    };
    const filter = { text: "level>=error", context: 0 };
    const sends = sendsOf(100, [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      elsewhere,
      { _tag: "Filter", filter },
      { _tag: "Viewed", content: content(60, { epoch: 8, filter }), at: { row: 45, position: 30 } },
    ]).slice(6);
    expect(tags(sends)).toEqual(["FilterIs", "ViewIs", "Beat"]);
    expect(sends[1]).toMatchObject({
      epoch: 8,
      run: 70,
      end: 60,
      at: { row: 45, position: 30 },
      span: { first: 20, count: 30 },
    });
    expect(sends[2]).not.toHaveProperty("span");
  });

  it("tells a following view of other positions with the rows at its end, once", () => {
    const sends = sendsOf(100, [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      follow,
      { _tag: "Viewed", content: content(60, { epoch: 8 }), at: { row: 99, position: 59 } },
    ]).slice(6);
    expect(sends.find((send) => send._tag === "ViewIs")).toMatchObject({
      span: { first: 40, count: 20 },
    });
    expect(sends.at(-1)).not.toHaveProperty("span");
  });

  it("sends a folded last row again with each beat: more may come under it", () => {
    let state = startDelivery(content(30, { folding: true, foldAll: true }));
    const sends = [
      { _tag: "Ready" } as const,
      { _tag: "Ack", seq: 6 } as const,
      extent(30),
    ].flatMap((event) => {
      const [next, more] = deliver(state, event);
      state = next;
      return more;
    });
    expect(sends.at(-1)).toMatchObject({ _tag: "Beat", span: { first: 29, count: 1 } });
  });

  it("says where the row of a hidden view is now, as it comes back", () => {
    const away: DeliveryEvent = { _tag: "Window", epoch: 7, count: 10, follow: false };
    const sends = sendsOf(30, [
      { _tag: "Ready" },
      away,
      { _tag: "Visible", visible: false },
      { _tag: "Ready", at: { row: 5, position: 5 } },
    ]);
    expect(sends.findLast((send) => send._tag === "ViewIs")).toMatchObject({
      at: { row: 5, position: 5 },
      span: { first: 0, count: 25 },
    });
  });

  it("starts a new epoch with what is shown, before its rows", () => {
    const next = content(2, { epoch: 8, run: 71, shown: { ...shown, previous: true } });
    const sends = sendsOf(5, [
      { _tag: "Ready" },
      { _tag: "Ack", seq: 6 },
      { _tag: "Afresh", content: next },
    ]).slice(6);
    expect(tags(sends)).toEqual([
      "ViewIs",
      "Showing",
      "FilterIs",
      "ConnectionIs",
      "Problem",
      "Beat",
    ]);
    expect(sends.every((send) => !("epoch" in send) || send.epoch === 8)).toBe(true);
  });
});

const Step = Schema.Struct({
  does: Schema.Literals([
    "append",
    "append",
    "evict",
    "prepend",
    "afresh",
    "reorder",
    "connect",
    "hide",
    "show",
    "move",
    "resize",
    "scrollUp",
    "follow",
    "receive",
    "receive",
    "hear",
    "hear",
    "rest",
    "rest",
    "need",
  ]),
  n: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 40 })),
});

const take = (world: ViewWorld, { does, n }: typeof Step.Type): void => {
  switch (does) {
    case "append":
      return world.append(n);
    case "evict":
      return world.evict(n);
    case "prepend":
      return world.prepend(n);
    case "afresh":
      return world.afresh();
    case "reorder":
      return world.reorder(`word${n}`);
    case "connect":
      return world.connect();
    case "rest":
      return world.rest();
    case "hide":
      return world.hide();
    case "show":
      return world.show();
    case "move":
      return world.move();
    case "resize":
      return world.resize(n);
    case "scrollUp":
      return world.scroll(false);
    case "follow":
      return world.scroll(true);
    case "receive":
      return world.receive();
    case "hear":
      return world.hear();
    case "need":
      return world.need(n, n);
  }
};

describe("delivery, whatever happens", () => {
  const runs = { arbitrary: { runs: 400, size: 60, seed: "delivery" } };

  it.prop(
    "never has three beats in flight, never posts to a hidden view, never skips a number",
    [Schema.Array(Step)],
    ([steps]) => {
      const world = new ViewWorld(content(0));
      for (const step of steps) take(world, step);
      world.settle();
      expect(world.complaints).toEqual([]);
    },
    runs,
  );

  it.prop(
    "ends with a view that knows all there is, and has the rows it follows",
    [Schema.Array(Step)],
    ([steps]) => {
      const world = new ViewWorld(content(0));
      for (const step of steps) take(world, step);
      world.show();
      world.settle();
      expect(world.view?.epoch).toBe(world.content.epoch);
      const { connection, extent, filter, foldAll, problem, shown } = world.content;
      expect(world.view?.told).toEqual({ connection, extent, filter, foldAll, problem, shown });
      if (world.view?.follow === true) {
        const lacks = world.tail().filter((at) => world.view?.rows.get(at) !== world.text(at));
        // Older rows that came in at the top while all of them fit in the view are asked for by the view.
        for (const at of lacks) world.need(at, 1);
        world.settle();
        expect(lacks.every((at) => world.view?.rows.get(at) === world.text(at))).toBe(true);
        expect(lacks.every((at) => at < 0)).toBe(true);
      }
    },
    runs,
  );
});
