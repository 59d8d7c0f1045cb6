import type { Group, Measured } from "./entry.ts";
import { measureFollow } from "./follow.ts";
import { withPages } from "./pages.ts";
import { measureHeap, measureScrolling } from "./scrolling.ts";

/** The list: frames while it follows and while it is scrolled, and its memory. */
export const listGroup: Group = {
  entries: [
    { name: "list.follow-10k-p95", unit: "ms", budget: { atMost: 17 } },
    { name: "list.follow-100k-p95", unit: "ms", budget: { atMost: 17 } },
    { name: "list.rows-10m-p95", unit: "ms", budget: { atMost: 17 } },
    { name: "list.heap", unit: "MB", budget: { atMost: 20 } },
  ],
  measure,
};

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  yield* measureFollow(wanted);
  if (!wanted.has("list.rows-10m-p95") && !wanted.has("list.heap")) return;
  yield* withPages(async function* (open) {
    if (wanted.has("list.rows-10m-p95")) yield await open("podlog", measureScrolling);
    if (wanted.has("list.heap")) yield await open("podlog", measureHeap);
  });
}
