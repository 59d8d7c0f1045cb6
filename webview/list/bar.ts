import { createSignal, type Accessor } from "solid-js";
import type { Standing } from "./standing.ts";
import { topOf, type BarView, type Extent, type Measured } from "./viewport.ts";

/** Where the view stands in all rows, as the scroll bar shows it. */
export interface Bar {
  readonly view: Accessor<BarView>;
  readonly draw: (measured: Measured, following: boolean) => void;
  /** Rows have other heights from now on. */
  readonly reset: () => void;
}

/** The bar of a standing. */
export const createBar = (standing: Standing, extent: () => Extent): Bar => {
  const [view, setView] = createSignal<BarView>({
    extent: { first: 0, end: 0 },
    place: 0,
    visible: 1,
    atEnd: true,
  });
  /** Px a row, over the last frames: the thumb must not tremble with each row that is taller. */
  let averageHeight = 0;
  return {
    view,
    draw: (measured, following) => {
      const line = standing.line();
      const { row, offset } = standing.anchor();
      const { first, end } = extent();
      const total = topOf(measured, measured.first + measured.heights.length);
      // A page that is not rendered has no heights to go by.
      if (measured.heights.length > 0 && total === 0) return;
      const average = measured.heights.length === 0 ? line : total / measured.heights.length;
      averageHeight = averageHeight === 0 ? average : averageHeight * 0.95 + average * 0.05;
      setView({
        extent: { first, end },
        place: row + offset / (measured.heights[row - measured.first] ?? line),
        visible: standing.viewHeight() / Math.max(averageHeight, 1),
        atEnd: following || standing.atEnd(),
      });
    },
    reset: () => {
      averageHeight = 0;
    },
  };
};
