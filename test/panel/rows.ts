import type { LineBlock } from "../../src/domain/line.ts";
import { noFolds } from "../../src/panel/folds.ts";
import { RowList } from "../../src/panel/row-list.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { FilteredView } from "../../src/store/views.ts";

/** The Unix second of the first line of a block, if none is given. */
export const start = 1_735_468_245;

/** Lines as a session gives them, a second apart. */
export const block = (texts: ReadonlyArray<string>, seconds = start): LineBlock => {
  const bytes = texts.map((text) => Buffer.from(text, "utf8"));
  let at = 0;
  const ends = bytes.map((text) => (at += text.length));
  return {
    bytes: Uint8Array.from(Buffer.concat(bytes)),
    count: texts.length,
    start: Uint32Array.from(ends, (end, i) => end - (bytes[i]?.length ?? 0)),
    end: Uint32Array.from(ends),
    seconds: Uint32Array.from(texts, (_, i) => seconds + i),
    nanos: new Uint32Array(texts.length).fill(123_456_789),
    flags: new Uint8Array(texts.length),
  };
};

/** A store with these lines of source 0. */
export const storeOf = (...texts: ReadonlyArray<string>): Store => {
  const store = makeStore({ maxBytes: 100_000_000 });
  store.append(0, block(texts));
  return store;
};

/** All rows of a store. */
export const listOf = (store: Store): RowList => new RowList(store, undefined, noFolds);

/** The rows of a store that a filter has let pass, which are told. */
export const filteredList = (store: Store, hits: ReadonlyArray<number>, context = 0): RowList => {
  const view = new FilteredView(context);
  view.extend({ from: store.first, to: store.end, hits, kept: [] });
  return new RowList(store, view, noFolds);
};
