import * as Schema from "effect/Schema";
import { argumentReader } from "../../domain/faults.ts";
import { readSince } from "../../domain/link.ts";
import { PickedPods, WorkloadKind } from "../../domain/target.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

const since = Schema.String.check(
  Schema.isMaxLength(100),
  Schema.makeFilter((text) =>
    readSince(text) === undefined
      ? "Expected a time ago, as in 15m, or a moment, as in 2026-11-25T10:30:00Z"
      : undefined,
  ),
);

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
  /** Where the log begins, in place of the line limit; as in a link. */
  since: Schema.optionalKey(since),
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
  /** A container name, or a pattern of them with `*`; absent: all. */
  container: Schema.optionalKey(name),
  previous: Schema.optionalKey(Schema.Boolean),
  since: Schema.optionalKey(since),
  newPanel: Schema.optionalKey(Schema.Boolean),
});
export type SelectorArgument = typeof SelectorArgument.Type;

/** Reads the argument of `podlog.openLogs`. */
export const readArgument = argumentReader<OpenArgument>(OpenArgument, {});
/** Reads the argument of `podlog.openLogsBySelector`. */
export const readSelectorArgument = argumentReader<SelectorArgument>(SelectorArgument, {});
