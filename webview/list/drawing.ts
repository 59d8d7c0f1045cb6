import { createSignal, untrack, type Accessor } from "solid-js";
import type { Panel } from "../panel.ts";
import type { Pool } from "./pool.ts";
import type { Standing } from "./standing.ts";
import { tailSpan, topOf, type Extent, type Measured, type Span } from "./viewport.ts";

/** How the rows lie in the view: their shift in px, or at the end by the style sheet alone. */
export type Layout = { readonly _tag: "End" } | { readonly _tag: "At"; readonly shift: number };

/** The picture of the rows, and what of them the user has not seen. */
export interface Drawing {
  readonly layout: Accessor<Layout>;
  /** Draws the end while the panel follows, else the place where the view stands. */
  readonly draw: (now: number) => Measured;
  /** What there is counts as seen: only what comes from here on is new. */
  readonly markSeen: () => void;
}

/** While following, rows that are not here yet hold the picture still for this long, in ms. */
const holdFor = 300;

const sameLayout = (a: Layout, b: Layout): boolean =>
  a._tag === b._tag && (a._tag === "End" || (b._tag === "At" && a.shift === b.shift));

/** The drawing of a standing; `again` asks for another frame. */
export const createDrawing = <Look>(
  panel: Panel,
  pool: Pool<Look>,
  standing: Standing,
  extent: () => Extent,
  again: () => void,
): Drawing => {
  const [layout, setLayout] = createSignal<Layout>({ _tag: "End" }, { equals: sameLayout });
  /** The end when the view left it: what came after is new. */
  let endWhenLeft = 0;
  let holdSince: number | undefined;

  const markSeen = () => {
    endWhenLeft = extent().end;
  };

  /** Whether to leave the picture as it is: the rows at the end are on their way, and there is one to leave. */
  const holds = (tail: Span, now: number): boolean => {
    let complete = true;
    for (let row = tail.first; row < tail.first + tail.count && complete; row++)
      complete = panel.rows.has(row);
    const held = pool.span();
    if (complete || (held.count > 0 && held.first < extent().first)) {
      holdSince = undefined;
      return false;
    }
    holdSince ??= now;
    if (now - holdSince >= holdFor) return false;
    again();
    return true;
  };

  const drawEnd = (now: number): Measured => {
    const tail = tailSpan(extent(), pool.size());
    markSeen();
    if (holds(tail, now)) return standing.measure();
    const measured = standing.drawEnd(tail);
    setLayout({ _tag: "End" });
    return measured;
  };

  const drawPlace = (): Measured => {
    const measured = standing.landAt(standing.drawn());
    const { row, offset } = standing.anchor();
    setLayout({ _tag: "At", shift: topOf(measured, row) + offset });
    if (standing.atEnd()) markSeen();
    return measured;
  };

  return {
    layout,
    markSeen,
    draw: (now) => {
      const measured = untrack(panel.following) ? drawEnd(now) : drawPlace();
      panel.setUnseen(Math.max(0, extent().end - endWhenLeft));
      return measured;
    },
  };
};
