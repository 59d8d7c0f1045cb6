import * as Schema from "effect/Schema";
import * as SchemaIssue from "effect/SchemaIssue";
import { LineLimit, type Target, WorkloadKind } from "../../domain/target.ts";
import type { PodlogOpenOptions, PodlogReadOptions } from "./types.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

const place = { context: name, namespace: name, container: Schema.optionalKey(name) };
const Pod = Schema.Struct({ ...place, pod: name });
const Workload = Schema.Struct({ ...place, kind: WorkloadKind, name });
const Selector = Schema.Struct({
  ...place,
  selector: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096)),
});

const OpenOptions = Schema.Struct({
  newPanel: Schema.optionalKey(Schema.Boolean),
  beside: Schema.optionalKey(Schema.Boolean),
  preserveFocus: Schema.optionalKey(Schema.Boolean),
});

const ReadOptions = Schema.Struct({
  lineLimit: Schema.optionalKey(LineLimit),
  previous: Schema.optionalKey(Schema.Boolean),
  signal: Schema.optionalKey(Schema.instanceOf(AbortSignal, { expected: "an AbortSignal" })),
});

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1();

/** The checker of one argument: gives it as it should be, or throws a TypeError that names every fault and its place. */
const checker = <A>(argument: string, schema: Schema.Decoder<A>) => {
  const decode = Schema.decodeUnknownResult(schema, {
    errors: "all",
    // A misspelt option must not count as one that is absent.
    onExcessProperty: "error",
  });
  return (method: string, value: unknown): A => {
    const read = decode(value);
    if (read._tag === "Success") return read.success;
    const faults = issuesOf(read.failure.issue).issues.map(({ message, path = [] }) => {
      const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
      return `${[argument, ...keys].join(".")}: ${message}`;
    });
    throw new TypeError(`Podlog ${method}: ${faults.join("; ")}`);
  };
};

const checkPod = checker("target", Pod);
const checkWorkload = checker("target", Workload);
const checkSelector = checker("target", Selector);

/** The target of a call as the engine takes it. What it names decides what else it must have. */
export const readTarget = (method: string, value: unknown): Target => {
  const has = (key: string): boolean => typeof value === "object" && value !== null && key in value;
  if (has("selector")) return { _tag: "Selector", ...checkSelector(method, value) };
  if (has("kind") || has("name")) return { _tag: "Workload", ...checkWorkload(method, value) };
  return { _tag: "Pod", ...checkPod(method, value) };
};

const checkOpenOptions = checker("options", OpenOptions);
const checkReadOptions = checker("options", ReadOptions);

/** The options of `open`; absent ones are none. */
export const readOpenOptions = (value: unknown): PodlogOpenOptions =>
  checkOpenOptions("open", value ?? {});

/** The options of `readLogs`; absent ones are none. */
export const readReadOptions = (value: unknown): PodlogReadOptions =>
  checkReadOptions("readLogs", value ?? {});
