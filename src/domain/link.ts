import * as Data from "effect/Data";
import * as Result from "effect/Result";
import type { Instant } from "./instant.ts";
import { isNamespaceName, isObjectName } from "./object-name.ts";
import type { Since } from "./since.ts";
import { pickedPods, type Target, WorkloadKind } from "./target.ts";

/** What a link opens (O9). */
export interface Link {
  readonly target: Target;
  /** The instances before the current ones. */
  readonly previous: boolean;
  /** Absent: as many lines as whoever opens it usually asks for. */
  readonly since?: Since;
}

/** The parameters that a link may have, each once. */
const parameters = [
  "context",
  "namespace",
  "pod",
  "kind",
  "name",
  "selector",
  "container",
  "previous",
  "since",
] as const;
export type LinkParameter = (typeof parameters)[number];

/** Why a link opens nothing; what it says itself may be hostile. */
export class LinkUnreadable extends Data.TaggedError("LinkUnreadable")<{
  readonly why:
    | { readonly _tag: "Path"; readonly path: string }
    | { readonly _tag: "Unknown"; readonly parameter: string }
    | { readonly _tag: "Twice" | "Missing"; readonly parameter: LinkParameter }
    | { readonly _tag: "Value"; readonly parameter: LinkParameter; readonly value: string }
    | { readonly _tag: "NoTarget" | "ManyTargets" };
}> {}

/** The extension's id, which is the authority of its links. */
const authority = "podlog.podlog";
const path = "/open";

/**
 * VS Code decodes a query before it hands it on, and with it what tells a separator from a letter: those letters are
 * encoded once more, inside.
 */
const encodeValue = (value: string): string =>
  encodeURIComponent(value.toWellFormed().replaceAll(/[%&]/gu, encodeURIComponent)).replaceAll(
    // Where links are recognised in a text, these often end them.
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What does not decode was not encoded. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const printMoment = ({ nanos, seconds }: Instant): string => {
  const fraction = String(nanos).padStart(9, "0").replace(/0+$/u, "");
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
};

const printTarget = (target: Target): ReadonlyArray<readonly [LinkParameter, string]> => {
  switch (target._tag) {
    case "Pod":
      return [["pod", target.pod]];
    case "Pods":
      return [["pod", target.pods.join(",")]];
    case "Workload":
      return [
        ["kind", target.kind],
        ["name", target.name],
      ];
    case "Selector":
      return [["selector", target.selector]];
  }
};

/** Where a log begins, as links and arguments of commands have it: `15m`, `2026-11-25T10:30:00Z`. */
export const printSince = (since: Since): string => {
  if (since._tag === "At") return printMoment(since.at);
  const { seconds } = since;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
};

/** A link as text; `scheme` is the editor's own, such as `vscode`. */
export const printLink = (scheme: string, { previous, since, target }: Link): string => {
  const values: ReadonlyArray<readonly [LinkParameter, string]> = [
    ["context", target.context],
    ["namespace", target.namespace],
    ...printTarget(target),
    ...(target.container === undefined ? [] : [["container", target.container] as const]),
    ...(previous ? [["previous", "true"] as const] : []),
    ...(since === undefined ? [] : [["since", printSince(since)] as const]),
  ];
  const query = values.map(([key, value]) => `${key}=${encodeValue(value)}`).join("&");
  return `${scheme}://${authority}${path}?${query}`;
};

/** A container's name, or a pattern of them with `*`. */
const containerPattern = /^[a-z0-9*](?:[-a-z0-9.*]{0,251}[a-z0-9*])?$/u;

const agoLimit = 10 * 366 * 86_400;
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads `15m`, or a moment in UTC; undefined for anything else. */
export const readSince = (text: string): Since | undefined => {
  const [, count = "", unit = ""] = /^(\d{1,9})([smhd])$/u.exec(text) ?? [];
  const ago = Number(count) * (unitSeconds[unit] ?? 0);
  if (ago >= 1) return ago <= agoLimit ? { _tag: "Ago", seconds: ago } : undefined;
  const [, whole, fraction = ""] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/u.exec(text) ?? [];
  const seconds = whole === undefined ? Number.NaN : Date.parse(`${whole}Z`) / 1000;
  // February 30 would become March 1 or 2.
  if (!(seconds >= 0) || new Date(seconds * 1000).toISOString().slice(0, 19) !== whole)
    return undefined;
  return { _tag: "At", at: { seconds, nanos: Number(fraction.padEnd(9, "0")) } };
};

type Values = ReadonlyMap<LinkParameter, string>;
type Read<A> = Result.Result<A, LinkUnreadable>;

const refuse = (why: LinkUnreadable["why"]): Read<never> =>
  Result.fail(new LinkUnreadable({ why }));

const valuesOf = (query: string): Read<Values> => {
  const values = new Map<LinkParameter, string>();
  for (const pair of query.split("&")) {
    const [key = "", ...rest] = pair.split("=");
    const parameter = parameters.find((one) => one === key);
    if (parameter === undefined) return refuse({ _tag: "Unknown", parameter: key });
    if (values.has(parameter)) return refuse({ _tag: "Twice", parameter });
    values.set(parameter, decode(rest.join("=")));
  }
  return Result.succeed(values);
};

const fits: Readonly<Record<LinkParameter, (value: string) => boolean>> = {
  // Kubeconfigs name contexts as they like.
  context: (value) => value.length >= 1 && value.length <= 253,
  namespace: isNamespaceName,
  pod: (value) => value.split(",").every(isObjectName),
  kind: (value) => WorkloadKind.literals.some((kind) => kind === value),
  name: isObjectName,
  selector: (value) => value.length >= 1 && value.length <= 4096,
  container: (value) => containerPattern.test(value),
  previous: (value) => value === "true" || value === "false",
  since: (value) => readSince(value) !== undefined,
};

const targetOf = (values: Values, context: string, namespace: string): Read<Target> => {
  const container = values.get("container");
  const place = { context, namespace, ...(container === undefined ? {} : { container }) };
  const pod = values.get("pod");
  const name = values.get("name");
  const kind = WorkloadKind.literals.find((one) => one === values.get("kind"));
  const selector = values.get("selector");
  const named = [pod, kind ?? name, selector].filter((one) => one !== undefined);
  if (named.length > 1) return refuse({ _tag: "ManyTargets" });
  if (pod !== undefined) return Result.succeed(pickedPods(place, pod.split(",")));
  if (selector !== undefined) return Result.succeed({ _tag: "Selector", ...place, selector });
  if (kind === undefined)
    return refuse(
      name === undefined ? { _tag: "NoTarget" } : { _tag: "Missing", parameter: "kind" },
    );
  if (name === undefined) return refuse({ _tag: "Missing", parameter: "name" });
  return Result.succeed({ _tag: "Workload", ...place, kind, name });
};

const linkOf = (values: Values): Read<Link> => {
  for (const [parameter, value] of values)
    if (!fits[parameter](value)) return refuse({ _tag: "Value", parameter, value });
  const context = values.get("context");
  const namespace = values.get("namespace");
  if (context === undefined) return refuse({ _tag: "Missing", parameter: "context" });
  if (namespace === undefined) return refuse({ _tag: "Missing", parameter: "namespace" });
  const since = readSince(values.get("since") ?? "");
  return Result.map(targetOf(values, context, namespace), (target) => ({
    target,
    previous: values.get("previous") === "true",
    ...(since === undefined ? {} : { since }),
  }));
};

/** Reads a link from its path and its query, the query decoded once as VS Code hands it on; what is odd is refused. */
export const readLink = (uri: { readonly path: string; readonly query: string }): Read<Link> =>
  uri.path === path
    ? Result.flatMap(valuesOf(uri.query), linkOf)
    : refuse({ _tag: "Path", path: uri.path });

/** Reads a link as it was copied, of whichever editor it is; undefined for a text that has no link of Podlog in it. */
export const readLinkText = (text: string): Read<Link> | undefined => {
  const [, linkPath = "", query = ""] =
    /(?<![-a-z0-9+.])[a-z][-a-z0-9+.]*:\/\/podlog\.podlog(\/[^?#\s]*)\?([^#]*)/u.exec(
      text.trim(),
    ) ?? [];
  if (linkPath === "") return undefined;
  const whole = readLink({ path: linkPath, query: decode(query) });
  if (Result.isSuccess(whole)) return whole;
  // In the middle of a text, `printLink` writes neither spaces nor what ends a sentence.
  const own = query.replace(/[\s<>"`].*$/su, "").replace(/[.,;:!?')\]}]+$/u, "");
  const part = readLink({ path: linkPath, query: decode(own) });
  return Result.isSuccess(part) ? part : whole;
};
