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
import { wholeName, type SourceInfo } from "../../src/protocol/sources.ts";
import { sourceColours } from "../list/source-label.ts";
import { Menu, type MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { deedsOf, sourceItems } from "./source-deeds.ts";
import { rowHeight, SourceRow, sourceRowId } from "./source-row.tsx";

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

/** The rows of the list of sources, of which those in sight are drawn: one tab stop, arrows and a key for each deed. */
export const SourceGrid = (props: {
  readonly panel: Panel;
  /** Those that are listed, of all that there are. */
  readonly sources: ReadonlyArray<SourceInfo>;
  /** Has the keyboard from the beginning on. */
  readonly focused: boolean;
  readonly onLeave: () => void;
}): JSX.Element => {
  const takesFocus = props.focused;
  let grid: HTMLDivElement | undefined;
  let probe: HTMLSpanElement | undefined;
  const [active, setActive] = createSignal(0);
  const [sight, setSight] = createSignal({ top: 0, height: 0 });
  /** How many characters of a name there is room for. */
  const [nameWidth, setNameWidth] = createSignal(Number.POSITIVE_INFINITY);
  const [menu, setMenu] = createSignal<OpenMenu>();

  const colours = createMemo(() => {
    const shown = props.panel.shown();
    return shown === undefined ? new Map<number, number>() : sourceColours(shown);
  });
  const withPod = createMemo(() => {
    const all = props.panel.shown()?.sources ?? [];
    return new Set(all.map(({ pod }) => pod)).size > 1;
  });
  const current = () => props.sources[active()];
  const first = () => Math.max(0, Math.floor(sight().top / rowHeight) - overscan);
  const inSight = createMemo(() => {
    const end = Math.ceil((sight().top + sight().height) / rowHeight) + overscan;
    return props.sources.slice(first(), end);
  });

  /** The row that the keyboard is on, while it is drawn. */
  const activeId = (): string | undefined => {
    const source = inSight()[active() - first()];
    return source === undefined ? undefined : sourceRowId(source);
  };

  const look = () => {
    if (grid === undefined || probe === undefined) return;
    setSight({ top: grid.scrollTop, height: grid.clientHeight });
    const character = probe.getBoundingClientRect().width / probeText.length;
    setNameWidth(Math.max(leastName, Math.floor((grid.clientWidth - besideName) / character)));
  };
  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(props.sources.length - 1, index));
    setActive(next);
    if (grid === undefined) return;
    const top = next * rowHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + rowHeight > grid.scrollTop + grid.clientHeight)
      grid.scrollTop = top + rowHeight - grid.clientHeight;
    look();
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
        goTo(props.sources.length - 1);
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
        props.onLeave();
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
    const index = props.sources.findIndex((source) => sourceRowId(source) === row?.id);
    return index < 0 ? undefined : index;
  };

  onMount(() => {
    const element = grid;
    if (element === undefined) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (probe !== undefined) observer.observe(probe);
    onCleanup(() => observer.disconnect());
    look();
    if (takesFocus) element.focus();
  });
  createEffect(
    on(
      () => props.sources.length,
      (count) => setActive((now) => Math.max(0, Math.min(now, count - 1))),
    ),
  );

  return (
    <>
      <div
        class="sources-grid"
        ref={(element) => {
          grid = element;
        }}
        role="grid"
        tabindex="0"
        aria-label="Sources"
        aria-rowcount={props.sources.length}
        aria-activedescendant={activeId()}
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
          style={{ height: `${props.sources.length * rowHeight}px` }}
        >
          <Index each={inSight()}>
            {(source, i) => (
              <SourceRow
                panel={props.panel}
                source={source()}
                index={first() + i}
                colour={colours().get(source().id) ?? 0}
                name={withPod() ? wholeName(source()) : source().container}
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
    </>
  );
};
