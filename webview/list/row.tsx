import type { JSX } from "solid-js";
import { levelNames } from "../../src/domain/level.ts";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import { formatBytes, formatCount } from "../../src/text/time.ts";
import { Part } from "../selection/selection.ts";
import { drawPretty, drawWords } from "./words.tsx";
import type { Look } from "./look.ts";
import type { Slot, SlotView } from "./pool.ts";
import { hasFlag, textOf, type CachedRow } from "./row-cache.ts";
import { plainTextOf, rawTextOf, structureOf } from "./row-text.ts";
import { fullTime, shownTime } from "./time.ts";
import "./row.css";

/** The id of a row's element, for `aria-activedescendant`. */
export const rowId = (position: number): string => `row${position}`;

/** The position that an element's id names. */
export const positionOf = (id: string): number => Number(id.slice("row".length));

/*
 * The functions below run inside the one effect of a row and make plain elements: all that they put into the
 * template is a local constant, since each expression that could be reactive would be an effect of its own.
 */

/** What a row that came late says on the hover of its time, or of its label where there is none. */
const cameLate = "Came late: not in order of time among the lines of other sources";

const drawTime = (row: CachedRow, look: Look, sameTime: boolean): JSX.Element => {
  if (look.timestamps === "off") return null;
  const { run, index } = row;
  if (hasFlag(row, RowFlag.noTime)) return <span class="time" />;
  const instant = { seconds: run.seconds[index] ?? 0, nanos: run.nanos[index] ?? 0 };
  const { date, clock, fraction, zone } = shownTime(instant, look.timestamps, look.now);
  const late = hasFlag(row, RowFlag.late);
  const title = late ? `${fullTime(instant)}\n${cameLate}` : fullTime(instant);
  const kind = `time${sameTime ? " same" : ""}${late ? " late" : ""}`;
  const shortDate = date === "" ? null : <span class="date">{date}</span>;
  const ofSecond = fraction === "" ? null : <span class="fraction">{fraction}</span>;
  const shortZone = zone === "" ? null : <span class="zone">{zone}</span>;
  return (
    <span class={kind} title={title}>
      {shortDate}
      {clock}
      {ofSecond}
      {shortZone}
    </span>
  );
};

const drawLabel = (row: CachedRow, look: Look): JSX.Element => {
  if (look.labels === undefined) return null;
  const label = look.labels.get(row.run.sources[row.index] ?? -1);
  if (label === undefined) return <span class="label" />;
  const { text, full } = label;
  const timeless = look.timestamps === "off" || hasFlag(row, RowFlag.noTime);
  const late = timeless && hasFlag(row, RowFlag.late);
  const title = late ? `${full}\n${cameLate}` : full;
  const kind = `label colour${label.colour}${late ? " late" : ""}`;
  return (
    <span class={kind} title={title}>
      {text}
    </span>
  );
};

/** The mark of a late row for who hears the list. */
const drawLate = (row: CachedRow): JSX.Element =>
  hasFlag(row, RowFlag.late) ? <span class="unseen-words">came late</span> : null;

/** The triangle before what folds; drawn for the hand, since the keyboard has the row. */
const drawFold = (view: SlotView<Look>, structured: boolean): JSX.Element => {
  const open = view.expanded || view.folded < 0;
  if (!structured && view.folded === 0) return <span class="fold" />;
  const words =
    view.folded > 0
      ? `Unfold ${linesOf(view.folded)}`
      : view.folded < 0 && !view.expanded
        ? "Fold"
        : view.expanded
          ? "Fold"
          : "Expand";
  const kind = `fold codicon codicon-chevron-${open ? "down" : "right"}${
    view.folded > 0 ? " folded" : ""
  }`;
  return <span class={kind} title={words} aria-hidden="true" />;
};

const linesOf = (count: number): string => (count === 1 ? "1 line" : `${formatCount(count)} lines`);

/** What stands behind a text that is not all there. */
const drawRest = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const partial = hasFlag(row, RowFlag.partial);
  const dropped = row.run.cut?.find(([at]) => at === row.index)?.[1] ?? 0;
  const lost = dropped > 0 ? ` ${formatBytes(dropped)} more were not kept` : "";
  if (!partial) {
    if (!hasFlag(row, RowFlag.cut)) return null;
    const words = `…${lost}`;
    return <span class="rest">{words}</span>;
  }
  const rest = view.whole?.rest;
  const words = rest === undefined ? "Show all" : rest > 0 ? "Show more" : "Show less";
  const tail = rest === 0 ? lost : rest === undefined ? "" : ` ${formatBytes(rest)} more`;
  const before = rest === 0 ? `${tail} ` : `…${tail} `;
  return (
    <span class="rest">
      {before}
      <span class="more">{words}</span>
    </span>
  );
};

const kindOf = (kind: string, view: SlotView<Look>): string =>
  `row ${kind}${view.focused === undefined ? "" : " focused"}${view.selected === Part.none ? "" : " selected"}${
    view.selected === Part.whole ? " breaks" : ""
  }`;

const drawLine = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const level = levelNames[row.run.levels[row.index] ?? 0] ?? "none";
  const kind = `${kindOf("line", view)} ${level}${
    hasFlag(row, RowFlag.continuation) ? " continuation" : ""
  }${hasFlag(row, RowFlag.context) ? " context" : ""}${view.expanded ? " expanded" : ""}`;
  const id = rowId(view.position);
  const time = drawTime(row, view.look, view.sameTime);
  const label = drawLabel(row, view.look);
  const late = drawLate(row);
  const structure = structureOf(plainTextOf(view));
  const fold = drawFold(view, structure !== undefined);
  const words =
    view.expanded && structure !== undefined
      ? drawPretty(structure, level)
      : drawWords(rawTextOf(view), level);
  const rest = drawRest(view, row);
  const count = view.folded > 0 ? `+${linesOf(view.folded)}` : "";
  const under = count === "" ? null : <span class="under">{count}</span>;
  const selected = view.selected !== Part.none;
  const expanded =
    structure === undefined && view.folded === 0 ? undefined : view.expanded || view.folded < 0;
  return (
    <div class={kind} id={id} role="option" aria-selected={selected} data-open={expanded}>
      {time}
      {label}
      {late}
      {fold}
      <div class="text">
        <span class="words">{words}</span>
        {rest}
        {under}
      </div>
    </div>
  );
};

const drawMarker = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const kind = kindOf("marker", view);
  const id = rowId(view.position);
  const text = textOf(row);
  const selected = view.selected !== Part.none;
  return (
    <div class={kind} id={id} role="option" aria-selected={selected}>
      <span class="codicon codicon-warning" aria-hidden="true" />
      <span class="says" title={text}>
        {text}
      </span>
    </div>
  );
};

/** What a divider says last: when. Where there is little room, it stays and what is before it is cut. */
const when = / · \d\d:\d\d:\d\d$/;

const drawDivider = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const kind = kindOf("divider", view);
  const id = rowId(view.position);
  const text = textOf(row);
  const at = when.exec(text)?.[0] ?? "";
  const what = text.slice(0, text.length - at.length);
  const selected = view.selected !== Part.none;
  return (
    <div class={kind} id={id} role="option" aria-selected={selected}>
      <span class="says" title={text}>
        <span class="what">{what}</span>
        {at}
      </span>
    </div>
  );
};

const drawPlaceholder = (view: SlotView<Look>): JSX.Element => {
  const kind = `row placeholder${view.focused === undefined ? "" : " focused"}`;
  const id = rowId(view.position);
  return (
    <div class={kind} id={id} role="option" aria-selected="false" aria-label="Loading">
      <span class="bar" />
    </div>
  );
};

/** A row; the one with the keyboard says which of how many it is, since the page has only those in view. */
const draw = (view: SlotView<Look> | undefined): JSX.Element => {
  if (view === undefined) return null;
  const row = drawKind(view);
  if (view.focused !== undefined && row instanceof HTMLElement) {
    row.ariaPosInSet = String(view.focused.at);
    row.ariaSetSize = String(view.focused.of);
  }
  return row;
};

const drawKind = (view: SlotView<Look>): JSX.Element => {
  if (view.row === undefined) return drawPlaceholder(view);
  switch (view.row.run.kinds[view.row.index]) {
    case RowKind.marker:
      return drawMarker(view, view.row);
    case RowKind.divider:
      return drawDivider(view, view.row);
    default:
      return drawLine(view, view.row);
  }
};

/** One row of the pool: one effect that reads one signal, for as long as the list lives. */
export const Row = (props: { readonly slot: Slot<Look> }): JSX.Element => (
  <div
    class="slot"
    role="presentation"
    ref={(element) => {
      props.slot.element = element;
    }}
  >
    {draw(props.slot.view())}
  </div>
);
