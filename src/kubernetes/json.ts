import type { Instant } from "../domain/instant.ts";

/** JSON of a stranger: nothing about it is known until it is read. */
export type Json = unknown;

/** The member `key` of an object; undefined when there is no object or no such member of its own. */
export const member = (json: Json, key: string): Json =>
  typeof json === "object" && json !== null && !Array.isArray(json) && Object.hasOwn(json, key)
    ? (json as Readonly<Record<string, unknown>>)[key]
    : undefined;

/** What stands at the end of a path of keys; undefined as soon as one is missing. */
export const at = (json: Json, ...keys: ReadonlyArray<string>): Json => keys.reduce(member, json);

/** A string that is not empty; Kubernetes writes an absent string as an empty one as well. */
export const text = (json: Json): string | undefined =>
  typeof json === "string" && json !== "" ? json : undefined;

/** A whole number that JavaScript holds exactly. */
export const whole = (json: Json): number | undefined =>
  typeof json === "number" && Number.isSafeInteger(json) ? json : undefined;

/** The elements of an array; none for anything else. */
export const elements = (json: Json): ReadonlyArray<Json> => (Array.isArray(json) ? json : []);

/** The string members of an object; anything else in it is left out. */
export const strings = (json: Json): Readonly<Record<string, string>> => {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    for (const [key, value] of Object.entries(json))
      if (typeof value === "string") found[key] = value;
  return found;
};

/** `{ key: value }` or `{}`: an optional property that is left out when its value is undefined. */
export const optional = <K extends string, V>(
  key: K,
  value: V | undefined,
): { readonly [k in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [k in K]?: V });

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** The instant of a Kubernetes time, with or without fractions; undefined when it is none. */
export const instant = (json: Json): Instant | undefined => {
  const match = typeof json === "string" ? rfc3339.exec(json) : null;
  if (match === null) return undefined;
  const millis = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(millis)) return undefined;
  return { seconds: millis / 1000, nanos: Number((match[2] ?? "").padEnd(9, "0")) };
};
