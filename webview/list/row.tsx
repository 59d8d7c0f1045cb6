import type { JSX } from "solid-js";
import { levelNames } from "../../src/domain/level.ts";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import { drawWords } from "./words.tsx";
import type { Look } from "./look.ts";
import type { Slot, SlotView } from "./pool.ts";
import { textOf, type CachedRow } from "./row-cache.ts";
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

const drawTime = (row: CachedRow, look: Look, sameTime: boolean): JSX.Element => {
  if (look.timestamps === "off") return null;
  const { run, index } = row;
  if (((run.flags[index] ?? 0) & RowFlag.noTime) !== 0) return <span class="time" />;
  const instant = { seconds: run.seconds[index] ?? 0, nanos: run.nanos[index] ?? 0 };
  const { date, clock, zone } = shownTime(instant, look.timestamps, look.now);
  const title = fullTime(instant);
  const kind = sameTime ? "time same" : "time";
  const shortDate = date === "" ? null : <span class="date">{date}</span>;
  const shortZone = zone === "" ? null : <span class="zone">{zone}</span>;
  return (
    <span class={kind} title={title}>
      {shortDate}
      {clock}
      {shortZone}
    </span>
  );
};

const drawLabel = (row: CachedRow, look: Look): JSX.Element => {
  if (look.labels === undefined) return null;
  const label = look.labels.get(row.run.sources[row.index] ?? -1);
  if (label === undefined) return <span class="label" />;
  const { text, full } = label;
  const kind = `label colour${label.colour}`;
  return (
    <span class={kind} title={full}>
      {text}
    </span>
  );
};

const drawLine = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const { run, index } = row;
  const level = levelNames[run.levels[index] ?? 0] ?? "none";
  const flags = run.flags[index] ?? 0;
  const kind = `row line ${level}${view.focused ? " focused" : ""}${
    (flags & RowFlag.continuation) === 0 ? "" : " continuation"
  }`;
  const id = rowId(view.position);
  const time = drawTime(row, view.look, view.sameTime);
  const label = drawLabel(row, view.look);
  const words = drawWords(textOf(row), level);
  const rest = (flags & (RowFlag.partial | RowFlag.cut)) === 0 ? null : <span class="rest">…</span>;
  return (
    <div class={kind} id={id} role="option" aria-selected="false">
      {time}
      {label}
      <div class="text">
        <span class="words">
          {words}
          {rest}
        </span>
      </div>
    </div>
  );
};

const drawMarker = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const kind = `row marker${view.focused ? " focused" : ""}`;
  const id = rowId(view.position);
  const text = textOf(row);
  return (
    <div class={kind} id={id} role="option" aria-selected="false">
      <span class="codicon codicon-warning" aria-hidden="true" />
      <span class="says" title={text}>
        {text}
      </span>
    </div>
  );
};

const drawDivider = (view: SlotView<Look>, row: CachedRow): JSX.Element => {
  const kind = `row divider${view.focused ? " focused" : ""}`;
  const id = rowId(view.position);
  const text = textOf(row);
  return (
    <div class={kind} id={id} role="option" aria-selected="false">
      <span class="says" title={text}>
        {text}
      </span>
    </div>
  );
};

const drawPlaceholder = (view: SlotView<Look>): JSX.Element => {
  const kind = `row placeholder${view.focused ? " focused" : ""}`;
  const id = rowId(view.position);
  return (
    <div class={kind} id={id} role="option" aria-selected="false" aria-label="Loading">
      <span class="bar" />
    </div>
  );
};

const draw = (view: SlotView<Look> | undefined): JSX.Element => {
  if (view === undefined) return null;
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
