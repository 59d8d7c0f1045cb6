import { Show, type JSX } from "solid-js";
import { markerText } from "../../src/domain/marker.ts";
import type { Panel } from "../panel.ts";
import type { Above } from "../told.ts";
import "./top-edge.css";

/** What is missing above the first row, in a sentence. */
const aboveWords = (above: Above): string =>
  above.evicted > 0
    ? markerText({
        _tag: "Evicted",
        lines: above.evicted,
        ...(above.since === undefined ? {} : { since: { seconds: above.since, nanos: 0 } }),
      })
    : "Older lines wait: the memory of this panel is full";

/**
 * Says above the first row what is missing there, and what to do about it (S11, S12). It stands over the list and not
 * in it, since it is no row of the log, and only while the view is at the top, where it matters.
 */
export const TopEdge = (props: { readonly panel: Panel; readonly atTop: boolean }): JSX.Element => (
  <Show when={props.atTop ? props.panel.above() : undefined}>
    {(above) => (
      <section class="top-edge" aria-label="Missing lines">
        <span class="codicon codicon-warning" aria-hidden="true" />
        <span class="says">{aboveWords(above())}</span>
        <button
          type="button"
          class="link"
          title="Double the memory of this panel"
          onClick={() => props.panel.act({ _tag: "RaiseMemory" })}
        >
          Double the memory
        </button>
        <button
          type="button"
          class="link"
          title="Write the lines that are here to a file"
          onClick={() => props.panel.act({ _tag: "Export" })}
        >
          Export…
        </button>
      </section>
    )}
  </Show>
);
