import type * as Effect from "effect/Effect";

/** One thing to choose. */
export interface Choice<A> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon, and the theme colour it has, if not the text's. */
  readonly icon?: string;
  readonly color?: string;
  readonly value: A;
  /** Shown whatever is typed. */
  readonly always?: boolean;
  /** The heading that this and the following choices stand under. */
  readonly under?: string;
  /** What it is, where its label does not tell: the keyboard stays on it when the rows change. */
  readonly key?: string;
  /** Can be taken off the list, by a button at its end. */
  readonly remove?: { readonly tooltip: string; readonly run: Effect.Effect<void> };
}

/** A row that only says something: choosing it does nothing. */
export type Hint = Omit<Choice<never>, "value" | "remove">;

/** A row of a quick pick. */
export type Row<A> = Choice<A> | Hint;

/** Whether a row can be chosen. */
export const isChoice = <A>(row: Row<A>): row is Choice<A> => "value" in row;

/** Whether two rows stand for the same thing. */
export const sameRow = (a: Row<unknown>, b: Row<unknown>): boolean =>
  (a.key ?? a.label) === (b.key ?? b.label);

/** Whether the characters of a text stand in another one in this order, as a quick pick filters. */
const stands = (sought: string, text: string): boolean => {
  let at = 0;
  for (const character of sought) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

/** Whether a text leaves any of the rows when it filters them. */
export const filtersRows = (text: string, rows: ReadonlyArray<Row<unknown>>): boolean => {
  const sought = text.toLowerCase();
  return rows.some(
    ({ description = "", label }) =>
      stands(sought, label.toLowerCase()) || stands(sought, description.toLowerCase()),
  );
};

/** A row with another value. */
export const rowTo = <A, B>(row: Row<A>, to: (value: A) => B): Row<B> => {
  if (!isChoice(row)) return row;
  return { ...row, value: to(row.value) };
};

/** Rows of which the first has a heading. */
export const underHeading = <R extends Row<unknown>>(
  under: string,
  rows: ReadonlyArray<R>,
): ReadonlyArray<R> => rows.map((row, i) => (i === 0 ? { ...row, under } : row));

/** What there is to choose at a time. */
export interface Offer<A> {
  readonly rows: ReadonlyArray<Row<A>>;
  /** More is on its way: the keyboard stays on the first row until it is there. */
  readonly busy?: boolean;
  /** A line above the rows. */
  readonly prompt?: string;
}
