/** Reads sections of objects whose kind is known only by name; what is not there, or not of the type, is undefined. */
export const field = (object: unknown, ...path: readonly string[]): unknown => {
  let value = object;
  for (const key of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
};

/** A string of an object. */
export const textAt = (object: unknown, ...path: readonly string[]): string | undefined => {
  const value = field(object, ...path);
  return typeof value === "string" ? value : undefined;
};

/** A number of an object; 0 if it is not there, as Go reads it. */
export const numberAt = (object: unknown, ...path: readonly string[]): number => {
  const value = field(object, ...path);
  return typeof value === "number" ? value : 0;
};

/** A list of an object; empty if it is not there. */
export const listAt = (object: unknown, ...path: readonly string[]): readonly unknown[] => {
  const value = field(object, ...path);
  return Array.isArray(value) ? value : [];
};
