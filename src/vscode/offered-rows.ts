import type * as vscode from "vscode";
import { type Item, toItems } from "./quick-pick-items.ts";
import { type Offer, type Row, sameRow } from "./quick-pick-rows.ts";

/** A quick pick of rows; what they stand for is known to the question that offers them. */
export type Picker = vscode.QuickPick<Item<unknown>>;

/** Whether two offers look alike: to draw one in place of the other would only disturb. */
const looksAs = (a: Offer<unknown>, b: Offer<unknown>): boolean =>
  a.busy === b.busy &&
  a.prompt === b.prompt &&
  a.rows.length === b.rows.length &&
  a.rows.every((row, i) => {
    const other = b.rows[i];
    return (
      other !== undefined &&
      sameRow(row, other) &&
      row.label === other.label &&
      row.description === other.description &&
      row.detail === other.detail &&
      row.icon === other.icon &&
      row.under === other.under
    );
  });

/** The rows of a question in a pick: those that are offered, and what the text in the field means. */
export const makeRows = <A>(pick: Picker, first: Offer<A>) => {
  let offer = first;
  let found: ReadonlyArray<Row<A>> = [];
  let typed: ReadonlyArray<Row<A>> = [];
  let looking = false;
  /** Rows that were taken off by hand stay off. */
  const removed: Array<Row<A>> = [];

  const draw = (stay: boolean): void => {
    const [active] = stay ? pick.activeItems : [];
    const offered = offer.rows.filter((row) => !removed.some((one) => sameRow(one, row)));
    const always = found.map((row) => ({ always: true, ...row }));
    const items = toItems([
      ...always,
      ...offered,
      ...typed.map((row) => ({ always: true, ...row })),
    ]);
    pick.busy = looking || (offer.busy ?? false);
    pick.prompt = offer.prompt;
    pick.items = items;
    const before = active?.row;
    if (before === undefined) return;
    const same = items.find(({ row }) => row !== undefined && sameRow(row, before));
    if (same !== undefined) pick.activeItems = [same];
  };

  return {
    draw,
    offered: () => offer.rows,
    show: (next: Offer<A>): void => {
      const stay = offer.busy !== true;
      const same = looksAs(next, offer);
      offer = next;
      if (!same) draw(stay);
    },
    mean: (
      rows: ReadonlyArray<Row<A>>,
      lookedUp: ReadonlyArray<Row<A>>,
      isLooking: boolean,
    ): void => {
      // Most typing means nothing by itself: VS Code filters the rows that it has.
      const empty = [rows, lookedUp, typed, found].every((some) => some.length === 0);
      if (empty && looking === isLooking) return;
      typed = rows;
      found = lookedUp;
      looking = isLooking;
      draw(false);
    },
    remove: (row: Row<A>): void => {
      removed.push(row);
      draw(true);
    },
  };
};
