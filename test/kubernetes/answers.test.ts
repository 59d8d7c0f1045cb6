import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { nextStep } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import { refusal, retryAfterMs } from "../../src/kubernetes/answers.ts";
import { instant } from "../../src/kubernetes/json.ts";
import { readPod } from "../../src/kubernetes/pod-view.ts";

const words = Schema.Literals([
  "pods",
  "Status",
  "( pods/log p)",
  'pods "p" is forbidden: User "u" cannot get resource "pods/log"',
  'container "c" in pod "p" is waiting to start: X',
  "a container name must be specified for pod p, choose one of: [",
  'nodes "n" not found',
  "x509: ",
  "dial tcp ",
  "<html><script>alert(1)</script>",
  "{",
  "",
]);

const Status = Schema.Struct({
  kind: Schema.Union([Schema.Literal("Status"), words, Schema.Number]),
  message: Schema.Union([words, Schema.String, Schema.Null]),
  reason: Schema.Union([words, Schema.String]),
  details: Schema.Union([
    Schema.Null,
    Schema.Struct({ kind: Schema.Union([words, Schema.Literal("pods/log")]), name: Schema.String }),
  ]),
});

describe("An answer, whatever it is,", () => {
  it.prop(
    "becomes an error that has words and a next step, and shows no markup in them",
    {
      code: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 700 })),
      known: Schema.Literals([204, 400, 401, 403, 404, 405, 407, 410, 422, 429, 500, 503]),
      useKnown: Schema.Boolean,
      status: Status,
      raw: Schema.String,
      useRaw: Schema.Boolean,
      contentType: Schema.Literals(["", "text/html", "application/json", "text/plain"]),
      resource: Schema.Literals(["pods", "pods/log", "namespaces"]),
    },
    ({ code, known, useKnown, status, raw, useRaw, contentType, resource }) => {
      const error = refusal(
        {
          context: "c",
          server: "https://s",
          verb: "get",
          resource,
          namespace: "n",
          name: "p",
          container: "app",
        },
        {
          status: useKnown ? known : code,
          contentType,
          body: useRaw ? raw : JSON.stringify(status),
        },
        0,
      );
      const told = explain(error);
      expect(told.sentence).toMatch(/[.]$/u);
      expect(told.advice).not.toBe("");
      expect(["stop", "retry", "wait"]).toContain(nextStep(error));
      expect((error.details ?? "").length).toBeLessThanOrEqual(4_100);
      if (contentType === "text/html") expect(told.details ?? "").not.toContain("<script>");
    },
    { arbitrary: { seed: "answers" } },
  );
});

describe("Retry-After", () => {
  it.each([
    ["7", 7_000],
    [" 0 ", 0],
    ["86400", 600_000],
    ["Thu, 01 Jan 1970 00:00:30 GMT", 20_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("%s is %s ms, ten seconds after 1970 began", (header, millis) => {
    expect(retryAfterMs(header, 10_000)).toBe(millis);
  });
});

describe("Times of the API", () => {
  it.each([
    ["2024-01-01T02:00:01Z", { seconds: 1_704_074_401, nanos: 0 }],
    ["2024-01-01T02:00:01.5Z", { seconds: 1_704_074_401, nanos: 500_000_000 }],
    ["2024-01-01T02:00:01.000000123+02:00", { seconds: 1_704_067_201, nanos: 123 }],
    ["2024-13-01T00:00:00Z", undefined],
    ["yesterday", undefined],
    [7, undefined],
  ])("%s", (json, expected) => {
    expect(instant(json)).toEqual(expected);
  });
});

describe("Any JSON", () => {
  it.prop(
    "is a pod or none, and never throws",
    [Schema.Json],
    ([json]) => {
      const pod = readPod({
        metadata: { name: "p", namespace: "n", uid: "u" },
        spec: json,
        status: json,
      });
      expect(pod?.name).toBe("p");
      const other = readPod(json);
      expect(other === undefined || other.uid !== "").toBe(true);
    },
    { arbitrary: { seed: "pods" } },
  );
});
