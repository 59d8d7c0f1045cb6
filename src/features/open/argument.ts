import * as Schema from "effect/Schema";
import { PickedPods, WorkloadKind } from "../../domain/target.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

/** What `podlog.openLogs` can be told: how far the walk is already done. */
export const OpenArgument = Schema.Struct({
  context: Schema.optionalKey(name),
  namespace: Schema.optionalKey(name),
  /** All pods of it as one log; a `pod` or `pods` beside it are not looked at. */
  workload: Schema.optionalKey(Schema.Struct({ kind: WorkloadKind, name })),
  /** These pods as one log; a `pod` beside them is not looked at. */
  pods: Schema.optionalKey(PickedPods),
  pod: Schema.optionalKey(name),
  container: Schema.optionalKey(name),
  /** The instances before the current ones, to their ends. */
  previous: Schema.optionalKey(Schema.Boolean),
  newPanel: Schema.optionalKey(Schema.Boolean),
});
export type OpenArgument = typeof OpenArgument.Type;

/** What `podlog.openLogsBySelector` can be told, the same way. */
export const SelectorArgument = Schema.Struct({
  context: Schema.optionalKey(name),
  namespace: Schema.optionalKey(name),
  /** As `kubectl -l` takes it. */
  selector: Schema.optionalKey(
    Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096)),
  ),
  newPanel: Schema.optionalKey(Schema.Boolean),
});
export type SelectorArgument = typeof SelectorArgument.Type;

/** A command without an argument begins its walk at the start. */
const reader = <A extends object>(schema: Schema.Decoder<A>, none: A) => {
  const decode = Schema.decodeUnknownResult(schema);
  return (argument: unknown): A | undefined => {
    if (argument === undefined || argument === null) return none;
    const read = decode(argument);
    return read._tag === "Success" ? read.success : undefined;
  };
};

/** Reads the argument of `podlog.openLogs`; what is none gives undefined. */
export const readArgument = reader<OpenArgument>(OpenArgument, {});
/** Reads the argument of `podlog.openLogsBySelector`; what is none gives undefined. */
export const readSelectorArgument = reader<SelectorArgument>(SelectorArgument, {});
