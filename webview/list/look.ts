import { createMemo, createSignal, createEffect, onCleanup, type Accessor } from "solid-js";
import { RowFlag } from "../../src/protocol/rows.ts";
import type { Timestamps } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import type { CachedRow } from "./row-cache.ts";
import { sourceLabels, type SourceLabel } from "./source-label.ts";
import "./source-colours.css";

/** What all rows have in common: one object, replaced when any of it changes. */
export interface Look {
  readonly timestamps: Timestamps;
  /** Unix seconds, for relative times; 0 while nothing shows them. */
  readonly now: number;
  /** Absent with one source, whose name stands in the toolbar, and where the column is off. */
  readonly labels: ReadonlyMap<number, SourceLabel> | undefined;
  /** Width of the label column in characters. */
  readonly labelWidth: number;
}

/** Time and label would take half of such a panel, which is as wide as its page. */
const narrowPanel = "(width < 640px)";

/** The look that the panel's options and sources ask for; ticks once a second only while times are relative. */
export const createLook = (panel: Panel): Accessor<Look> => {
  const [now, setNow] = createSignal(0);
  createEffect(() => {
    if (panel.timestamps() !== "relative") return;
    const tick = () => setNow(Math.floor(Date.now() / 1000));
    tick();
    const timer = setInterval(tick, 1000);
    onCleanup(() => clearInterval(timer));
  });
  const narrow = matchMedia(narrowPanel);
  const [isNarrow, setNarrow] = createSignal(narrow.matches);
  const onNarrow = () => setNarrow(narrow.matches);
  narrow.addEventListener("change", onNarrow);
  onCleanup(() => narrow.removeEventListener("change", onNarrow));
  const names = createMemo(() => {
    const shown = panel.shown();
    return shown === undefined ? undefined : sourceLabels(shown, panel.labels(), isNarrow());
  });
  return createMemo(() => ({
    timestamps: panel.timestamps(),
    now: panel.timestamps() === "relative" ? now() : 0,
    labels: names()?.labels,
    labelWidth: names()?.width ?? 0,
  }));
};

/** Whether two rows one after the other have the same time, to the millisecond that is shown. */
export const sameShownTime = (
  before: CachedRow | undefined,
  row: CachedRow | undefined,
): boolean => {
  if (before === undefined || row === undefined) return false;
  const { run: a, index: i } = before;
  const { run: b, index: j } = row;
  return (
    ((a.flags[i] ?? 0) & RowFlag.noTime) === 0 &&
    a.seconds[i] === b.seconds[j] &&
    Math.floor((a.nanos[i] ?? 0) / 1e6) === Math.floor((b.nanos[j] ?? 0) / 1e6)
  );
};
