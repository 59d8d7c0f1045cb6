import type { Rows } from "../protocol/rows.ts";
import type { ToWebview } from "../protocol/to-webview.ts";
import type { Span } from "./content.ts";
import type { Send } from "./delivery-events.ts";
import { readSpan } from "./read-rows.ts";
import type { RowList } from "./row-list.ts";

/** Of a longer row only so many bytes are sent, flagged `partial`: the view lays each row out as a whole. */
const maxRowBytes = 65_536;
/** The text of one message, in bytes: more would hold up the wire that all of VS Code shares. */
const maxTextBytes = 4_000_000;

/** The rows of a span; of what is too much for one message only the part at its end (`tail`) or its start. */
const readRows = (list: RowList, span: Span, tail: boolean): Rows => {
  const rows = readSpan(list, span, maxRowBytes);
  if (rows.text.length <= maxTextBytes || rows.count <= 1) return rows;
  const count = Math.max(1, Math.floor((rows.count * maxTextBytes) / rows.text.length));
  // A span may begin before what exists: what came is what counts.
  const first = tail ? rows.first + rows.count - count : rows.first;
  return readRows(list, { first, count }, tail);
};

/** The message that a delivery wants sent, with its rows read now. */
export const toMessage = (send: Send, list: RowList): ToWebview => {
  switch (send._tag) {
    case "ViewIs": {
      const { span, ...view } = send;
      if (span === undefined) return view;
      return { ...view, rows: readRows(list, span, span.first + span.count === view.end) };
    }
    case "Beat": {
      const { extent, span, ...beat } = send;
      return {
        ...beat,
        ...extent,
        ...(span === undefined ? {} : { rows: readRows(list, span, true) }),
      };
    }
    case "RowsAt": {
      const { span, ...answer } = send;
      return { ...answer, rows: readRows(list, span, false) };
    }
    default:
      return send;
  }
};
