import * as Schema from "effect/Schema";
import * as SchemaIssue from "effect/SchemaIssue";
import { LineLimit, type PodTarget } from "../../domain/target.ts";
import type { PodlogOpenOptions, PodlogReadOptions } from "./types.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

const Target = Schema.Struct({
  context: name,
  namespace: name,
  pod: name,
  container: Schema.optionalKey(name),
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

const checkTarget = checker("target", Target);

/** The target of a call as the engine takes it. */
export const readTarget = (method: string, value: unknown): PodTarget => ({
  _tag: "Pod",
  ...checkTarget(method, value),
});

const checkOpenOptions = checker("options", OpenOptions);
const checkReadOptions = checker("options", ReadOptions);

/** The options of `open`; absent ones are none. */
export const readOpenOptions = (value: unknown): PodlogOpenOptions =>
  checkOpenOptions("open", value ?? {});

/** The options of `readLogs`; absent ones are none. */
export const readReadOptions = (value: unknown): PodlogReadOptions =>
  checkReadOptions("readLogs", value ?? {});
