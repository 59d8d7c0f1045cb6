import { columnsOf } from "./columns.ts";
import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";

/** A client that asks for tables, as kubectl does. */
export const wantsTable = (accept: string): boolean =>
  accept.split(",").some((part) => /;\s*as=Table/u.test(part) && /json/u.test(part));

/**
 * Objects in the form of a table (`meta.k8s.io/v1`, the server-side printing of kubectl); in a watch only the first
 * table names its columns.
 */
export const table = (
  kind: Kind,
  objects: readonly KubeObject[],
  now: bigint,
  metadata: object,
  query: URLSearchParams,
  withoutColumns = false,
): object => {
  const columns = columnsOf(kind);
  const include = query.get("includeObject") ?? "Metadata";
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: withoutColumns
      ? null
      : columns.map(({ name, type, format, priority, description }) => ({
          name,
          type,
          format: format ?? "",
          description,
          priority: priority ?? 0,
        })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      object:
        include === "None" ? null : include === "Object" ? whole(kind, object) : partial(object),
    })),
  };
};

const partial = (object: KubeObject): object => ({
  kind: "PartialObjectMetadata",
  apiVersion: "meta.k8s.io/v1",
  metadata: object.metadata,
});

const whole = (kind: Kind, object: KubeObject): object => ({
  kind: kind.kind,
  apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
  ...object,
});
