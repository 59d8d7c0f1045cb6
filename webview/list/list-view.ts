import { createEffect, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { FindQuery } from "../../src/protocol/find.ts";
import type { Panel, Performance } from "../panel.ts";
import { makeSelecting, type Selecting } from "../selection/selecting.ts";
import { copyOfRow } from "../selection/selection.ts";
import { createAcross, type Across } from "./across.ts";
import { createBar } from "./bar.ts";
import { makeComingBack } from "./coming-back.ts";
import { createDrawing, type Layout } from "./drawing.ts";
import { createKeyboard, type Keyboard } from "./keyboard.ts";
import { type Links, makeLinks } from "./links.ts";
import { createLook, type Look } from "./look.ts";
import { makeMoving, type Moving } from "./moving.ts";
import { makePainting, type Painting } from "./painting.ts";
import { makePool, type Pool, type SlotView } from "./pool.ts";
import { makeReport } from "./report.ts";
import { makeSight, type Sight } from "./sight.ts";
import { makeSlotViews } from "./slot-views.ts";
import { makeStanding } from "./standing.ts";
import { makeStepping } from "./stepping.ts";
import { makeUnfolding, type Unfolding } from "./unfolding.ts";
import type { BarView, Extent } from "./viewport.ts";

/** The list's working: what components draw, and what the user's hands do to it. */
export interface ListView
  extends
    Pick<Moving, "scrollBy" | "scrollPages" | "goTo" | "toTop" | "toBottom">,
    Pick<
      Keyboard,
      "active" | "focus" | "moveFocus" | "extendToEnd" | "goToRow" | "pageRows" | "near"
    >,
    Pick<Sight, "placeNear" | "isInView">,
    Unfolding {
  readonly pool: Pool<Look>;
  readonly look: Accessor<Look>;
  readonly layout: Accessor<Layout>;
  readonly bar: Accessor<BarView>;
  readonly across: Across;
  readonly selecting: Selecting;
  readonly painting: Painting;
  readonly links: Links;
  /** What a row shows; the row may not be in view. */
  readonly viewOf: (position: number) => SlotView<Look>;
  /** The view's size or font changed: px of the view, px of one line. */
  readonly resized: (height: number, line: number) => void;
  /** What the find widget looks for, to be kept with the place. */
  readonly rememberFind: (query: FindQuery | undefined) => void;
  readonly redraw: () => void;
}

/** Joins a panel to its list; must run inside a component. `focusElement` gives the list the keyboard. */
export const createListView = (panel: Panel, focusElement: () => void): ListView => {
  let frame: number | undefined;
  const invalidate = () => {
    frame ??= requestAnimationFrame(onFrame);
  };
  const onFrame = () => {
    frame = undefined;
    if (standing.viewHeight() > 0) draw();
    panel.painted();
  };

  const look = createLook(panel);
  const extent = (): Extent => untrack(panel.counts);
  /** Where the keyboard stands, rendered or not. */
  const focused: { position: number | undefined } = { position: undefined };
  const selecting = makeSelecting(panel, panel.rows.numberAt, invalidate);
  const views = makeSlotViews(
    panel,
    selecting,
    () => untrack(look),
    () => focused.position,
  );

  const pool = makePool<Look>();
  const standing = makeStanding(pool, extent, views.viewOf, panel.rows.has);
  const bar = createBar(standing, extent);
  const across = createAcross(panel, pool);
  const report = makeReport(panel, pool, extent, selecting);
  const painting = makePainting(pool, selecting);
  const links = makeLinks(panel, painting, views.viewOf);
  const sight = makeSight(pool, standing, painting, panel.rows.numberAt);
  const drawing = createDrawing(panel, pool, standing, extent, invalidate);
  const comingBack = makeComingBack(panel, standing, selecting, drawing, extent);
  const ways = makeMoving({
    panel,
    standing,
    drawing,
    comingBack,
    extent,
    older: report.older,
    again: invalidate,
  });
  const stepping = makeStepping(panel, ways, standing, invalidate);
  const { moving } = stepping;
  const keyboard = createKeyboard({
    panel,
    standing,
    sight,
    moving,
    selecting,
    extent,
    focused,
    again: invalidate,
  });
  const unfolding = makeUnfolding(panel, views, keyboard, sight, invalidate);

  const draw = () => {
    const now = performance.now();
    comingBack.draw();
    selecting.resolve();
    moving.settle();
    const measured = drawing.draw(now);
    keyboard.draw(pool.span());
    bar.draw(measured, untrack(panel.following));
    across.draw();
    painting.draw();
    links.draw();
    report.window();
    report.ask(now);
    report.place(standing.anchor());
    stepping.draw();
    panel.rows.trim(pool.span().first);
  };

  panel.connectList({
    changed: () => {
      report.renew();
      invalidate();
    },
    restarted: () => {
      report.restart();
      comingBack.letGo();
      standing.assume({ row: 0, offset: 0 });
      across.reset();
      selecting.none();
      views.reset();
      drawing.markSeen();
      focused.position = undefined;
      report.window();
    },
    viewed: (at) => {
      report.restart();
      selecting.forgetPositions();
      moving.rest();
      const offset = comingBack.viewed() ?? -keyboard.nearTop();
      drawing.markSeen();
      if (at !== undefined) {
        if (focused.position !== undefined) focused.position = at.position;
        standing.assume({ row: at.position, offset });
      }
      report.window();
    },
    go: ({ hold = false, offset, position }) => {
      if (offset === undefined) keyboard.goToRow(position);
      else moving.standAt({ row: position, offset });
      if (hold) comingBack.hold(position);
    },
    stand: stepping.stand,
    near: keyboard.near,
    answered: report.answered,
  });

  /** Copies what is selected, else the row with the keyboard. */
  const copy = () => {
    if (selecting.copy() || focused.position === undefined) return;
    const row = panel.rows.numberAt(focused.position);
    if (row !== undefined) panel.act(copyOfRow(row, { timestamps: false, raw: false }));
  };
  /** Follows what the row with the keyboard leads to; without one, what the rows in view do. */
  const openLink = () => {
    const rows =
      focused.position === undefined
        ? pool.shown().flatMap((slot) => untrack(slot.view) ?? [])
        : [views.viewOf(focused.position)];
    links.follow(rows.flatMap(links.of).map(({ link }) => link));
  };
  const goToError = (step: 1 | -1) => panel.post({ _tag: "ErrorGo", step, from: keyboard.near() });
  const performed: Partial<Record<Performance, () => void>> = {
    toTop: moving.toTop,
    toBottom: moving.toBottom,
    focusList: focusElement,
    selectAll: selecting.all,
    copySelection: copy,
    foldAll: () => panel.foldTraces(true),
    unfoldAll: () => panel.foldTraces(false),
    nextError: () => goToError(1),
    previousError: () => goToError(-1),
    openLink,
    tellPlace: stepping.tellPlace,
  };
  onCleanup(panel.onPerform((what) => performed[what]?.()));

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
    ...moving,
    ...keyboard,
    ...sight,
    ...unfolding,
    pool,
    look,
    layout: drawing.layout,
    bar: bar.view,
    across,
    selecting,
    painting,
    links,
    viewOf: views.viewOf,
    resized: (height, line) => {
      bar.reset();
      standing.resize(height, line);
      if (frame !== undefined) cancelAnimationFrame(frame);
      // Now, not at the next frame: a resize observer runs after layout and before paint, so nothing flashes.
      onFrame();
    },
    rememberFind: report.find,
    redraw: invalidate,
  };
};
