import { seconds } from "./clock.ts";
import type { KubeObject } from "./objects.ts";

/** Who wrote which sections of an object. */
export interface Manager {
  readonly manager: string;
  readonly apiVersion: string;
  readonly sections: readonly string[];
  /** It wrote the status, and that alone. */
  readonly status?: boolean;
}

/** An object with `metadata.managedFields`, as server-side apply keeps them: half the size of a real pod. */
export const withManagers = (
  object: KubeObject,
  managers: readonly Manager[],
  now: bigint,
): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    managedFields: managers
      .map(({ manager, apiVersion, sections, status }) => ({
        manager,
        operation: "Update",
        apiVersion,
        time: status === true ? seconds(now) : object.metadata.creationTimestamp,
        fieldsType: "FieldsV1",
        fieldsV1: Object.fromEntries(
          sections
            .map((section) => [`f:${section}`, fieldsOf(section, object[section])])
            .filter(([, fields]) => fields !== undefined),
        ),
        subresource: status === true ? "status" : undefined,
      }))
      .filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0),
  },
});

/** Set by the server itself, or by nobody: no manager owns them. */
const UNMANAGED = new Set([
  "name",
  "generateName",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
]);

const fieldsOf = (section: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = Object.entries(value)
    .filter(([key, item]) => item !== undefined && !(section === "metadata" && UNMANAGED.has(key)))
    .map(([key, item]): [string, unknown] => [`f:${key}`, fieldTree(item)]);
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
};

/** Lists of these are maps to server-side apply; the first of the keys that an item has is its key. */
const LIST_KEYS = ["name", "type", "ip", "uid"];

const fieldTree = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    const key = LIST_KEYS.find((candidate) =>
      items.every((item) => typeof item === "object" && item !== null && candidate in item),
    );
    if (items.length === 0 || key === undefined) return {};
    return Object.fromEntries([
      [".", {}],
      ...items.map((item) => [
        `k:${JSON.stringify({ [key]: Reflect.get(Object(item), key) as unknown })}`,
        { ".": {}, ...treeOf(item) },
      ]),
    ]);
  }
  if (typeof value === "object" && value !== null) return { ".": {}, ...treeOf(value) };
  return {};
};

const treeOf = (value: unknown): object =>
  Object.fromEntries(
    Object.entries(Object(value) as object)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [`f:${key}`, fieldTree(item)]),
  );
