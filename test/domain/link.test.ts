import { describe, expect, it } from "@effect/vitest";
import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { type Link, printLink, readLink, readLinkText } from "../../src/domain/link.ts";
import { type Target, WorkloadKind } from "../../src/domain/target.ts";

/** What VS Code hands to the extension for a link: the query decoded once. */
const asHandedOn = (link: string): { readonly path: string; readonly query: string } => {
  const [, path = "", query = ""] = /^[^:]+:\/\/podlog\.podlog([^?]*)\?(.*)$/.exec(link) ?? [];
  return { path, query: decodeURIComponent(query) };
};

/** The link, or why there is none. */
const read = (query: string, path = "/open") =>
  Result.merge(Result.mapError(readLink({ path, query }), ({ why }) => why));

const pod: Target = { _tag: "Pod", context: "prod", namespace: "shop", pod: "web-6d4f9" };

describe("a link to a log (O9)", () => {
  it("names the editor, and all that is to be opened", () => {
    expect(printLink("vscode", { target: { ...pod, container: "app" }, previous: true })).toBe(
      "vscode://podlog.podlog/open?context=prod&namespace=shop&pod=web-6d4f9&container=app&previous=true",
    );
    expect(
      printLink("vscode-insiders", {
        target: { _tag: "Workload", context: "a", namespace: "b", kind: "Deployment", name: "c" },
        previous: false,
        since: { _tag: "Ago", seconds: 900 },
      }),
    ).toBe(
      "vscode-insiders://podlog.podlog/open?context=a&namespace=b&kind=Deployment&name=c&since=15m",
    );
  });

  it("has no character that ends a link in a text", () => {
    const target: Target = {
      _tag: "Selector",
      context: "arn:aws:eks:eu-west-1:1:cluster/x (old)",
      namespace: "shop",
      selector: "app in (web, api),tier!=cache",
    };
    expect(printLink("vscode", { target, previous: false })).not.toMatch(/[\s()<>"'!*#]/);
  });

  it("says a moment with all its digits", () => {
    const at = { seconds: 1_764_066_600, nanos: 123_456_789 };
    const link = printLink("vscode", { target: pod, previous: false, since: { _tag: "At", at } });
    expect(asHandedOn(link).query).toMatch(/&since=2025-11-25T10:30:00\.123456789Z$/);
  });

  it("is read as it was copied, of whichever editor", () => {
    const link: Link = { target: pod, previous: false };
    for (const scheme of ["vscode", "vscode-insiders", "vscodium", "cursor", "code-oss"])
      expect(readLinkText(` ${printLink(scheme, link)}\n`)).toEqual(Result.succeed(link));
    expect(readLinkText("vscode://other.extension/open?context=a")).toBeUndefined();
    expect(readLinkText("web-6d4f9")).toBeUndefined();
    expect(readLinkText("vscode://podlog.podlog/shut?context=a")).toMatchObject({
      failure: { why: { _tag: "Path", path: "/shut" } },
    });
  });

  it.each([
    ["no target", "context=a&namespace=b", { _tag: "NoTarget" }],
    ["two targets", "context=a&namespace=b&pod=c&selector=d", { _tag: "ManyTargets" }],
    ["a pod and a name", "context=a&namespace=b&pod=c&name=d", { _tag: "ManyTargets" }],
    ["no context", "namespace=b&pod=c", { _tag: "Missing", parameter: "context" }],
    ["no namespace", "context=a&pod=c", { _tag: "Missing", parameter: "namespace" }],
    [
      "a name without its kind",
      "context=a&namespace=b&name=c",
      { _tag: "Missing", parameter: "kind" },
    ],
    [
      "a kind without a name",
      "context=a&namespace=b&kind=Job",
      { _tag: "Missing", parameter: "name" },
    ],
    ["a parameter twice", "context=a&context=b", { _tag: "Twice", parameter: "context" }],
    ["one that is none", "context=a&command=rm", { _tag: "Unknown", parameter: "command" }],
    ["nothing", "", { _tag: "Unknown", parameter: "" }],
    [
      "a pod that no cluster can have",
      "context=a&namespace=b&pod=../../secrets",
      { _tag: "Value", parameter: "pod", value: "../../secrets" },
    ],
    [
      "a kind that has no pods",
      "context=a&namespace=b&kind=Secret&name=c",
      { _tag: "Value", parameter: "kind", value: "Secret" },
    ],
    [
      "a day that no year has",
      "context=a&namespace=b&pod=c&since=2025-02-30T00:00:00Z",
      { _tag: "Value", parameter: "since", value: "2025-02-30T00:00:00Z" },
    ],
    [
      "a beginning long before Kubernetes",
      "context=a&namespace=b&pod=c&since=99999d",
      { _tag: "Value", parameter: "since", value: "99999d" },
    ],
    [
      "an empty name",
      "context=&namespace=b&pod=c",
      { _tag: "Value", parameter: "context", value: "" },
    ],
  ])("is refused with %s", (_what, query, why) => {
    expect(read(query)).toEqual(why);
  });

  const Name = Schema.Literals(["web", "web-6d4f9", "a.b-c", "0", "x".repeat(253)]);
  // What separates, what escapes, and what other languages write.
  const Odd = Schema.Array(
    Schema.Literals([
      "&",
      "=",
      "%",
      "%26",
      "%2526",
      "?",
      "#",
      "/",
      "+",
      " ",
      "(",
      "ü",
      "雪",
      "🙂",
      '"',
      "\n",
      "\u202e",
      "a",
    ]),
  ).check(Schema.isMinLength(1), Schema.isMaxLength(40));
  const Any = Schema.Struct({
    context: Odd,
    namespace: Schema.Literals(["default", "shop-1", "n".repeat(63)]),
    name: Name,
    kind: WorkloadKind,
    selector: Odd,
    container: Schema.NullOr(Schema.Literals(["app", "app-*", "*", "istio-proxy"])),
    which: Schema.Literals(["Pod", "Pods", "Workload", "Selector"]),
    previous: Schema.Boolean,
    since: Schema.NullOr(
      Schema.Struct({
        ago: Schema.Boolean,
        seconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 300_000_000 })),
        nanos: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999_999_999 })),
      }),
    ),
  });

  it.prop(
    "comes back as it was, through VS Code and through a copy, whatever it names",
    [Any],
    ([any]) => {
      const place = {
        context: any.context.join(""),
        namespace: any.namespace,
        ...(any.container === null ? {} : { container: any.container }),
      };
      const target: Target =
        any.which === "Pod"
          ? { _tag: "Pod", ...place, pod: any.name }
          : any.which === "Pods"
            ? { _tag: "Pods", ...place, pods: [any.name, "web-0.another"] }
            : any.which === "Workload"
              ? { _tag: "Workload", ...place, kind: any.kind, name: any.name }
              : { _tag: "Selector", ...place, selector: any.selector.join("") };
      const { since } = any;
      const link: Link = {
        target,
        previous: any.previous,
        ...(since === null
          ? {}
          : {
              since: since.ago
                ? { _tag: "Ago", seconds: since.seconds }
                : { _tag: "At", at: { seconds: since.seconds, nanos: since.nanos } },
            }),
      };
      const text = printLink("vscode", link);
      expect(text).toMatch(/^[\x21-\x7e]+$/);
      expect(readLink(asHandedOn(text))).toEqual(Result.succeed(link));
      expect(readLinkText(text)).toEqual(Result.succeed(link));
    },
    { arbitrary: { runs: 2000, seed: "link" } },
  );

  it.prop(
    "is never read from a text that is none, nor does reading break",
    [Schema.String, Schema.String],
    ([path, query]) => {
      expect(Result.isFailure(readLink({ path: "/open", query }))).toBe(true);
      expect(Result.isFailure(readLink({ path, query }))).toBe(true);
    },
    { arbitrary: { runs: 1000, seed: "no link" } },
  );
});
