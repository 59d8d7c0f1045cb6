import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { targetLabel } from "../src/domain/target.ts";
import type { Panel } from "./panel.ts";
import { Announcer } from "./states/announcer.tsx";
import { ErrorStrip } from "./states/error-strip.tsx";
import { Notice } from "./states/notice.tsx";
import { createKeyboardHome } from "./keyboard-home.ts";
import { createPhase } from "./states/phase.ts";
import { Progress } from "./states/progress.tsx";
import { FilterBar } from "./filter/filter-bar.tsx";
import { Footer } from "./footer/footer.tsx";
import { List } from "./list/list.tsx";
import { SourcesPane } from "./sources/sources-pane.tsx";
import { Toolbar } from "./toolbar/toolbar.tsx";
import "./app.css";

/** Narrower than this, in px, the list of sources covers the rows, as its style sheet has it. */
const bothFrom = 640;

/** The whole panel: toolbar, list and what stands in its place or beside it, footer. */
export const App = (props: {
  readonly panel: Panel;
  readonly onRemove: () => void;
}): JSX.Element => {
  const [width, setWidth] = createSignal(Number.POSITIVE_INFINITY);
  let root: HTMLDivElement | undefined;
  /** What opens from now on was opened by hand. */
  let began = false;
  const phase = createPhase(props.panel);
  const sourcesOpen = () => props.panel.sourcesOpen();
  const title = () => {
    const shown = props.panel.shown();
    return shown === undefined ? "Logs" : `Logs of ${targetLabel(shown.target)}`;
  };

  const seekKeyboard = createKeyboardHome(
    () => root?.querySelector<HTMLElement>("[role=listbox]") ?? null,
    () => [phase(), props.panel.connection(), props.panel.above()],
  );

  onMount(() => {
    began = true;
    const element = root;
    if (element === undefined) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  onCleanup(() => props.onRemove());

  // T4: keys of the panel rest while a field of it has the focus.
  const onFocus = (event: FocusEvent, focused: boolean) => {
    if (event.target instanceof HTMLInputElement) props.panel.post({ _tag: "FieldFocus", focused });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // From wherever it means nothing else.
    if (event.key === "Escape" && !event.defaultPrevented) props.panel.perform("focusList");
    const alone = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!alone || !(event.target instanceof HTMLInputElement)) return;
    // VS Code, told of it, would have all selected once more a moment later, and what was typed meanwhile replaced.
    if (event.key === "a") event.stopPropagation();
    // There the keybinding of the find rests too; the field itself has no use for the key.
    if (event.key !== "f") return;
    event.preventDefault();
    props.panel.perform("find");
  };

  /** VS Code's own menu cuts, copies and pastes: it is for what can be typed into or is selected, and no use elsewhere. */
  const onContextMenu = (event: MouseEvent) => {
    const isText =
      event.target instanceof HTMLInputElement || getSelection()?.isCollapsed === false;
    if (!isText) event.preventDefault();
  };

  return (
    <div
      class="panel"
      ref={(element) => {
        root = element;
      }}
      onKeyDown={onKeyDown}
      onClick={seekKeyboard}
      onContextMenu={onContextMenu}
      onFocusIn={(event) => onFocus(event, true)}
      onFocusOut={(event) => onFocus(event, false)}
    >
      <header>
        <h1 class="unseen-words">{title()}</h1>
        <Toolbar panel={props.panel} width={width()} />
        <FilterBar panel={props.panel} />
      </header>
      <div class="middle">
        {/* Covered by the sources where there is no room for both. */}
        <main class="rows-side" inert={sourcesOpen() && width() < bothFrom}>
          <Show when={phase().progress}>
            <Progress />
          </Show>
          <List panel={props.panel} />
          <Show when={phase().notice} keyed>
            {(notice) => <Notice panel={props.panel} notice={notice} />}
          </Show>
        </main>
        <Show when={sourcesOpen()}>
          <SourcesPane panel={props.panel} focused={began} />
        </Show>
      </div>
      <Show when={phase().strip} keyed>
        {(problem) => <ErrorStrip panel={props.panel} problem={problem} />}
      </Show>
      <Footer panel={props.panel} />
      <Announcer panel={props.panel} />
    </div>
  );
};
