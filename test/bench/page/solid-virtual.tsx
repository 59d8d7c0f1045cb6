import { createVirtualizer } from "@tanstack/solid-virtual";
import { createSignal, For, type JSX } from "solid-js";
import { render } from "solid-js/web";
import { expose, rowText } from "./list.ts";
import "./plain-list.css";

// The same rows, as plain text, in a list of `@tanstack/solid-virtual`: rows are measured, the newest is followed.

const List = (): JSX.Element => {
  const [count, setCount] = createSignal(0);
  let view: HTMLDivElement | undefined;
  const virtualizer = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    get count() {
      return count();
    },
    getScrollElement: () => view ?? null,
    // Most of these rows wrap once.
    estimateSize: () => 38,
    overscan: 8,
  });
  expose((end) => {
    const following = count() === 0 || virtualizer.getDistanceFromEnd() < 2;
    setCount(end);
    if (following) virtualizer.scrollToIndex(end - 1, { align: "end" });
  });
  return (
    <div
      class="view"
      ref={(element) => {
        view = element;
      }}
    >
      <div class="rows" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        <For each={virtualizer.getVirtualItems()}>
          {(item) => (
            <div
              class="words"
              data-index={item.index}
              ref={(element) => queueMicrotask(() => virtualizer.measureElement(element))}
              style={{ position: "absolute", transform: `translateY(${item.start}px)` }}
            >
              {rowText(item.index)}
            </div>
          )}
        </For>
      </div>
    </div>
  );
};

const root = document.getElementById("app");
if (root !== null) render(List, root);
