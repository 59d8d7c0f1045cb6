import { instant } from "./clock.ts";
import { humanDuration } from "./human-time.ts";
import type { KubeObject } from "./objects.ts";

/** A column of a kind's table (`pkg/printers/internalversion/printers.go`). */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean" | "date";
  readonly format?: "name";
  /** 0, always shown, if left out; 1 is shown by `-o wide`. */
  readonly priority?: number;
  readonly description: string;
  readonly cell: (object: KubeObject, now: bigint) => string | number | boolean;
}

/** A column of text. */
export const column = (
  name: string,
  cell: Column["cell"],
  more: Partial<Omit<Column, "name" | "cell">> = {},
): Column => ({ name, type: "string", description: `${name} of the object.`, cell, ...more });

/** The first column of most tables. */
export const nameColumn = column("Name", (object) => object.metadata.name, {
  format: "name",
  description: "Name must be unique within a namespace.",
});

/** How long ago a time was; `<unknown>` if there is none. */
export const ago = (time: string | undefined, now: bigint): string =>
  time === undefined ? "<unknown>" : humanDuration(now - instant(time));

/** How old the object is. */
export const ageColumn = column(
  "Age",
  (object, now) => ago(object.metadata.creationTimestamp, now),
  {
    description:
      "CreationTimestamp is a timestamp representing the server time when this object was created.",
  },
);
