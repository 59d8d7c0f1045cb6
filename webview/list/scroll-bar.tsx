import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import type { ListView } from "./list-view.ts";
import { placeAt, thumbOf } from "./viewport.ts";
import "./scroll-bar.css";

/** A held click on the track pages again after this long, and then this often, in ms. */
const firstRepeat = 300;
const nextRepeat = 60;

const createTrackLength = (axis: "clientHeight" | "clientWidth") => {
  const [length, setLength] = createSignal(0);
  let observer: ResizeObserver | undefined;
  onCleanup(() => observer?.disconnect());
  const attach = (element: HTMLElement) => {
    observer = new ResizeObserver(() => setLength(element[axis]));
    observer.observe(element);
  };
  return { length, attach };
};

/**
 * The scroll bar of the rows: its thumb says where in all rows the view stands, at any number of them.
 * For hands with a pointer only; the keyboard has the list itself.
 */
export const ScrollBar = (props: { readonly view: ListView }): JSX.Element => {
  const track = createTrackLength("clientHeight");
  const [drag, setDrag] = createSignal<{ readonly grip: number; readonly top: number }>();
  let element: HTMLDivElement | undefined;
  let repeat: ReturnType<typeof setTimeout> | undefined;
  let held = 0;

  const thumb = () => thumbOf(props.view.bar(), track.length());
  const top = () => {
    const dragged = drag();
    const size = thumb()?.size ?? 0;
    // In the hand the thumb stays under the pointer, also while rows come in.
    return dragged === undefined
      ? (thumb()?.top ?? 0)
      : Math.max(0, Math.min(dragged.top, track.length() - size));
  };
  const within = (event: PointerEvent) =>
    event.clientY - (element?.getBoundingClientRect().top ?? 0);

  const page = (delay: number) => {
    const now = thumb();
    if (now === undefined) return;
    if (held < now.top) props.view.scrollPages(-1);
    else if (held > now.top + now.size) props.view.scrollPages(1);
    else return;
    repeat = setTimeout(() => page(nextRepeat), delay);
  };
  const stopPaging = () => {
    clearTimeout(repeat);
    repeat = undefined;
  };
  onCleanup(stopPaging);

  const onDown = (event: PointerEvent) => {
    const now = thumb();
    if (event.button !== 0 || now === undefined || element === undefined) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    held = within(event);
    if (held >= now.top && held <= now.top + now.size)
      setDrag({ grip: held - now.top, top: now.top });
    else if (event.shiftKey) {
      setDrag({ grip: now.size / 2, top: now.top });
      onMove(event);
    } else page(firstRepeat);
  };
  const onMove = (event: PointerEvent) => {
    held = within(event);
    const dragged = drag();
    if (dragged === undefined) return;
    const next = held - dragged.grip;
    setDrag({ grip: dragged.grip, top: next });
    props.view.goTo(placeAt(props.view.bar(), track.length(), next));
  };
  const onUp = () => {
    stopPaging();
    setDrag(undefined);
  };

  return (
    <div
      class="scroll-bar"
      classList={{ held: drag() !== undefined }}
      aria-hidden="true"
      ref={(bar) => {
        element = bar;
        track.attach(bar);
      }}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      <Show when={thumb()}>
        <div class="thumb" style={{ top: `${top()}px`, height: `${thumb()?.size ?? 0}px` }} />
      </Show>
    </div>
  );
};

/** The scroll bar of long lines that do not wrap. */
export const AcrossBar = (props: {
  readonly view: ListView;
  readonly shown: boolean;
}): JSX.Element => {
  const track = createTrackLength("clientWidth");
  let grip: number | undefined;

  const hidden = () =>
    Math.max(0, props.view.across.state().width - props.view.across.state().view);
  const size = () => {
    const { width, view } = props.view.across.state();
    return Math.max(20, (track.length() * view) / Math.max(1, width));
  };
  const left = () =>
    hidden() === 0 ? 0 : ((track.length() - size()) * props.view.across.state().at) / hidden();
  const scale = () => hidden() / Math.max(1, track.length() - size());

  return (
    <Show when={props.shown}>
      <div
        class="across-bar"
        aria-hidden="true"
        ref={track.attach}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
          if (x >= left() && x <= left() + size()) grip = event.clientX;
          else props.view.across.scrollBy((x < left() ? -1 : 1) * props.view.across.state().view);
        }}
        onPointerMove={(event) => {
          if (grip === undefined) return;
          props.view.across.scrollBy((event.clientX - grip) * scale());
          grip = event.clientX;
        }}
        onPointerUp={() => {
          grip = undefined;
        }}
        onPointerCancel={() => {
          grip = undefined;
        }}
      >
        <div class="thumb" style={{ left: `${left()}px`, width: `${size()}px` }} />
      </div>
    </Show>
  );
};
