import * as Schema from "effect/Schema";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

/** What `podlog.openLogs` can be told: how far the walk is already done. */
export const OpenArgument = Schema.Struct({
  context: Schema.optionalKey(name),
  namespace: Schema.optionalKey(name),
  pod: Schema.optionalKey(name),
  container: Schema.optionalKey(name),
  newPanel: Schema.optionalKey(Schema.Boolean),
});
export type OpenArgument = typeof OpenArgument.Type;

const decode = Schema.decodeUnknownResult(OpenArgument);

/** Reads the command's argument; without one the walk begins at its start. What is no argument gives undefined. */
export const readArgument = (argument: unknown): OpenArgument | undefined => {
  if (argument === undefined || argument === null) return {};
  const read = decode(argument);
  return read._tag === "Success" ? read.success : undefined;
};
