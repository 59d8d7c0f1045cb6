import { createMemo, createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import { countSources } from "./source-counts.ts";
import { SourceGrid } from "./source-grid.tsx";
import { wordsOf } from "./source-state.ts";
import "./sources.css";

/** From so many sources on there is a field to find some of them. */
const many = 12;

/** The sources of the log: what each is and does, and which of them are shown (C5). */
export const SourcesPane = (props: {
  readonly panel: Panel;
  /** It was opened by hand just now, and takes the keyboard. */
  readonly focused: boolean;
}): JSX.Element => {
  let pane: HTMLElement | undefined;
  const [typed, setTyped] = createSignal("");
  const sources = () => props.panel.shown()?.sources ?? [];
  const counts = createMemo(() => countSources(props.panel.shown()));
  const listed = createMemo(() => {
    const wanted = typed().trim().toLowerCase();
    if (wanted === "") return sources();
    const reports = props.panel.reports();
    return sources().filter((source) =>
      wordsOf(source, reports.get(source.id)).toLowerCase().includes(wanted),
    );
  });
  const labelled = () => props.panel.labels() !== "off";

  const close = () => {
    props.panel.openSources(false);
    props.panel.perform("focusList");
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  const onFieldKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "Enter")
      pane?.querySelector<HTMLElement>("[role=grid]")?.focus();
    else if (event.key !== "Escape") return;
    else if (typed() === "") close();
    else setTyped("");
    event.preventDefault();
    event.stopPropagation();
  };

  onMount(() => {
    props.panel.post({ _tag: "SourcesWanted", wanted: true });
    onCleanup(() => props.panel.post({ _tag: "SourcesWanted", wanted: false }));
  });

  return (
    <aside
      class="sources"
      aria-label="Sources"
      onKeyDown={onEscape}
      ref={(element) => {
        pane = element;
      }}
    >
      <header class="sources-head">
        <h2>Sources</h2>
        <span class="count">{formatCount(counts().all)}</span>
        <span class="fill" />
        <button
          type="button"
          class="tool"
          classList={{ pressed: labelled() }}
          title={labelled() ? "Hide Source Labels" : "Show Source Labels"}
          aria-label="Source labels"
          aria-pressed={labelled()}
          onClick={() => props.panel.chooseLabels(labelled() ? "off" : "auto")}
        >
          <span class="codicon codicon-tag" aria-hidden="true" />
        </button>
        <button
          type="button"
          class="tool"
          title="Close Sources (Escape)"
          aria-label="Close sources"
          onClick={close}
        >
          <span class="codicon codicon-close" aria-hidden="true" />
        </button>
      </header>
      <Show when={counts().all >= many}>
        <input
          class="sources-field"
          type="text"
          aria-label="Find sources"
          placeholder="Name, node, image or state"
          spellcheck={false}
          autocomplete="off"
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onFieldKey}
        />
      </Show>
      <Show when={counts().hides}>
        <p class="sources-note">
          <span>{`${formatCount(counts().hidden)} of ${formatCount(counts().all)} hidden`}</span>
          <button
            type="button"
            class="link"
            title="Show the Lines of All Sources"
            onClick={() => props.panel.chooseSources({ _tag: "ShowAll" })}
          >
            Show all
          </button>
        </p>
      </Show>
      <Show when={counts().followed < counts().all}>
        <p
          class="sources-note"
          title="So many logs are read at a time. The setting podlog.maxFollows has the limit."
        >
          <span>
            {`${formatCount(counts().followed)} of ${formatCount(counts().all)} followed`}
          </span>
        </p>
      </Show>
      <SourceGrid panel={props.panel} sources={listed()} focused={props.focused} onLeave={close} />
    </aside>
  );
};
