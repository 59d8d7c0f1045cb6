import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { targetLabel } from "../../src/domain/target.ts";
import { createFind } from "../find/find.ts";
import { FindWidget } from "../find/find-widget.tsx";
import { RowMap } from "../map/row-map.tsx";
import { Menu, type MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { onMouseSelect } from "../selection/mouse.ts";
import { onCopyAllKey } from "./copy-key.ts";
import { JumpButtons } from "./jump-buttons.tsx";
import { createListView } from "./list-view.ts";
import { keyOf } from "./keys.ts";
import { onLabelDrag } from "./label-drag.ts";
import { onLinks } from "./links.ts";
import { Row, rowId } from "./row.tsx";
import { rowMenu } from "./row-menu.ts";
import { AcrossBar, ScrollBar } from "./scroll-bar.tsx";
import { usualLine } from "./standing.ts";
import { TopEdge } from "./top-edge.tsx";
import { onTouchScroll } from "./touch.ts";
import { wheelPixels } from "./wheel.ts";
import "./list.css";
import "./label-drag.css";
import "../selection/selection.css";

/** A menu that is open, and the rectangle it hangs from. */
interface OpenMenu {
  readonly items: ReadonlyArray<MenuItem>;
  readonly from: Pick<DOMRect, "left" | "top" | "bottom">;
}

/** The rows of the log: the one place where they are seen, and the hands that move them. */
export const List = (props: { readonly panel: Panel }): JSX.Element => {
  let list: HTMLDivElement | undefined;
  let probe: HTMLDivElement | undefined;
  const [menu, setMenu] = createSignal<OpenMenu>();
  const view = createListView(props.panel, () => list?.focus());
  const find = createFind(props.panel, view, () => list?.focus());

  const onWheel = (event: WheelEvent) => {
    // With Ctrl it is the editor's zoom.
    if (event.ctrlKey || list === undefined) return;
    event.preventDefault();
    const { x, y } = wheelPixels(event, lineHeight(), list.clientHeight);
    if (y !== 0) view.scrollBy(y);
    if (x !== 0) view.across.scrollBy(x);
  };

  // Nothing has a height on a page that is not rendered.
  const lineHeight = () => probe?.getBoundingClientRect().height || usualLine;

  const openMenu = (position: number, at: number | undefined, from: OpenMenu["from"]) => {
    const items = rowMenu(props.panel, view, position, at, {
      search: find.openWith,
      selectedText: find.selectedText,
    });
    if (items.length > 0) setMenu({ items, from });
  };

  const rowElement = (position: number | undefined) =>
    position === undefined ? null : (list?.querySelector(`#${rowId(position)}`) ?? null);

  const onKeyDown = (event: KeyboardEvent) => {
    const command = keyOf(event);
    if (command === undefined) return;
    event.preventDefault();
    const pages = (count: number, extend: boolean) => {
      if (extend) {
        view.moveFocus(count * view.pageRows(), true);
        return;
      }
      view.focus(undefined);
      view.selecting.none();
      view.scrollPages(count);
    };
    const toEnd = (end: "first" | "last", extend: boolean) => {
      if (extend) {
        view.extendToEnd(end);
        return;
      }
      view.focus(undefined);
      view.selecting.none();
      if (end === "first") view.toTop();
      else view.toBottom();
    };
    switch (command._tag) {
      case "Rows":
        view.moveFocus(command.rows, command.extend);
        break;
      case "Pages":
        pages(command.pages, command.extend);
        break;
      case "Top":
        toEnd("first", command.extend);
        break;
      case "Bottom":
        toEnd("last", command.extend);
        break;
      case "Lines":
        view.scrollBy(command.lines * lineHeight());
        break;
      case "Across":
        // Where nothing lies aside, the arrows fold as in a tree.
        if (canGoAcross()) view.across.scrollBy(command.sign * 4 * lineHeight());
        else {
          const position = view.active();
          const open = position === undefined ? undefined : isOpen(position);
          if (position !== undefined && open === command.sign < 0) view.toggle(position);
        }
        break;
      case "SelectAll":
        view.selecting.all();
        break;
      case "Toggle": {
        const position = view.active();
        if (position !== undefined) view.toggle(position);
        break;
      }
      case "Menu": {
        const position = view.active();
        const box = rowElement(position)?.getBoundingClientRect();
        if (position !== undefined && box !== undefined)
          openMenu(position, undefined, { left: box.left + 40, top: box.top, bottom: box.bottom });
        break;
      }
      case "Escape":
        if (find.isOpen()) find.close();
        else view.selecting.none();
        break;
    }
  };

  /** Whether what a row folds is open; undefined where it folds nothing. */
  const isOpen = (position: number): boolean | undefined => {
    const expanded = rowElement(position)?.getAttribute("data-open");
    return expanded == null ? undefined : expanded === "true";
  };

  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const place = view.placeNear(event.clientX, event.clientY);
    if (place === undefined) return;
    view.focus(place.position);
    openMenu(place.position, place.at, {
      left: event.clientX,
      top: event.clientY,
      bottom: event.clientY,
    });
  };

  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest(".fold, .more") === null) return;
    const place = view.placeNear(event.clientX, event.clientY);
    if (place !== undefined) view.toggle(place.position);
  };

  /** What is copied is asked from the host, which has the text; of the page there is nothing to copy. */
  const onCopy = (event: ClipboardEvent) => {
    if (event.target instanceof HTMLInputElement || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    props.panel.perform("copySelection");
  };
  /** Without this the browser finds that nothing is selected, and offers no copying. */
  const onBeforeCopy = (event: Event) => {
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
  };

  onMount(() => {
    const element = list;
    const line = probe;
    if (element === undefined || line === undefined) return;
    const resized = () => view.resized(element.clientHeight, lineHeight());
    const observer = new ResizeObserver(resized);
    observer.observe(element);
    observer.observe(line);
    // Solid would add it as passive, and the page would scroll along.
    element.addEventListener("wheel", onWheel, { passive: false });
    const stopCopyKey = onCopyAllKey(() => props.panel.act({ _tag: "CopyAll" }));
    const stopLabels = onLabelDrag(element, {
      width: () => view.look().labelWidth,
      draw: props.panel.setLabels,
      choose: props.panel.chooseLabels,
    });
    // Before what selects: a click that follows a link is none of a selection.
    const stopLinks = onLinks(element, view.links);
    const stopTouch = onTouchScroll(element, view.scrollBy);
    const stopSelecting = onMouseSelect(element, {
      selecting: view.selecting,
      placeNear: view.placeNear,
      scrollBy: view.scrollBy,
      focus: view.focus,
      hold: () => props.panel.setFollowing(false),
    });
    document.addEventListener("copy", onCopy);
    document.addEventListener("beforecopy", onBeforeCopy);
    onCleanup(() => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("beforecopy", onBeforeCopy);
      stopCopyKey();
      stopLabels();
      stopLinks();
      stopTouch();
      stopSelecting();
    });
  });

  const shift = () => {
    const layout = view.layout();
    return layout._tag === "End" ? "none" : `translateY(${-layout.shift}px)`;
  };
  const name = () => {
    const shown = props.panel.shown();
    return shown === undefined ? "Log lines" : `Log lines of ${targetLabel(shown.target)}`;
  };
  const canGoAcross = () =>
    !props.panel.wrap() && view.across.state().width > view.across.state().view;
  const atTop = () => {
    const { extent, place } = view.bar();
    return extent.end > extent.first && place <= extent.first;
  };
  const filled = () => {
    const { extent, visible } = view.bar();
    return Math.min(1, (extent.end - extent.first) / visible);
  };
  const active = () => {
    const row = view.active();
    return row === undefined ? undefined : rowId(row);
  };

  return (
    <>
      <TopEdge panel={props.panel} atTop={atTop()} />
      <div class="list-box" classList={{ "with-across": canGoAcross() }}>
        <div
          class="list"
          classList={{
            nowrap: !props.panel.wrap(),
            "has-active": view.active() !== undefined,
            [`times-${view.look().timestamps}`]: true,
          }}
          ref={(element) => {
            list = element;
          }}
          style={{
            "--label-width": `${view.look().labelWidth}ch`,
            "--across": `${view.across.state().at}`,
          }}
          role="listbox"
          tabindex="0"
          aria-label={name()}
          aria-multiselectable="true"
          aria-activedescendant={active()}
          onKeyDown={onKeyDown}
          onContextMenu={onContextMenu}
          onClick={onClick}
        >
          <div
            class="rows"
            classList={{ end: view.layout()._tag === "End" }}
            style={{ transform: shift() }}
            role="presentation"
          >
            <For each={view.pool.slots()}>{(slot) => <Row slot={slot} />}</For>
          </div>
          <div
            class="probe"
            aria-hidden="true"
            ref={(element) => {
              probe = element;
            }}
          />
        </div>
        <RowMap panel={props.panel} goTo={view.goTo} filled={filled()} />
        <ScrollBar view={view} />
        <AcrossBar view={view} shown={canGoAcross()} />
        <JumpButtons panel={props.panel} view={view} />
        <Show when={find.isOpen()}>
          <FindWidget find={find} />
        </Show>
        <Show when={menu()} keyed>
          {(open) => (
            <Menu
              label="Line"
              items={open.items}
              from={open.from}
              close={(refocus) => {
                setMenu(undefined);
                if (refocus) list?.focus();
              }}
            />
          )}
        </Show>
      </div>
    </>
  );
};
