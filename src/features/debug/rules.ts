import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { checker } from "../../domain/faults.ts";
import { isNamespaceName, isObjectName } from "../../domain/object-name.ts";
import { type Target, WorkloadKind } from "../../domain/target.ts";
import { fitting } from "../../domain/wildcard.ts";
import { quoted } from "../../text/quoted.ts";

const Pattern = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1000));
/** A value that may hold variables. */
const Template = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096));

/** The ways to say what is opened: each the keys that belong together. */
const ways = [["pod"], ["kind", "name"], ["selector"]] as const;

const When = Schema.Struct({
  /** The name of the debug configuration. */
  configuration: Schema.optionalKey(Pattern),
  type: Schema.optionalKey(Pattern),
  /** The workspace folder that is debugged, by its name or its path. */
  folder: Schema.optionalKey(Pattern),
}).check(
  Schema.makeFilter((when) =>
    Object.keys(when).length > 0
      ? undefined
      : "Expected at least one of configuration, type, folder",
  ),
);
type When = typeof When.Type;

const Open = Schema.Struct({
  /** Absent: the kubeconfig's current one. */
  context: Schema.optionalKey(Template),
  /** Absent: the context's own. */
  namespace: Schema.optionalKey(Template),
  pod: Schema.optionalKey(Template),
  kind: Schema.optionalKey(WorkloadKind),
  name: Schema.optionalKey(Template),
  selector: Schema.optionalKey(Template),
  container: Schema.optionalKey(Template),
}).check(
  Schema.makeFilter((open) => {
    const given = ways.flat().filter((key) => open[key] !== undefined);
    return ways.some((way) => given.join() === way.join())
      ? undefined
      : "Expected either pod, or kind and name, or selector";
  }),
);
type Open = typeof Open.Type;

/** How long (s) what is to be opened may take to appear, where its rule does not say. */
export const usualWait = 30;

const Rule = Schema.Struct({
  when: When,
  open: Open,
  waitSeconds: Schema.optionalKey(
    Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 3600 })),
  ),
  closeAtEnd: Schema.optionalKey(Schema.Boolean),
});
/** One rule of `podlog.autoOpen`, valid, its variables not yet resolved. */
export type Rule = typeof Rule.Type;

const checkList = checker(Schema.Array(Schema.Unknown));
const checkRule = checker(Rule);
const checkOpen = checker(Open);

/** A rule, or all that is wrong with it; `name` says where it stands: `podlog.autoOpen[1]`. */
export const readRule = (name: string, value: unknown): Result.Result<Rule, string> =>
  Result.mapError(checkRule(name, value), (faults) => faults.join("; "));

/** A rule as it stands in the settings. */
export interface FoundRule {
  readonly rule: Rule;
  /** Where it stands: `podlog.autoOpen[1]`. */
  readonly name: string;
  readonly of: "user" | "workspace";
}

/** The rules in the values of `podlog.autoOpen`, and what is wrong with those that are none. */
export const readRules = (
  values: ReadonlyArray<readonly [of: FoundRule["of"], value: unknown]>,
): { readonly rules: ReadonlyArray<FoundRule>; readonly faults: ReadonlyArray<string> } => {
  const rules: Array<FoundRule> = [];
  const faults: Array<string> = [];
  for (const [of, value] of values) {
    const list = checkList("podlog.autoOpen", value);
    if (Result.isFailure(list)) faults.push(...list.failure);
    for (const [i, one] of Result.getOrElse(list, () => []).entries()) {
      const name = `podlog.autoOpen[${i}]`;
      const read = readRule(name, one);
      if (Result.isFailure(read)) faults.push(read.failure);
      else rules.push({ rule: read.success, name, of });
    }
  }
  return { rules, faults };
};

/** A debug session, as far as rules look at it. */
export interface SessionFacts {
  /** The name of its configuration. */
  readonly configuration: string;
  readonly type: string;
  /** The workspace folder that it belongs to. */
  readonly folder?: { readonly name: string; readonly path: string };
}

/** Whether a rule is for a session: all that it names must fit. */
export const isFor = ({ when }: Rule, session: SessionFacts): boolean => {
  const fits = (pattern: string | undefined, ...texts: ReadonlyArray<string>): boolean =>
    pattern === undefined || texts.some(fitting(pattern));
  return (
    fits(when.configuration, session.configuration) &&
    // VS Code's own JavaScript debugger runs a configuration of the type `node` as `pwa-node`.
    fits(when.type, session.type, session.type.replace(/^pwa-/u, "")) &&
    fits(when.folder, ...(session.folder === undefined ? [] : Object.values(session.folder)))
  );
};

/** What variables stand for. */
export interface Surroundings {
  /** The last part of the path of the folder that is debugged. */
  readonly folder: string | undefined;
  /** The value of a setting of VS Code or of any extension. */
  readonly setting: (key: string) => unknown;
}

const valueOf = (
  variable: string,
  { folder, setting }: Surroundings,
): Result.Result<string, string> => {
  if (variable === "workspaceFolderBasename")
    return folder === undefined
      ? Result.fail("has no value: no folder is open")
      : Result.succeed(folder);
  if (!variable.startsWith("config:"))
    return Result.fail("is not known, only ${workspaceFolderBasename} and ${config:…} are");
  const value = setting(variable.slice("config:".length));
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return Result.succeed(String(value));
  return Result.fail(
    `has no value: the setting ${value === undefined || value === null ? "is not set" : "is no text"}`,
  );
};

/** The text with its variables resolved, or what is wrong with them. */
const resolve = (template: string, surroundings: Surroundings): Result.Result<string, string> => {
  const faults: Array<string> = [];
  const text = template.replaceAll(/\$\{([^{}]*)\}/gu, (whole, variable: string) => {
    const value = valueOf(variable, surroundings);
    if (Result.isSuccess(value)) return value.success;
    faults.push(`${whole} ${value.failure}`);
    return whole;
  });
  return faults.length === 0 ? Result.succeed(text) : Result.fail(faults.join(", "));
};

/** What the values of these keys must be. */
const names: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ["namespace", isNamespaceName],
  ["pod", isObjectName],
  ["name", isObjectName],
]);

/** What a rule opens here and now, or what is wrong with a value of it: `open.name: "My App" is …`. */
export const wantedBy = (
  { open }: Rule,
  surroundings: Surroundings,
): Result.Result<Open, string> => {
  const resolved = new Map<string, string>();
  for (const [key, template] of Object.entries(open)) {
    const read = resolve(template, surroundings);
    if (Result.isFailure(read)) return Result.fail(`open.${key}: ${read.failure}`);
    const text = read.success;
    if (names.get(key)?.(text) === false)
      return Result.fail(`open.${key}: ${quoted(text)} can't be the name of anything in a cluster`);
    resolved.set(key, text);
  }
  return Result.mapError(checkOpen("open", Object.fromEntries(resolved)), (faults) =>
    faults.join("; "),
  );
};

/** What a rule can open. */
export type RuleTarget = Exclude<Target, { readonly _tag: "Pods" }>;

/** The target, given where it is. */
export const targetOf = (
  { container, kind, name, pod, selector }: Open,
  place: { readonly context: string; readonly namespace: string },
): RuleTarget => {
  const where = { ...place, ...(container === undefined ? {} : { container }) };
  if (pod !== undefined) return { _tag: "Pod", ...where, pod };
  if (kind !== undefined && name !== undefined) return { _tag: "Workload", ...where, kind, name };
  return { _tag: "Selector", ...where, selector: selector ?? "" };
};
