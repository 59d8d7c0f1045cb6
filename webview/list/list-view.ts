import { batch, createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { Panel } from "../panel.ts";
import { makeNeeds } from "./needs.ts";
import { makePool, type Pool, type SlotView } from "./pool.ts";
import { createLook, sameShownTime, type Look } from "./look.ts";
import { decodePlace, type SavedPlace } from "./saved-place.ts";
import {
  anchorAtEnd,
  keepIn,
  land,
  spanFor,
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
  /** Px that the texts are scrolled to the left, and the widest text seen; only while lines do not wrap. */
  readonly across: Accessor<{ readonly at: number; readonly width: number; readonly view: number }>;
  /** The row that the keyboard stands on. */
  readonly focused: Accessor<number | undefined>;
  /** The same while that row is rendered: what assistive technology may be pointed at. */
  readonly active: Accessor<number | undefined>;
  /** The view's size or font changed: px of the view, px of one line. */
  readonly resized: (height: number, line: number) => void;
  /** Scrolls by px, positive downwards, as a user does: the end begins following, leaving it ends it. */
  readonly scrollBy: (px: number) => void;
  readonly scrollAcross: (px: number) => void;
  readonly scrollPages: (pages: number) => void;
  /** Puts a row (with fraction) at the top edge. */
  readonly goTo: (place: number | "end") => void;
  readonly toTop: () => void;
  readonly toBottom: () => void;
  readonly focus: (row: number | undefined) => void;
  /** Moves the focused row by rows and keeps it in view. */
  readonly moveFocus: (rows: number) => void;
}

const maxPasses = 24;
/** While following, rows that are not here yet hold the picture still for this long, in ms. */
const holdFor = 300;
const spareSlots = 8;

/** Joins a panel to its list; must run inside a component. `focusElement` gives the list the keyboard. */
export const createListView = (panel: Panel, focusElement: () => void): ListView => {
  const pool = makePool<Look>();
  const needs = makeNeeds();
  const look = createLook(panel);
  const [layout, setLayout] = createSignal<Layout>(
    { _tag: "End" },
    {
      equals: (a, b) =>
        a._tag === b._tag && (a._tag === "End" || (b._tag === "At" && a.shift === b.shift)),
    },
  );
  const [bar, setBar] = createSignal<BarView>({
    extent: { first: 0, end: 0 },
    place: 0,
    visible: 1,
    atEnd: true,
  });
  const [across, setAcross] = createSignal({ at: 0, width: 0, view: 0 });
  const [focused, setFocused] = createSignal<number>();
  const [active, setActive] = createSignal<number>();

  let viewHeight = 0;
  let line = 18;
  let anchor: Anchor = { row: 0, offset: 0 };
  let atEnd = true;
  /** Rows still to be scrolled by, from the wheel, at the next frame. */
  let pending = 0;
  let endWhenLeft = 0;
  let holdSince: number | undefined;
  /** The picture on the screen is the end's, drawn while following. */
  let endIsDrawn = false;
  /** Px a row, over the last frames: the thumb must not tremble with each row that is taller. */
  let averageHeight = 0;
  let pinned: { readonly row: number; readonly y: number; readonly height: number } | undefined;
  let frame: number | undefined;
  let saved: SavedPlace | undefined = decodePlace(panel.restored());
  let olderAskedAt: number | undefined;
  let lastWindow = "";

  const extent = (): Extent => untrack(panel.counts);

  const viewOf = (position: number): SlotView<Look> => {
    const row = panel.rows.get(position);
    return {
      position,
      row,
      sameTime: sameShownTime(panel.rows.get(position - 1), row),
      focused: untrack(focused) === position,
      look: untrack(look),
    };
  };

  const show = (span: Span) => batch(() => pool.show(span, viewOf));

  const measure = (): Measured => ({
    first: pool.span().first,
    heights: pool.shown().map((slot) => slot.element?.getBoundingClientRect().height ?? 0),
  });

  /** Renders around `wanted` until it is final. */
  const landAt = (wanted: Anchor): Measured => {
    let current = keepIn(wanted, extent());
    let measured: Measured = { first: 0, heights: [] };
    for (let pass = 0; pass < maxPasses; pass++) {
      const span = spanFor(current, extent(), pool.size(), line);
      show(span);
      measured = measure();
      const landing = land(current, extent(), measured, viewHeight);
      current = landing.anchor;
      atEnd = landing.atEnd;
      if (!landing.open) break;
    }
    anchor = current;
    endIsDrawn = false;
    return measured;
  };

  /** Where the picture on the screen stands. */
  const drawnAnchor = (): Anchor =>
    endIsDrawn ? anchorAtEnd(measure(), viewHeight) : pinnedAnchor();

  /** Where the first row with text stands, so that rows that come in above it push nothing it shows. */
  const pin = (measured: Measured) => {
    pinned = undefined;
    for (let i = Math.max(0, anchor.row - measured.first); i < measured.heights.length; i++) {
      const row = measured.first + i;
      const y = topOf(measured, row) - topOf(measured, anchor.row) - anchor.offset;
      if (y >= viewHeight) return;
      if (panel.rows.has(row)) {
        pinned = { row, y, height: measured.heights[i] ?? line };
        return;
      }
    }
  };

  /** The anchor that keeps what was pinned where it was; a row that wraps anew keeps its share above the edge. */
  const pinnedAnchor = (): Anchor => {
    if (pinned === undefined || pinned.row < extent().first) return anchor;
    if (pinned.y >= 0) return { row: pinned.row, offset: -pinned.y };
    const span = pool.span();
    const slot = pool.shown()[pinned.row - span.first];
    const height = slot?.element?.getBoundingClientRect().height ?? pinned.height;
    return { row: pinned.row, offset: (-pinned.y / pinned.height) * height };
  };

  const drawBar = (measured: Measured) => {
    const { first, end } = extent();
    const total = topOf(measured, measured.first + measured.heights.length);
    const average = measured.heights.length === 0 ? line : total / measured.heights.length;
    averageHeight = averageHeight === 0 ? average : averageHeight * 0.95 + average * 0.05;
    const top = anchor.row - measured.first;
    const place = anchor.row + anchor.offset / (measured.heights[top] ?? line);
    setBar({
      extent: { first, end },
      place,
      visible: viewHeight / Math.max(averageHeight, 1),
      atEnd,
    });
  };

  const drawAcross = () => {
    if (untrack(panel.wrap)) return;
    const before = untrack(across);
    let width = before.width;
    let view = before.view;
    for (const slot of pool.shown()) {
      const words = slot.element?.querySelector(".words");
      if (!(words instanceof HTMLElement) || words.parentElement === null) continue;
      view = words.parentElement.clientWidth;
      width = Math.max(width, words.offsetWidth);
    }
    const at = Math.max(0, Math.min(before.at, width - view));
    if (width !== before.width || view !== before.view || at !== before.at)
      setAcross({ at, width, view });
  };

  const drawActive = () => {
    const row = untrack(focused);
    const { first, count } = pool.span();
    setActive(row !== undefined && row >= first && row < first + count ? row : undefined);
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

  const tellWindow = () => {
    const span = pool.span();
    const follow = untrack(panel.following);
    const epoch = panel.epoch();
    if (epoch < 0 || pool.size() === 0) return;
    const first = follow ? Math.max(0, extent().end - pool.size()) : span.first;
    const count = follow ? pool.size() : span.count;
    const key = follow ? `${epoch} ${count}` : `${epoch} ${count} ${first}`;
    if (key === lastWindow) return;
    lastWindow = key;
    panel.post({ _tag: "Window", epoch, first, count, follow });
  };

  const ask = (now: number) => {
    const follow = untrack(panel.following);
    const overscan = follow ? 0 : Math.min(200, 2 * pool.size());
    const span = follow ? tailSpan(extent(), pool.size()) : pool.span();
    const need = needs.next(span, extent(), panel.rows.has, overscan, now);
    if (need !== undefined) panel.post({ _tag: "Need", epoch: panel.epoch(), ...need });
  };

  /** A user who pushes against the first row wants older ones; once for each first row. */
  const askOlder = () => {
    const { first, end } = extent();
    if (end === first || olderAskedAt === first) return;
    olderAskedAt = first;
    panel.post({ _tag: "Older", epoch: panel.epoch() });
  };

  const draw = () => {
    const now = performance.now();
    const range = extent();
    restore(range);
    if (pending !== 0) scroll();
    let measured: Measured;
    if (untrack(panel.following)) {
      const tail = tailSpan(range, pool.size());
      const held = holds(tail, now);
      if (!held) show(tail);
      measured = measure();
      if (!held) {
        anchor = anchorAtEnd(measured, viewHeight);
        endIsDrawn = true;
        pinned = undefined;
        setLayout({ _tag: "End" });
      }
      atEnd = true;
      endWhenLeft = range.end;
    } else {
      measured = landAt(drawnAnchor());
      pin(measured);
      setLayout({ _tag: "At", shift: topOf(measured, anchor.row) + anchor.offset });
      if (atEnd) endWhenLeft = Math.max(endWhenLeft, range.end);
    }
    panel.setUnseen(Math.max(0, range.end - endWhenLeft));
    drawActive();
    drawBar(measured);
    drawAcross();
    tellWindow();
    ask(now);
    panel.rows.trim(pool.span().first);
    panel.painted();
    remember();
  };

  const onFrame = () => {
    frame = undefined;
    if (viewHeight > 0) draw();
    else panel.painted();
  };

  const invalidate = () => {
    frame ??= requestAnimationFrame(onFrame);
  };

  /** Carries out what hands did since the last frame; from the picture that they saw. */
  const scroll = () => {
    const px = pending;
    pending = 0;
    saved = undefined;
    const wasFollowing = untrack(panel.following);
    if (wasFollowing && px >= 0) return;
    const from = drawnAnchor();
    const measured = landAt({ row: from.row, offset: from.offset + px });
    pin(measured);
    if (px < 0 && anchor.row === extent().first && anchor.offset === 0) askOlder();
    const follow = atEnd && (px > 0 || wasFollowing);
    if (follow !== wasFollowing) panel.setFollowing(follow);
  };

  const place = (to: Anchor) => {
    pending = 0;
    saved = undefined;
    const measured = landAt(to);
    pin(measured);
  };

  let lastSaved = "";
  const remember = () => {
    const state: SavedPlace = {
      epoch: panel.epoch(),
      row: anchor.row,
      offset: anchor.offset,
      follow: untrack(panel.following),
    };
    // While following the row changes with each beat and means nothing.
    const key = state.follow ? `${state.epoch}` : JSON.stringify(state);
    if (key === lastSaved) return;
    lastSaved = key;
    panel.remember(state);
  };

  /** A view that was hidden comes back at the row it had, once that row is known to exist. */
  const restore = (range: Extent) => {
    if (saved === undefined || range.end === range.first) return;
    const { epoch, row, offset, follow } = saved;
    if (epoch !== panel.epoch() || follow) {
      saved = undefined;
      return;
    }
    // How much of a row can be above the edge is known once its text is here.
    const here = row < range.first || row >= range.end || panel.rows.has(row);
    anchor = keepIn({ row, offset: here ? offset : 0 }, range);
    pinned = undefined;
    endIsDrawn = false;
    endWhenLeft = range.end;
    panel.setFollowing(false);
    if (here) saved = undefined;
  };

  const scrollBy = (px: number) => {
    pending += px;
    invalidate();
  };

  const toTop = () => {
    if (extent().end === extent().first) return;
    place({ row: extent().first, offset: 0 });
    if (!atEnd) panel.setFollowing(false);
    invalidate();
  };

  const toBottom = () => {
    pending = 0;
    saved = undefined;
    panel.setFollowing(true);
    invalidate();
  };

  const visibleRows = (): { readonly first: number; readonly last: number } => {
    const span = pool.span();
    const measured = measure();
    const top = endIsDrawn ? anchorAtEnd(measured, viewHeight) : anchor;
    let last = top.row;
    let y = -top.offset;
    for (let i = top.row - span.first; i < span.count; i++) {
      y += measured.heights[i] ?? 0;
      if (y > viewHeight + 0.5) break;
      last = span.first + i;
    }
    const whole = top.offset > 0.5 && last > top.row ? top.row + 1 : top.row;
    return { first: whole, last };
  };

  const setFocus = (row: number | undefined) => {
    setFocused(row);
    invalidate();
  };

  /** Scrolls as little as needed to have a row in view as a whole. */
  const reveal = (row: number) => {
    const seen = visibleRows();
    if (row >= seen.first && row <= seen.last) return;
    if (row < seen.first) place({ row, offset: 0 });
    else {
      const index = row - pool.span().first;
      const height = measure().heights[index] ?? line;
      place({ row, offset: Math.min(0, height - viewHeight) });
    }
    if (untrack(panel.following) && !atEnd) panel.setFollowing(false);
    invalidate();
  };

  panel.connectList({
    changed: () => {
      needs.renew();
      invalidate();
    },
    restarted: () => {
      needs.reset();
      anchor = { row: 0, offset: 0 };
      endIsDrawn = false;
      pinned = undefined;
      endWhenLeft = 0;
      olderAskedAt = undefined;
      setFocused(undefined);
      setAcross({ at: 0, width: 0, view: 0 });
      tellWindow();
    },
    answered: needs.answered,
    perform: (what) => {
      if (what === "toTop") toTop();
      else if (what === "toBottom") toBottom();
      else focusElement();
    },
  });

  createEffect(on([look, panel.following, panel.wrap], invalidate, { defer: true }));
  createEffect(on(panel.wrap, () => setAcross({ at: 0, width: 0, view: 0 }), { defer: true }));
  const onVisible = () => {
    if (document.visibilityState !== "visible") return;
    needs.reset();
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
    bar,
    across,
    focused,
    active,
    resized: (height, nextLine) => {
      viewHeight = height;
      line = nextLine;
      averageHeight = 0;
      pool.resize(height <= 0 ? 0 : Math.ceil(height / line) + 2 + spareSlots);
      if (frame !== undefined) cancelAnimationFrame(frame);
      // Now, not at the next frame: a resize observer runs after layout and before paint, so nothing flashes.
      onFrame();
    },
    scrollBy,
    scrollAcross: (px) => {
      const { at, width, view } = untrack(across);
      setAcross({ at: Math.max(0, Math.min(at + px, width - view)), width, view });
    },
    scrollPages: (pages) => scrollBy(pages * Math.max(line, viewHeight - line)),
    goTo: (to) => {
      if (to === "end") {
        toBottom();
        return;
      }
      const row = Math.floor(to);
      const measured = landAt({ row, offset: 0 });
      const height = measured.heights[row - measured.first] ?? line;
      place({ row, offset: Math.round((to - row) * height) });
      if (atEnd) toBottom();
      else panel.setFollowing(false);
      invalidate();
    },
    toTop,
    toBottom,
    focus: setFocus,
    moveFocus: (rows) => {
      const range = extent();
      if (range.end === range.first) return;
      const seen = visibleRows();
      const from = untrack(focused);
      const next =
        from === undefined || from < seen.first || from > seen.last
          ? rows < 0
            ? seen.last
            : untrack(panel.following)
              ? seen.last
              : seen.first
          : from + rows;
      const row = Math.max(range.first, Math.min(range.end - 1, next));
      if (rows < 0 && untrack(panel.following) && row < range.end - 1) panel.setFollowing(false);
      setFocus(row);
      reveal(row);
    },
  };
};
