import { Show, type JSX } from "solid-js";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import { onMac } from "../toolbar/keys.ts";
import type { ListView } from "./list-view.ts";
import "./jump-buttons.css";

/** The ways to both ends, each only while it leads somewhere; the way down counts what came meanwhile. */
export const JumpButtons = (props: {
  readonly panel: Panel;
  readonly view: ListView;
}): JSX.Element => {
  const canGoUp = () => {
    const { extent, place } = props.view.bar();
    return extent.end > extent.first && place > extent.first;
  };
  const words = () => {
    const rows = props.panel.unseen();
    return rows === 1 ? "1 new line" : `${formatCount(rows)} new lines`;
  };
  return (
    <div class="jump-buttons" classList={{ following: props.panel.following() }}>
      <Show when={canGoUp()}>
        <button
          type="button"
          class="jump"
          title={`To Top (${onMac() ? "⌘↑" : "Ctrl+Home"})`}
          aria-label="To top"
          onClick={() => props.view.toTop()}
        >
          <span class="codicon codicon-arrow-up" aria-hidden="true" />
        </button>
      </Show>
      <Show
        when={!props.panel.following() && !(props.view.bar().atEnd && props.panel.unseen() === 0)}
      >
        <button
          type="button"
          class="jump"
          classList={{ counting: props.panel.unseen() > 0 }}
          title={`To Bottom, and Follow (${onMac() ? "⌘↓" : "Ctrl+End"})`}
          aria-label={props.panel.unseen() > 0 ? `To bottom: ${words()}` : "To bottom"}
          onClick={() => props.view.toBottom()}
        >
          <span class="codicon codicon-fold-down" aria-hidden="true" />
          <Show when={props.panel.unseen() > 0}>
            <span class="count">{words()}</span>
          </Show>
        </button>
      </Show>
    </div>
  );
};
