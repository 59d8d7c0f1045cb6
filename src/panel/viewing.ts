import type { Place } from "./content.ts";
import { changes, type DeliveryEvent } from "./delivery-events.ts";
import { contentOf, type Reading } from "./reading.ts";
import type { RowList } from "./row-list.ts";
import type { ViewLink } from "./view-link.ts";

/** What a panel shows of its rows, for all that change it: the filter, the folds, the find, the user's moves. */
export interface Viewing {
  readonly reading: Reading;
  readonly link: ViewLink;
  /** Tells the view what has changed. */
  readonly tell: () => void;
  /** Changes the reading, and tells the view. */
  readonly change: (part: Partial<Reading>) => void;
  /** Shows another list of the same rows; the user is to stand at row `near`, or at the nearest that is shown. */
  readonly show: (list: RowList, near: number) => void;
  /** Sends the view a message of its own. */
  readonly send: (message: Extract<DeliveryEvent, { readonly _tag: "Tell" }>["message"]) => void;
  /** Has something done whenever other rows are shown, or the same at other positions. */
  readonly onShown: (react: () => void) => void;
}

/** Where a row is in a list, or the nearest to it; undefined in an empty one. */
export const placeIn = (list: RowList, row: number): Place | undefined => {
  const position = list.nearest(row);
  const found = position === undefined ? undefined : list.rowAt(position);
  return position === undefined || found === undefined ? undefined : { row: found, position };
};

/** The viewing of a panel, by the link to its view. */
export const makeViewing = (reading: Reading, link: ViewLink): Viewing => {
  const reactions: Array<() => void> = [];
  const tell = (): void => link.happen(changes(link.content(), contentOf(reading)));
  return {
    reading,
    link,
    tell,
    change: (part) => {
      Object.assign(reading, part);
      tell();
    },
    show: (list, near) => {
      reading.list = list;
      reading.epoch++;
      link.happen([{ _tag: "Viewed", content: contentOf(reading), at: placeIn(list, near) }]);
      for (const react of reactions) react();
    },
    send: (message) => link.happen([{ _tag: "Tell", message }]),
    onShown: (react) => void reactions.push(react),
  };
};
