import {
  createEffect,
  createMemo,
  createSignal,
  Index,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from "solid-js";
import { sourceName } from "../../src/protocol/sources.ts";
import { formatCount } from "../../src/text/time.ts";
import { sourceColours } from "../list/source-label.ts";
import { Menu, type MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { countSources } from "./source-counts.ts";
import { deedsOf, sourceItems } from "./source-deeds.ts";
import { rowHeight, SourceRow, sourceRowId } from "./source-row.tsx";
import "./sources.css";

/** Rows that are drawn beyond those in sight, on either side. */
const overscan = 4;

/** What stands beside a name, in px, as the style sheet has it: its buttons and the air around. */
const besideName = 122;
/** Fewer characters of a name tell nothing. */
const leastName = 8;
/** What the width of a character is taken from. */
const probeText = "0123456789";

interface OpenMenu {
  readonly items: ReadonlyArray<MenuItem>;
  readonly from: Pick<DOMRect, "left" | "top" | "bottom">;
}

/** The sources of the log: what each is and does, and which of them are shown (C5). */
export const SourcesPane = (props: {
  readonly panel: Panel;
  /** It was opened by hand just now, and takes the keyboard. */
  readonly focused: boolean;
}): JSX.Element => {
  let grid: HTMLDivElement | undefined;
  const takesFocus = props.focused;
  const [active, setActive] = createSignal(0);
  let probe: HTMLSpanElement | undefined;
  const [sight, setSight] = createSignal({ top: 0, height: 0 });
  /** How many characters of a name there is room for. */
  const [nameWidth, setNameWidth] = createSignal(Number.POSITIVE_INFINITY);
  const [menu, setMenu] = createSignal<OpenMenu>();

  const shown = () => props.panel.shown();
  const sources = () => shown()?.sources ?? [];
  const colours = createMemo(() => {
    const now = shown();
    return now === undefined ? new Map<number, number>() : sourceColours(now);
  });
  const withPod = createMemo(() => new Set(sources().map(({ pod }) => pod)).size > 1);
  const counts = createMemo(() => countSources(shown()));
  const current = () => sources()[active()];
  const first = () => Math.max(0, Math.floor(sight().top / rowHeight) - overscan);
  const inSight = createMemo(() => {
    const end = Math.ceil((sight().top + sight().height) / rowHeight) + overscan;
    return sources().slice(first(), end);
  });

  const look = () => {
    if (grid === undefined || probe === undefined) return;
    setSight({ top: grid.scrollTop, height: grid.clientHeight });
    const character = probe.getBoundingClientRect().width / probeText.length;
    setNameWidth(Math.max(leastName, Math.floor((grid.clientWidth - besideName) / character)));
  };
  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(sources().length - 1, index));
    setActive(next);
    if (grid === undefined) return;
    const top = next * rowHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + rowHeight > grid.scrollTop + grid.clientHeight)
      grid.scrollTop = top + rowHeight - grid.clientHeight;
    look();
  };
  const close = () => {
    props.panel.openSources(false);
    props.panel.perform("focusList");
  };
  const openMenu = (from: OpenMenu["from"]) => {
    const source = current();
    if (source !== undefined) setMenu({ items: sourceItems(props.panel, source), from });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(sight().height / rowHeight) - 1);
    const source = current();
    const deeds = source === undefined ? undefined : deedsOf(props.panel, source);
    switch (event.shiftKey ? `Shift+${event.key}` : event.key) {
      case "ArrowDown":
        goTo(active() + 1);
        break;
      case "ArrowUp":
        goTo(active() - 1);
        break;
      case "PageDown":
        goTo(active() + page);
        break;
      case "PageUp":
        goTo(active() - page);
        break;
      case "Home":
        goTo(0);
        break;
      case "End":
        goTo(sources().length - 1);
        break;
      case " ":
        deeds?.toggle();
        break;
      case "Enter":
        if (source?.unfollowed === true) deeds?.follow();
        else deeds?.solo();
        break;
      case "Shift+Enter":
        deeds?.openAlone();
        break;
      case "ContextMenu":
      case "Shift+F10": {
        const box = grid?.querySelector(".source.active")?.getBoundingClientRect();
        if (box !== undefined) openMenu({ left: box.left + 24, top: box.top, bottom: box.bottom });
        break;
      }
      case "Escape":
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** The row under the pointer becomes the one that the keyboard is on. */
  const indexAt = (event: MouseEvent): number | undefined => {
    const row = event.target instanceof Element ? event.target.closest(".source") : null;
    const index = sources().findIndex((source) => sourceRowId(source) === row?.id);
    return index < 0 ? undefined : index;
  };

  onMount(() => {
    const element = grid;
    if (element === undefined) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (probe !== undefined) observer.observe(probe);
    look();
    if (takesFocus) element.focus();
    props.panel.post({ _tag: "SourcesWanted", wanted: true });
    onCleanup(() => {
      observer.disconnect();
      props.panel.post({ _tag: "SourcesWanted", wanted: false });
    });
  });
  // Another log has other sources: the reports of the one before are none of theirs.
  createEffect(
    on(
      () => sources().length,
      (count) => setActive((now) => Math.max(0, Math.min(now, count - 1))),
    ),
  );

  return (
    <aside class="sources" aria-label="Sources">
      <header class="sources-head">
        <h2>Sources</h2>
        <span class="count">{formatCount(sources().length)}</span>
        <span class="fill" />
        <button
          type="button"
          class="tool"
          classList={{ pressed: props.panel.labels() !== "off" }}
          title={props.panel.labels() === "off" ? "Show Source Labels" : "Hide Source Labels"}
          aria-label="Source labels"
          aria-pressed={props.panel.labels() !== "off"}
          onClick={() => props.panel.chooseLabels(props.panel.labels() === "off" ? "auto" : "off")}
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
          <span>{`${formatCount(counts().followed)} of ${formatCount(counts().all)} followed`}</span>
        </p>
      </Show>
      <div
        class="sources-grid"
        ref={(element) => {
          grid = element;
        }}
        role="grid"
        tabindex="0"
        aria-label="Sources"
        aria-rowcount={sources().length}
        aria-activedescendant={current() === undefined ? undefined : `source${current()?.id}`}
        onKeyDown={onKeyDown}
        onScroll={look}
        onPointerDown={(event) => {
          const index = indexAt(event);
          if (index !== undefined) setActive(index);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const index = indexAt(event);
          if (index === undefined) return;
          setActive(index);
          openMenu({ left: event.clientX, top: event.clientY, bottom: event.clientY });
        }}
      >
        <span
          class="sources-probe"
          aria-hidden="true"
          ref={(element) => {
            probe = element;
          }}
        >
          {probeText}
        </span>
        <div
          class="sources-all"
          role="presentation"
          style={{ height: `${sources().length * rowHeight}px` }}
        >
          <Index each={inSight()}>
            {(source, i) => (
              <SourceRow
                panel={props.panel}
                source={source()}
                index={first() + i}
                colour={colours().get(source().id) ?? 0}
                name={withPod() ? sourceName(source()) : source().container}
                width={nameWidth()}
                active={first() + i === active()}
              />
            )}
          </Index>
        </div>
      </div>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label="Source"
            items={open.items}
            from={open.from}
            close={(refocus) => {
              setMenu(undefined);
              if (refocus) grid?.focus();
            }}
          />
        )}
      </Show>
    </aside>
  );
};
