import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { ArgumentInvalid, checker } from "../../domain/faults.ts";
import { PickedPods, WorkloadKind } from "../../domain/target.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

/** What `podlog.openLogs` can be told: how far the walk is already done. */
export const OpenArgument = Schema.Struct({
  context: Schema.optionalKey(name),
  namespace: Schema.optionalKey(name),
  /** All pods of it as one log. */
  workload: Schema.optionalKey(Schema.Struct({ kind: WorkloadKind, name })),
  /** These pods as one log. */
  pods: Schema.optionalKey(PickedPods),
  pod: Schema.optionalKey(name),
  container: Schema.optionalKey(name),
  /** The instances before the current ones, to their ends. */
  previous: Schema.optionalKey(Schema.Boolean),
  newPanel: Schema.optionalKey(Schema.Boolean),
}).check(
  Schema.makeFilter(({ pod, pods, workload }) =>
    [pod, pods, workload].filter((one) => one !== undefined).length > 1
      ? "Expected one of pod, pods, workload"
      : undefined,
  ),
);
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
  const check = checker(schema);
  return (argument: unknown): Effect.Effect<A, ArgumentInvalid> =>
    argument === undefined || argument === null
      ? Effect.succeed(none)
      : Effect.mapError(
          Effect.fromResult(check("argument", argument)),
          (faults) => new ArgumentInvalid({ faults }),
        );
};

/** Reads the argument of `podlog.openLogs`. */
export const readArgument = reader<OpenArgument>(OpenArgument, {});
/** Reads the argument of `podlog.openLogsBySelector`. */
export const readSelectorArgument = reader<SelectorArgument>(SelectorArgument, {});
