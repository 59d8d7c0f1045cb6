import { For, onCleanup, onMount, type JSX } from "solid-js";
import { targetLabel } from "../../src/domain/target.ts";
import type { Panel } from "../panel.ts";
import { JumpButtons } from "./jump-buttons.tsx";
import { createListView } from "./list-view.ts";
import { keyOf } from "./keys.ts";
import { positionOf, Row, rowId } from "./row.tsx";
import { AcrossBar, ScrollBar } from "./scroll-bar.tsx";
import { onTouchScroll } from "./touch.ts";
import { wheelPixels } from "./wheel.ts";
import "./list.css";

/** The rows of the log: the one place where they are seen, and the hands that move them. */
export const List = (props: { readonly panel: Panel }): JSX.Element => {
  let list: HTMLDivElement | undefined;
  let probe: HTMLDivElement | undefined;
  const view = createListView(props.panel, () => list?.focus());

  const onWheel = (event: WheelEvent) => {
    // With Ctrl it is the editor's zoom.
    if (event.ctrlKey || list === undefined) return;
    event.preventDefault();
    const { x, y } = wheelPixels(event, lineHeight(), list.clientHeight);
    if (y !== 0) view.scrollBy(y);
    if (x !== 0) view.across.scrollBy(x);
  };

  const lineHeight = () => probe?.getBoundingClientRect().height ?? 18;

  const onKeyDown = (event: KeyboardEvent) => {
    const command = keyOf(event);
    if (command === undefined) return;
    event.preventDefault();
    switch (command._tag) {
      case "Rows":
        view.moveFocus(command.rows);
        break;
      case "Pages":
        view.focus(undefined);
        view.scrollPages(command.pages);
        break;
      case "Top":
        view.focus(undefined);
        view.toTop();
        break;
      case "Bottom":
        view.focus(undefined);
        view.toBottom();
        break;
      case "Lines":
        view.scrollBy(command.lines * lineHeight());
        break;
      case "Across":
        view.across.scrollBy(command.sign * 4 * lineHeight());
        break;
    }
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
    const stopTouch = onTouchScroll(element, view.scrollBy);
    onCleanup(() => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
      stopTouch();
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
  const active = () => {
    const row = view.active();
    return row === undefined ? undefined : rowId(row);
  };

  return (
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
        aria-activedescendant={active()}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const row = event.target.closest(".row");
          // A row that is drawn anew loses what is selected in it.
          if (row !== null && document.getSelection()?.isCollapsed !== false)
            view.focus(positionOf(row.id));
        }}
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
      <ScrollBar view={view} />
      <AcrossBar view={view} shown={canGoAcross()} />
      <JumpButtons panel={props.panel} view={view} />
    </div>
  );
};
