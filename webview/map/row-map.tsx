import { createEffect, createMemo, createSignal, on, onCleanup, onMount, type JSX } from "solid-js";
import type { Panel } from "../panel.ts";
import { mapBars, rowOfMap, type Lane } from "./marks.ts";
import "./row-map.css";

/** Px from the left and width of each lane in the 12 px of the map. */
const places: Readonly<Record<Lane, readonly [left: number, width: number]>> = {
  divider: [0, 12],
  marker: [0, 12],
  match: [4, 4],
  warning: [8, 4],
  error: [8, 4],
};

/** The map has a stretch for each two px; the host counts no finer. */
const pxPerBucket = 2;
const maxBuckets = 4_096;

/**
 * Where in all rows there are errors, warnings, matches and dividers, at their true place; a click goes there. One
 * picture, since a thousand elements would cost more than the rows.
 */
export const RowMap = (props: {
  readonly panel: Panel;
  readonly goTo: (position: number) => void;
  /** How much of the view the rows fill, 1 for all of it: no mark stands below the last row. */
  readonly filled: number;
}): JSX.Element => {
  const [height, setHeight] = createSignal(0);
  const rowsHeight = createMemo(() => Math.round(height() * props.filled));
  /** Grows when the theme's colours are others. */
  const [theme, setTheme] = createSignal(0);
  let canvas: HTMLCanvasElement | undefined;

  const draw = () => {
    const map = props.panel.map();
    const px = height();
    void theme();
    const context = canvas?.getContext("2d");
    if (canvas === undefined || context == null) return;
    const scale = devicePixelRatio;
    canvas.width = 12 * scale;
    canvas.height = px * scale;
    if (map === undefined) return;
    context.scale(scale, scale);
    const style = getComputedStyle(canvas);
    for (const { lane, top, height: length } of mapBars(map.marks, rowsHeight())) {
      const [left, width] = places[lane];
      context.fillStyle = style.getPropertyValue(`--map-${lane}`);
      context.fillRect(left, top, width, lane === "divider" ? 1 : length);
    }
  };
  createEffect(draw);

  createEffect(
    on([height, () => props.panel.shown() !== undefined], ([px, ready]) => {
      const buckets = Math.min(maxBuckets, Math.floor(px / pxPerBucket));
      if (ready && buckets > 0) props.panel.post({ _tag: "MapWanted", buckets });
    }),
  );

  onMount(() => {
    const element = canvas;
    if (element === undefined) return;
    const sizes = new ResizeObserver(() => setHeight(element.clientHeight));
    sizes.observe(element);
    const themes = new MutationObserver(() => setTheme(theme() + 1));
    themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    onCleanup(() => {
      sizes.disconnect();
      themes.disconnect();
    });
  });

  return (
    <canvas
      class="row-map"
      aria-hidden="true"
      ref={(element) => {
        canvas = element;
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        const extent = props.panel.counts();
        const { top } = event.currentTarget.getBoundingClientRect();
        if (extent.end > extent.first)
          props.goTo(rowOfMap(extent, event.clientY - top, rowsHeight()));
      }}
    />
  );
};
