import { createSignal, type JSX } from "solid-js";
import { render } from "solid-js/web";
import { VList, type VListHandle } from "virtua/solid";
import { expose, rowText } from "./list.ts";
import "./plain-list.css";

// The same rows, as plain text, in a list of `virtua`: rows are measured, the newest is followed.

/** The numbers below `length` as an array that costs nothing: this list wants its data in one, another at each change. */
const numbersBelow = (length: number): ReadonlyArray<number> =>
  new Proxy<Array<number>>([], {
    get: (_, key) => (key === "length" ? length : Number(key)),
  });

const List = (): JSX.Element => {
  const [data, setData] = createSignal(numbersBelow(0));
  let handle: VListHandle | undefined;
  const distanceFromEnd = (): number =>
    handle === undefined ? 0 : handle.scrollSize - handle.viewportSize - handle.scrollOffset;
  expose((end) => {
    const following = distanceFromEnd() < 2;
    setData(numbersBelow(end));
    if (following) handle?.scrollToIndex(end - 1, { align: "end" });
  });
  return (
    <VList
      class="view rows"
      data={data()}
      ref={(next) => {
        handle = next;
      }}
    >
      {(position) => <div class="words">{rowText(position)}</div>}
    </VList>
  );
};

const root = document.getElementById("app");
if (root !== null) render(List, root);
