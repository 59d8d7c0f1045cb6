import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { FindQuery } from "../../src/protocol/find.ts";
import type { Panel } from "../panel.ts";
import { RowFlag } from "../../src/protocol/rows.ts";
import { makeSelecting, type Place, type Selecting } from "../selection/selecting.ts";
import { copyOfRow } from "../selection/selection.ts";
import { createAcross, type Across } from "./across.ts";
import { createBar } from "./bar.ts";
import { createLook, type Look } from "./look.ts";
import { makePainting, type Painting } from "./painting.ts";
import { makePool, type Pool, type SlotView } from "./pool.ts";
import { makeReport } from "./report.ts";
import { hasFlag } from "./row-cache.ts";
import { isExpandable } from "./row-text.ts";
import { makeSight } from "./sight.ts";
import { makeSlotViews } from "./slot-views.ts";
import { makeStanding } from "./standing.ts";
import {
  keepIn,
  tailSpan,
  topOf,
  type Anchor,
  type BarView,
  type Extent,
  type Measured,
  type Span,
} from "./viewport.ts";

/** How the rows lie in the view: their shift in px, or at the end by the style sheet alone. */
export type Layout = { readonly _tag: "End" } | { readonly _tag: "At"; readonly shift: number };

/** The list's working: what components draw, and what the user's hands do to it. */
export interface ListView {
  readonly pool: Pool<Look>;
  readonly look: Accessor<Look>;
  readonly layout: Accessor<Layout>;
  readonly bar: Accessor<BarView>;
  readonly across: Across;
  /** The row that the keyboard stands on, while it is rendered. */
  readonly active: Accessor<number | undefined>;
  /** The view's size or font changed: px of the view, px of one line. */
  readonly resized: (height: number, line: number) => void;
  /** Scrolls by px, positive downwards, as a user does: the end begins following, leaving it ends it. */
  readonly scrollBy: (px: number) => void;
  readonly scrollPages: (pages: number) => void;
  /** Puts a row (with fraction) at the top edge. */
  readonly goTo: (place: number | "end") => void;
  readonly toTop: () => void;
  readonly toBottom: () => void;
  /** Puts the keyboard on a row, or on none. */
  readonly focus: (row: number | undefined) => void;
  /** Moves the keyboard's row by rows and keeps it in view; `extend` selects up to it. */
  readonly moveFocus: (rows: number, extend?: boolean) => void;
  /** Puts the keyboard on the first or the last row, and selects up to it. */
  readonly extendToEnd: (end: "first" | "last") => void;
  /** How many rows fit into the view. */
  readonly pageRows: () => number;
  /** Puts the keyboard on a row and has it in view: in the middle, unless it is there already. */
  readonly goToRow: (position: number) => void;
  readonly selecting: Selecting;
  readonly painting: Painting;
  /** What a row shows; the row may not be in view. */
  readonly viewOf: (position: number) => SlotView<Look>;
  /** The place in the rows that is nearest to a point of the window. */
  readonly placeNear: (x: number, y: number) => Place | undefined;
  /** Whether any part of a row with this number is in view. */
  readonly isInView: (row: number) => boolean;
  /** The number of the row that the user is at: that of the keyboard if it is in view, else the first one in view. */
  readonly near: () => number;
  /** Folds or unfolds what goes on under a row. */
  readonly fold: (row: number, folded: boolean) => void;
  /** Pretty-prints a row, or folds it again; or folds what stands under it. */
  readonly toggle: (position: number) => void;
  readonly setExpanded: (row: number, expanded: boolean) => void;
  /** What the find widget looks for, to be kept with the place. */
  readonly rememberFind: (query: FindQuery | undefined) => void;
  readonly redraw: () => void;
}

/** While following, rows that are not here yet hold the picture still for this long, in ms. */
const holdFor = 300;

const sameLayout = (a: Layout, b: Layout): boolean =>
  a._tag === b._tag && (a._tag === "End" || (b._tag === "At" && a.shift === b.shift));

/** Joins a panel to its list; must run inside a component. `focusElement` gives the list the keyboard. */
export const createListView = (panel: Panel, focusElement: () => void): ListView => {
  const look = createLook(panel);
  const [layout, setLayout] = createSignal<Layout>({ _tag: "End" }, { equals: sameLayout });
  const [active, setActive] = createSignal<number>();

  const extent = (): Extent => untrack(panel.counts);
  const following = () => untrack(panel.following);
  /** The row that the keyboard stands on, rendered or not. */
  let focused: number | undefined;
  /** Px below the view's top edge of the row that `near` told: where it is to stand in another view of the rows. */
  let nearTop = 0;
  const selecting = makeSelecting(panel, panel.rows.numberAt, () => invalidate());
  const views = makeSlotViews(
    panel,
    selecting,
    () => untrack(look),
    () => focused,
  );
  const { viewOf } = views;

  const pool = makePool<Look>();
  const standing = makeStanding(pool, extent, viewOf, panel.rows.has);
  const bar = createBar(standing, extent);
  const across = createAcross(panel, pool);
  const report = makeReport(panel, pool, extent, selecting);
  const painting = makePainting(pool, selecting);
  const { isInView, placeNear, positionOf, topOfPosition } = makeSight(
    pool,
    standing,
    painting,
    panel.rows.numberAt,
  );

  let frame: number | undefined;
  /** Px still to be scrolled by, from wheel and keys, at the next frame. */
  let pending = 0;
  /** The end when the view left it: what came after is new. */
  let endWhenLeft = 0;
  let holdSince: number | undefined;
  let saved = panel.restored;

  const invalidate = () => {
    frame ??= requestAnimationFrame(onFrame);
  };

  const onFrame = () => {
    frame = undefined;
    if (standing.viewHeight() > 0) draw();
    panel.painted();
  };

  const draw = () => {
    const now = performance.now();
    restore();
    selecting.resolve();
    if (pending !== 0) scroll();
    const measured = following() ? drawEnd(now) : drawPlace();
    panel.setUnseen(Math.max(0, extent().end - endWhenLeft));
    setActive(isRendered(focused) ? focused : undefined);
    bar.draw(measured, following());
    across.draw();
    painting.draw();
    report.window();
    report.ask(now);
    report.place(standing.anchor());
    panel.rows.trim(pool.span().first);
  };

  const drawEnd = (now: number): Measured => {
    const tail = tailSpan(extent(), pool.size());
    endWhenLeft = extent().end;
    if (holds(tail, now)) return standing.measure();
    const measured = standing.drawEnd(tail);
    setLayout({ _tag: "End" });
    return measured;
  };

  const drawPlace = (): Measured => {
    const measured = standing.landAt(standing.drawn());
    const { row, offset } = standing.anchor();
    setLayout({ _tag: "At", shift: topOf(measured, row) + offset });
    if (standing.atEnd()) endWhenLeft = Math.max(endWhenLeft, extent().end);
    return measured;
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
    invalidate();
    return true;
  };

  const isRendered = (row: number | undefined): row is number => {
    const { first, count } = pool.span();
    return row !== undefined && row >= first && row < first + count;
  };

  /** Carries out what hands did since the last frame; from the picture that they saw. */
  const scroll = () => {
    const px = pending;
    pending = 0;
    saved = undefined;
    const wasFollowing = following();
    if (wasFollowing && px >= 0) return;
    const from = standing.drawn();
    standing.landAt({ row: from.row, offset: from.offset + px });
    const { row, offset } = standing.anchor();
    if (px < 0 && row === extent().first && offset === 0) report.older();
    const follow = standing.atEnd() && (px > 0 || wasFollowing);
    if (follow !== wasFollowing) panel.setFollowing(follow);
  };

  /** A view that was hidden comes back at the row it had, once that row is known to exist. */
  const restore = () => {
    const range = extent();
    if (saved === undefined || range.end === range.first) return;
    const { run, row, offset, follow } = saved;
    if (run !== panel.run()) {
      saved = undefined;
      return;
    }
    restoreSelection();
    if (follow) {
      saved = undefined;
      return;
    }
    // How much of a row can be above the edge is known once its text is here.
    const here = keepIn({ row, offset }, range).row !== row || panel.rows.has(row);
    standing.assume({ row, offset: here ? offset : 0 });
    endWhenLeft = range.end;
    panel.setFollowing(false);
    if (here) saved = undefined;
  };

  const restoreSelection = () => {
    const selection = saved?.selection;
    if (selection !== undefined && saved?.run === panel.run() && selecting.get() === undefined)
      selecting.set({ anchor: selection.from, focus: selection.to, whole: selection.whole });
  };

  const place = (to: Anchor): Measured => {
    pending = 0;
    saved = undefined;
    return standing.landAt(to);
  };

  const leaveEnd = () => {
    if (!standing.atEnd()) panel.setFollowing(false);
    invalidate();
  };

  const scrollBy = (px: number) => {
    pending += px;
    invalidate();
  };

  const toTop = () => {
    if (extent().end === extent().first) return;
    place({ row: extent().first, offset: 0 });
    leaveEnd();
  };

  const toBottom = () => {
    pending = 0;
    saved = undefined;
    panel.setFollowing(true);
    invalidate();
  };

  const focus = (row: number | undefined) => {
    focused = row;
    invalidate();
  };

  const near = (row?: number): number => {
    const { first, last } = standing.wholeRows();
    const held = focused !== undefined && focused >= first && focused <= last;
    const own = held && focused !== undefined ? focused : following() ? last : first;
    const position = (row === undefined ? undefined : positionOf(row)) ?? own;
    nearTop = topOfPosition(position);
    return row ?? panel.rows.numberAt(position) ?? position;
  };

  const fold = (row: number, folded: boolean) => {
    near(row);
    focused = positionOf(row) ?? focused;
    panel.post({ _tag: "Fold", row, folded });
  };

  const goToRow = (position: number) => {
    panel.setFollowing(false);
    pending = 0;
    saved = undefined;
    const seen = standing.wholeRows();
    focused = position;
    if (position < seen.first || position > seen.last)
      place({ row: position, offset: -Math.floor(standing.viewHeight() / 3) });
    else standing.landAt(standing.drawn());
    endWhenLeft = Math.max(endWhenLeft, extent().end);
    invalidate();
  };

  const setExpanded = (row: number, expanded: boolean) => {
    views.setExpanded(row, expanded);
    invalidate();
  };

  const toggle = (position: number) => {
    const view = viewOf(position);
    const row = panel.rows.numberAt(position);
    if (view.row === undefined || row === undefined) return;
    if (view.expanded) return setExpanded(row, false);
    if (view.folded !== 0) fold(row, view.folded < 0);
    else if (isExpandable(view)) setExpanded(row, true);
    else if (hasFlag(view.row, RowFlag.partial)) {
      if (view.whole !== undefined && view.whole.rest === 0) panel.wholeTexts.drop(row);
      else panel.wholeTexts.ask(row);
      invalidate();
    }
  };

  /** Scrolls as little as needed to have a row in view as a whole. */
  const reveal = (row: number) => {
    const seen = standing.wholeRows();
    if (row >= seen.first && row <= seen.last) return;
    if (row < seen.first) place({ row, offset: 0 });
    else {
      const { first, heights } = standing.measure();
      const height = heights[row - first] ?? standing.line();
      place({ row, offset: Math.min(0, height - standing.viewHeight()) });
    }
    leaveEnd();
  };

  panel.connectList({
    changed: () => {
      report.renew();
      invalidate();
    },
    restarted: () => {
      report.restart();
      standing.assume({ row: 0, offset: 0 });
      across.reset();
      selecting.none();
      views.reset();
      endWhenLeft = 0;
      focused = undefined;
      report.window();
    },
    viewed: (at) => {
      report.restart();
      selecting.forgetPositions();
      pending = 0;
      if (saved !== undefined) nearTop = -saved.offset;
      restoreSelection();
      saved = undefined;
      endWhenLeft = extent().end;
      if (at !== undefined) {
        if (focused !== undefined) focused = at.position;
        standing.assume({ row: at.position, offset: -nearTop });
      }
      report.window();
    },
    go: (position, offset) => {
      if (offset === undefined) goToRow(position);
      else {
        panel.setFollowing(false);
        place({ row: position, offset });
        endWhenLeft = extent().end;
        invalidate();
      }
    },
    near,
    answered: report.answered,
  });
  onCleanup(
    panel.onPerform((what) => {
      if (what === "toTop") toTop();
      else if (what === "toBottom") toBottom();
      else if (what === "focusList") focusElement();
      else if (what === "selectAll") selecting.all();
      else if (what === "copySelection") copy();
      else if (what === "nextError") panel.post({ _tag: "ErrorGo", step: 1, from: near() });
      else if (what === "previousError") panel.post({ _tag: "ErrorGo", step: -1, from: near() });
    }),
  );

  /** Copies what is selected, else the row with the keyboard. */
  const copy = () => {
    if (selecting.copy() || focused === undefined) return;
    const row = panel.rows.numberAt(focused);
    if (row !== undefined) panel.act(copyOfRow(row, { timestamps: false, raw: false }));
  };

  createEffect(on([look, panel.following, panel.wrap], invalidate, { defer: true }));
  const onVisible = () => {
    if (document.visibilityState !== "visible") return;
    report.forget();
    invalidate();
  };
  document.addEventListener("visibilitychange", onVisible);
  onCleanup(() => {
    document.removeEventListener("visibilitychange", onVisible);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });

  return {
    pool,
    look,
    layout,
    bar: bar.view,
    across,
    active,
    resized: (height, line) => {
      bar.reset();
      standing.resize(height, line);
      if (frame !== undefined) cancelAnimationFrame(frame);
      // Now, not at the next frame: a resize observer runs after layout and before paint, so nothing flashes.
      onFrame();
    },
    scrollBy,
    scrollPages: (pages) =>
      scrollBy(pages * Math.max(standing.line(), standing.viewHeight() - standing.line())),
    goTo: (to) => {
      if (to === "end") {
        toBottom();
        return;
      }
      const row = Math.floor(to);
      const { first, heights } = place({ row, offset: 0 });
      const height = heights[row - first] ?? standing.line();
      place({ row, offset: Math.round((to - row) * height) });
      if (standing.atEnd()) toBottom();
      else leaveEnd();
    },
    toTop,
    toBottom,
    focus,
    moveFocus: (rows, extend = false) => {
      const range = extent();
      if (range.end === range.first) return;
      const seen = standing.wholeRows();
      const lost =
        focused === undefined || (!extend && (focused < seen.first || focused > seen.last));
      // The first key puts it on the row nearest to where the eyes are.
      const start = rows < 0 || following() ? seen.last : seen.first;
      const from = lost ? start : (focused ?? start);
      const next = lost && !extend ? start : from + rows;
      const row = Math.max(range.first, Math.min(range.end - 1, next));
      if (rows < 0 && following() && row < range.end - 1) panel.setFollowing(false);
      if (extend) selecting.extendTo(row, from);
      else selecting.none();
      focus(row);
      reveal(row);
    },
    extendToEnd: (to) => {
      const { first, end } = extent();
      if (end === first) return;
      const row = to === "first" ? first : end - 1;
      const seen = standing.wholeRows();
      selecting.extendTo(row, focused ?? (following() ? seen.last : seen.first));
      focus(row);
      if (to === "first") toTop();
      else toBottom();
    },
    pageRows: () => {
      const { first, last } = standing.wholeRows();
      return Math.max(1, last - first);
    },
    goToRow,
    selecting,
    painting,
    viewOf,
    placeNear,
    isInView,
    near,
    fold,
    toggle,
    setExpanded,
    rememberFind: report.find,
    redraw: invalidate,
  };
};
