import { join } from "node:path";
import * as Effect from "effect/Effect";
import { makeFiltering } from "../../src/panel/filtering.ts";
import { makeFinding } from "../../src/panel/finding.ts";
import { contentOf, type Reading, startReading } from "../../src/panel/reading.ts";
import { makeSearching } from "../../src/panel/searching.ts";
import { makeViewLink } from "../../src/panel/view-link.ts";
import { makeViewing, type Viewing } from "../../src/panel/viewing.ts";
import { decodeToWebview, type ToWebview } from "../../src/protocol/to-webview.ts";
import type { Store } from "../../src/store/store.ts";
import { shown } from "./view-world.ts";

/** The script of the search's thread. */
export const worker = join(import.meta.dirname, "../../src/search/worker.ts");

export type Message<Tag extends ToWebview["_tag"]> = Extract<ToWebview, { readonly _tag: Tag }>;

/** A panel without its session: rows, and a view that takes every message at once. */
export interface Desk {
  readonly reading: Reading;
  readonly viewing: Viewing;
  readonly posted: Array<ToWebview>;
  /** The messages of one kind so far. */
  readonly all: <Tag extends ToWebview["_tag"]>(tag: Tag) => ReadonlyArray<Message<Tag>>;
  /** The view of this desk says that it does not follow, and has room for so many rows. */
  readonly leaveEnd: (count: number) => void;
}

/** A desk over a store, whose view has begun. */
export const makeDesk = (store: Store): Desk => {
  const reading = startReading(
    store,
    { epoch: 5, run: 50 },
    {
      ...shown,
      sources: [
        { id: 0, label: "app", pod: "web", container: "app" },
        { id: 1, label: "proxy", pod: "web", container: "proxy" },
      ],
    },
  );
  const posted: Array<ToWebview> = [];
  const link = makeViewLink(
    contentOf(reading),
    () => reading.list,
    (_, what) => what(),
  );
  link.connect(async (message) => {
    const read = decodeToWebview(structuredClone(message));
    posted.push(read);
    link.happen([{ _tag: "Ack", seq: read.seq }]);
    return true;
  });
  const viewing = makeViewing(reading, link);
  link.happen([{ _tag: "Ready" }]);
  const all = <Tag extends ToWebview["_tag"]>(tag: Tag): ReadonlyArray<Message<Tag>> =>
    posted.filter((message): message is Message<Tag> => message._tag === tag);
  return {
    reading,
    viewing,
    posted,
    all,
    leaveEnd: (count) =>
      link.happen([{ _tag: "Window", epoch: reading.epoch, count, follow: false }]),
  };
};

/** The filter and the find of a desk, in the real thread; `changed` is to be run after each change of the store. */
export const makeScans = Effect.fnUntraced(function* (desk: Desk) {
  const { reading, viewing } = desk;
  const searching = yield* makeSearching(reading, worker);
  const filtering = yield* makeFiltering(viewing, searching.search);
  const finding = yield* makeFinding(viewing, searching.search);
  const changed = Effect.gen(function* () {
    reading.list.grow();
    viewing.tell();
    yield* searching.changed;
    yield* finding.changed;
  });
  return { filtering, finding, changed };
});

/** Waits until something is so. */
export const until = <A>(look: () => A | undefined): Effect.Effect<A> =>
  Effect.suspend(() => {
    const found = look();
    return found === undefined
      ? Effect.andThen(Effect.sleep(5), until(look))
      : Effect.succeed(found);
  });
