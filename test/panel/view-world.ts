import type { Content } from "../../src/panel/content.ts";
import { deliver, type Delivery, startDelivery } from "../../src/panel/delivery.ts";
import type { DeliveryEvent, Send } from "../../src/panel/delivery-events.ts";
import type { Shown } from "../../src/protocol/shown.ts";
import { allSources } from "../../src/protocol/sources.ts";

/** What one panel shows in these tests. */
export const shown: Shown = {
  target: { _tag: "Pod", context: "prod", namespace: "shop", pod: "web", container: "app" },
  cluster: "prod",
  containers: [],
  sources: [],
  options: { lineLimit: 1000, timestamps: "utc", follow: true, wrap: true },
  choice: allSources,
  previous: false,
  own: false,
  gone: false,
};

/** The content of a panel with so many rows. */
export const content = (end: number, more: Partial<Content> = {}): Content => ({
  epoch: 7,
  run: 70,
  foldAll: false,
  folding: false,
  filter: { text: "", context: 0 },
  extent: { first: 0, end, lines: end, rate: 0, bytes: end * 10, maxBytes: 1_000_000 },
  shown,
  connection: { _tag: "Connecting" },
  problem: null,
  ...more,
});

/** A view as far as the protocol can see: what it was told, the rows it keeps, what it looks at. */
interface View {
  epoch: number | undefined;
  run: number | undefined;
  told: Partial<Content>;
  follow: boolean;
  count: number;
  readonly rows: Map<number, string>;
}

type FromView = Extract<DeliveryEvent, { readonly _tag: "Ready" | "Ack" | "Window" | "Need" }>;

/**
 * A panel's rows, its delivery, a wire, and a view that may be slow, hidden (and then thrown away), resized, scrolled.
 * It keeps count of what must never happen.
 */
export class ViewWorld {
  content: Content;
  delivery: Delivery;
  visible = true;
  view: View | undefined;
  readonly complaints: Array<string> = [];
  /** Messages on their way, each with the rows it was given when it was posted. */
  private wire: Array<{ readonly send: Send; readonly rows: ReadonlyArray<[number, string]> }> = [];
  private back: Array<FromView> = [];
  private unacknowledged: Array<number> = [];
  /** Beats with rows that have not rested yet. */
  private restless: Array<number> = [];
  private lastSeq = 0;

  constructor(first: Content) {
    this.content = first;
    this.delivery = startDelivery(first);
    this.load();
  }

  /** The same rows at other positions: another filter, or a fold. */
  reorder(filter: string): void {
    const { end, first } = this.content.extent;
    this.content = {
      ...this.content,
      epoch: this.content.epoch + 1,
      filter: { text: filter, context: 0 },
    };
    const at = end > first ? { row: 900, position: first } : undefined;
    this.happen({ _tag: "Filter", filter: this.content.filter });
    this.happen({ _tag: "Viewed", content: this.content, at });
  }

  /** What the row at a position says: the same only for the same row of the same epoch. */
  text(position: number): string {
    return `${this.content.epoch}:${position}`;
  }

  private happen(event: DeliveryEvent): void {
    const [next, sends] = deliver(this.delivery, event);
    this.delivery = next;
    for (const send of sends) {
      if (!this.visible) this.complaints.push(`${send._tag} posted to a hidden view`);
      if (send.seq !== this.lastSeq + 1)
        this.complaints.push(`seq ${send.seq} after ${this.lastSeq}`);
      this.lastSeq = send.seq;
      if (send._tag === "Beat") this.unacknowledged.push(send.seq);
      if (this.unacknowledged.length > 2) this.complaints.push("three beats in flight");
      const span = "span" in send ? send.span : undefined;
      const rows = Array.from({ length: span?.count ?? 0 }, (_, i): [number, string] => {
        const position = (span?.first ?? 0) + i;
        return [position, this.text(position)];
      });
      this.wire.push({ send, rows });
      if (send._tag === "Beat" && span !== undefined) this.restless.push(send.seq);
    }
  }

  private grow(change: Partial<Content["extent"]>): void {
    this.content = { ...this.content, extent: { ...this.content.extent, ...change } };
    this.happen({ _tag: "Extent", extent: this.content.extent });
  }

  append(n: number): void {
    const { end, lines } = this.content.extent;
    this.grow({ end: end + n, lines: lines + n });
  }

  evict(n: number): void {
    const { end, first } = this.content.extent;
    this.grow({ first: Math.min(end, first + n) });
  }

  prepend(n: number): void {
    const { first, lines } = this.content.extent;
    // Between rows that are gone and older ones would be a gap: a store takes none.
    if (first > 0) return;
    this.grow({ first: first - n, lines: lines + n });
  }

  afresh(): void {
    const { epoch, filter, run } = this.content;
    this.content = content(0, { epoch: epoch + 1, run: run + 1, filter });
    this.happen({ _tag: "Afresh", content: this.content });
  }

  connect(): void {
    this.content = { ...this.content, connection: { _tag: "Streaming" } };
    this.happen({ _tag: "Connection", connection: this.content.connection });
  }

  /** A page begins: it knows nothing and says so. */
  private load(): void {
    this.view = {
      epoch: undefined,
      run: undefined,
      told: {},
      follow: true,
      count: 0,
      rows: new Map(),
    };
    this.back.push({ _tag: "Ready" });
  }

  hide(): void {
    if (!this.visible) return;
    this.visible = false;
    this.view = undefined;
    this.wire = [];
    this.back = [];
    this.unacknowledged = [];
    this.happen({ _tag: "Visible", visible: false });
  }

  show(): void {
    if (this.visible) return;
    this.visible = true;
    this.happen({ _tag: "Visible", visible: true });
    // What went out before the page began found nobody.
    const lost = this.wire;
    this.wire = [];
    this.unacknowledged = [];
    for (const { send } of lost) this.happen({ _tag: "Undelivered", seq: send.seq });
    this.load();
  }

  /** The page is loaded anew without being hidden, as when its tab is moved to another group. */
  move(): void {
    if (!this.visible) return;
    this.wire = [];
    this.back = [];
    this.load();
  }

  private look(): void {
    const { view } = this;
    if (view?.epoch === undefined) return;
    const { count, epoch, follow } = view;
    this.back.push({ _tag: "Window", epoch, count, follow });
  }

  resize(count: number): void {
    if (this.view === undefined) return;
    this.view.count = count;
    this.look();
  }

  scroll(follow: boolean): void {
    if (this.view === undefined) return;
    this.view.follow = follow;
    this.look();
  }

  /** The view gets the next message. */
  receive(): void {
    const next = this.wire.shift();
    const { view } = this;
    if (next === undefined || view === undefined) return;
    const { rows, send } = next;
    // A page that has just been loaded may still get what was meant for the one before.
    if (
      "epoch" in send &&
      view.epoch !== undefined &&
      view.epoch !== send.epoch &&
      send._tag !== "ViewIs"
    )
      this.complaints.push(`${send._tag} before the view of its epoch`);
    switch (send._tag) {
      case "ViewIs":
        view.told = { ...view.told, foldAll: send.foldAll };
        if (view.epoch === send.epoch) break;
        view.epoch = send.epoch;
        view.rows.clear();
        if (view.run !== send.run) view.follow = true;
        view.run = send.run;
        view.count ||= 20;
        this.look();
        break;
      case "Showing":
        view.told = { ...view.told, shown: send.shown };
        break;
      case "FilterIs":
        view.told = { ...view.told, filter: { text: send.text, context: send.context } };
        break;
      case "ConnectionIs":
        view.told = { ...view.told, connection: send.connection };
        break;
      case "Problem":
        view.told = { ...view.told, problem: send.problem };
        break;
      case "Beat":
        if (send.epoch === view.epoch) view.told = { ...view.told, extent: send.extent };
        break;
      case "RowsAt":
      case "Said":
      case "Perform":
      case "Finding":
      case "MapIs":
      case "TextOf":
      case "FileIs":
      case "Go":
    }
    if ("epoch" in send && send.epoch === view.epoch)
      for (const [position, text] of rows) view.rows.set(position, text);
    this.back.push({ _tag: "Ack", seq: send.seq });
  }

  /** The host gets the view's next message. */
  hear(): void {
    const next = this.back.shift();
    if (next === undefined) return;
    if (next._tag === "Ack")
      this.unacknowledged = this.unacknowledged.filter((seq) => seq > next.seq);
    // A view that begins has none of the earlier one's beats before it.
    if (next._tag === "Ready") this.unacknowledged = [];
    this.happen(next);
  }

  /** The time of a beat passes. */
  rest(): void {
    for (const seq of this.restless.splice(0)) this.happen({ _tag: "Rested", seq });
  }

  /** Everything under way arrives; then the view asks for what it looks at and lacks. */
  settle(): void {
    while (this.wire.length + this.back.length + this.restless.length > 0) {
      this.rest();
      this.receive();
      this.hear();
    }
  }

  /** The positions that the view looks at, if it follows. */
  tail(): ReadonlyArray<number> {
    const { end, first } = this.content.extent;
    const from = Math.max(first, end - (this.view?.count ?? 0));
    return Array.from({ length: end - from }, (_, i) => from + i);
  }

  /** Asks for rows, as a view does that lacks them. */
  need(first: number, count: number): void {
    const { view } = this;
    if (view?.epoch === undefined) return;
    this.back.push({ _tag: "Need", epoch: view.epoch, request: 1, first, count });
  }
}
