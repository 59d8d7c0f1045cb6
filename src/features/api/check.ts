import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { checker } from "../../domain/faults.ts";
import { SecondsAgo } from "../../domain/since.ts";
import {
  LineLimit,
  PickedPods,
  pickedPods,
  type Target,
  WorkloadKind,
} from "../../domain/target.ts";
import type { PodlogOpenOptions, PodlogReadOptions } from "./types.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

const place = { context: name, namespace: name, container: Schema.optionalKey(name) };
const Pod = Schema.Struct({ ...place, pod: name });
const Pods = Schema.Struct({ ...place, pods: PickedPods });
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

const isSeconds = Schema.is(SecondsAgo);

const Begin = Schema.declare(
  (value): value is number | Date =>
    value instanceof Date ? !Number.isNaN(value.getTime()) : isSeconds(value),
  { expected: "seconds, 1 to 316224000, or a valid Date" },
);

const ReadOptions = Schema.Struct({
  lineLimit: Schema.optionalKey(LineLimit),
  since: Schema.optionalKey(Begin),
  previous: Schema.optionalKey(Schema.Boolean),
  signal: Schema.optionalKey(Schema.instanceOf(AbortSignal, { expected: "an AbortSignal" })),
});

/** The checker of one argument: gives it as it should be, or throws a TypeError that names every fault and its place. */
const checkerOf = <A>(argument: string, schema: Schema.Decoder<A>) => {
  const check = checker(schema);
  return (method: string, value: unknown): A => {
    const read = check(argument, value);
    if (Result.isSuccess(read)) return read.success;
    throw new TypeError(`Podlog ${method}: ${read.failure.join("; ")}`);
  };
};

/** Of what names too much or nothing, that is told rather than what one of the kinds lacks. */
const checkAny = checkerOf(
  "target",
  Schema.Struct({
    ...place,
    pod: Schema.optionalKey(name),
    pods: Schema.optionalKey(PickedPods),
    kind: Schema.optionalKey(WorkloadKind),
    name: Schema.optionalKey(name),
    selector: Schema.optionalKey(Schema.String),
  }).check(Schema.makeFilter(() => "Expected one of pod, pods, kind and name, selector")),
);
const checkPod = checkerOf("target", Pod);
const checkPods = checkerOf("target", Pods);
const checkWorkload = checkerOf("target", Workload);
const checkSelector = checkerOf("target", Selector);

/** The target of a call as the engine takes it. What it names decides what else it must have. */
export const readTarget = (method: string, value: unknown): Target => {
  const has = (key: string): boolean => typeof value === "object" && value !== null && key in value;
  const named = [has("pod"), has("pods"), has("kind") || has("name"), has("selector")];
  if (named.filter(Boolean).length !== 1) checkAny(method, value);
  if (has("selector")) return { _tag: "Selector", ...checkSelector(method, value) };
  if (has("kind") || has("name")) return { _tag: "Workload", ...checkWorkload(method, value) };
  if (has("pods")) {
    const { pods, ...where } = checkPods(method, value);
    return pickedPods(where, pods);
  }
  return { _tag: "Pod", ...checkPod(method, value) };
};

const checkOpenOptions = checkerOf("options", OpenOptions);
const checkReadOptions = checkerOf("options", ReadOptions);

/** The options of `open`; absent ones are none. */
export const readOpenOptions = (value: unknown): PodlogOpenOptions =>
  checkOpenOptions("open", value ?? {});

/** The options of `readLogs`; absent ones are none. */
export const readReadOptions = (value: unknown): PodlogReadOptions =>
  checkReadOptions("readLogs", value ?? {});
