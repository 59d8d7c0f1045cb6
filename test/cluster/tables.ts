import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";

/** A client that asks for tables, as kubectl does. */
export const wantsTable = (accept: string): boolean =>
  accept.split(",").some((part) => /;\s*as=Table/u.test(part) && /json/u.test(part));

/** Objects in the form of a table. */
export const table = (
  _kind: Kind,
  objects: readonly KubeObject[],
  _now: bigint,
  metadata: object,
  _query: URLSearchParams,
  _withoutColumns = false,
): object => ({
  kind: "Table",
  apiVersion: "meta.k8s.io/v1",
  metadata,
  columnDefinitions: [
    { name: "Name", type: "string", format: "name", description: "", priority: 0 },
  ],
  rows: objects.map((object) => ({
    cells: [object.metadata.name],
    object: {
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: object.metadata,
    },
  })),
});
