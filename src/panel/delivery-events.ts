import type { Explanation } from "../domain/explanation.ts";
import type { Connection, Shown } from "../protocol/shown.ts";
import type { ToHost } from "../protocol/to-host.ts";
import type { ToWebview } from "../protocol/to-webview.ts";
import {
  type Content,
  type Extent,
  type FilterShown,
  type Place,
  sameExtent,
  type Span,
} from "./content.ts";

/** Messages that are sent as they are, to a view that is there: nobody else needs them. */
export type Passing =
  | Unsent<"Said">
  | Unsent<"Perform">
  | Unsent<"Finding">
  | Unsent<"MapIs">
  | Unsent<"SourcesAre">
  | Unsent<"TextOf">
  | Unsent<"FileIs">
  | Unsent<"Stand">
  | Unsent<"Go">;
type Unsent<Tag extends ToWebview["_tag"]> = Omit<
  Extract<ToWebview, { readonly _tag: Tag }>,
  "seq"
>;

/** What happened, on either side. */
export type DeliveryEvent =
  /** Rows came or went. */
  | { readonly _tag: "Extent"; readonly extent: Extent }
  /** The rows start anew: another session, in an epoch of its own. */
  | { readonly _tag: "Afresh"; readonly content: Content }
  /** The same rows stand at other positions, in an epoch of its own; `at` is where the user is to stand. */
  | { readonly _tag: "Viewed"; readonly content: Content; readonly at?: Place | undefined }
  | { readonly _tag: "Filter"; readonly filter: FilterShown }
  | { readonly _tag: "Shown"; readonly shown: Shown }
  | { readonly _tag: "Connection"; readonly connection: Connection }
  | { readonly _tag: "Problem"; readonly problem: Explanation | null }
  | { readonly _tag: "Tell"; readonly message: Passing }
  /** The panel was shown or hidden. */
  | { readonly _tag: "Visible"; readonly visible: boolean }
  /** `beatMs` have passed since a beat that brought rows. */
  | { readonly _tag: "Rested"; readonly seq: number }
  /** A message found no live view. */
  | { readonly _tag: "Undelivered"; readonly seq: number }
  /** A view begins; `at` is where the row at which the one before it was hidden is now. */
  | { readonly _tag: "Ready"; readonly at?: Place | undefined }
  | Extract<ToHost, { readonly _tag: "Ack" | "Window" | "Need" }>;

/** What the view can be told to do. */
export type Performance = Extract<ToWebview, { readonly _tag: "Perform" }>["what"];

/** A message to the view, its rows still to be read from the store. */
export type Send = { readonly seq: number } & (
  | {
      readonly _tag: "ViewIs";
      readonly epoch: number;
      readonly run: number;
      readonly first: number;
      readonly end: number;
      readonly foldAll: boolean;
      readonly at?: Place;
      readonly span?: Span;
    }
  | ({ readonly _tag: "FilterIs" } & FilterShown)
  | { readonly _tag: "Showing"; readonly shown: Shown }
  | {
      readonly _tag: "Beat";
      readonly epoch: number;
      readonly extent: Extent;
      readonly span?: Span;
    }
  | {
      readonly _tag: "RowsAt";
      readonly epoch: number;
      readonly request: number;
      readonly span: Span;
    }
  | { readonly _tag: "ConnectionIs"; readonly epoch: number; readonly connection: Connection }
  | { readonly _tag: "Problem"; readonly epoch: number; readonly problem: Explanation | null }
  | Passing
);

/** What must be told so that one who knows `before` knows `after`. */
export const changes = (before: Content, after: Content): ReadonlyArray<DeliveryEvent> => {
  if (after.epoch !== before.epoch) return [{ _tag: "Afresh", content: after }];
  const { connection, extent, filter, problem, shown } = after;
  return [
    ...(filter === before.filter ? [] : [{ _tag: "Filter" as const, filter }]),
    ...(shown === before.shown ? [] : [{ _tag: "Shown" as const, shown }]),
    ...(connection === before.connection ? [] : [{ _tag: "Connection" as const, connection }]),
    ...(problem === before.problem ? [] : [{ _tag: "Problem" as const, problem }]),
    ...(sameExtent(before.extent, extent) ? [] : [{ _tag: "Extent" as const, extent }]),
  ];
};
