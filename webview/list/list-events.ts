import type { ToWebview } from "../../src/protocol/to-webview.ts";

/** What the list hears from the panel between frames. */
export interface ListEvents {
  /** Rows or counts changed: draw at the next frame. */
  readonly changed: () => void;
  /** The rows start anew. */
  readonly restarted: () => void;
  /** The same rows have other positions; the row to stand at, if there is one. */
  readonly viewed: (at: { readonly row: number; readonly position: number } | undefined) => void;
  /** An answer to `Need` came; `fruitful` when it brought a row that was missing. */
  readonly answered: (request: number, fruitful: boolean) => void;
  /** The host sends the view to a row; `offset` px of it above the top edge, or anywhere in sight. */
  readonly go: (to: Extract<ToWebview, { readonly _tag: "Go" }>) => void;
  /** Another panel in step went to the row at this position, or (undefined) to the end. */
  readonly stand: (position: number | undefined) => void;
  /** The number of the row that the user is at, or the one given: where it stands it is to stay. */
  readonly near: (row?: number) => number;
}
