import * as Data from "effect/Data";
import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import * as SchemaIssue from "effect/SchemaIssue";

/** What the caller of a command passed is not valid: its faults, each with its place. */
export class ArgumentInvalid extends Data.TaggedError("ArgumentInvalid")<{
  readonly faults: ReadonlyArray<string>;
}> {}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is missing";
    return issue._tag === "UnexpectedKey"
      ? "is not known here"
      : SchemaIssue.defaultLeafHook(issue);
  },
});

/**
 * Checks values from outside by a schema: gives each as it should be, or all its faults, each with its place under the
 * `name` that its writer knows it by: `options.beside: Expected boolean`.
 */
export const checker = <A>(
  schema: Schema.Decoder<A>,
): ((name: string, value: unknown) => Result.Result<A, ReadonlyArray<string>>) => {
  const decode = Schema.decodeUnknownResult(schema, {
    errors: "all",
    // A misspelt option must not count as one that is absent.
    onExcessProperty: "error",
  });
  return (name, value) =>
    Result.mapError(decode(value), ({ issue }) =>
      issuesOf(issue).issues.map(({ message, path = [] }) => {
        const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
        return `${[name, ...keys].join(".")}: ${message}`;
      }),
    );
};

/** Reads the argument of a command by a schema; a command without one goes by `none`. */
export const argumentReader = <A extends object>(
  schema: Schema.Decoder<A>,
  none: A,
): ((argument: unknown) => Effect.Effect<A, ArgumentInvalid>) => {
  const check = checker(schema);
  return (argument) =>
    argument === undefined || argument === null
      ? Effect.succeed(none)
      : Effect.mapError(
          Effect.fromResult(check("argument", argument)),
          (faults) => new ArgumentInvalid({ faults }),
        );
};
