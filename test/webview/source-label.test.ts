import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import type { Target } from "../../src/domain/target.ts";
import type { SourceInfo } from "../../src/protocol/sources.ts";
import { fitLabels, sourceColours, sourceLabels } from "../../webview/list/source-label.ts";

const deployment: Target = {
  _tag: "Workload",
  context: "prod",
  namespace: "shop",
  kind: "Deployment",
  name: "web",
};
const pod: Target = { _tag: "Pod", context: "prod", namespace: "shop", pod: "web" };

const source = (id: number, name: string, container = "app"): SourceInfo => ({
  id,
  pod: `web-7f8c9d-${name}`,
  container,
  label: `…${name} ${container}`,
});

const texts = (labels: ReturnType<typeof sourceLabels>): ReadonlyArray<string> =>
  [...(labels?.labels.values() ?? [])].map(({ text }) => text);

describe("labels of sources", () => {
  it("are not there for one source, nor where the user has turned them off", () => {
    expect(sourceLabels({ target: pod, sources: [source(0, "a")] }, "auto")).toBeUndefined();
    const two = [source(0, "x2x4z"), source(1, "8kq5w")];
    expect(sourceLabels({ target: deployment, sources: two }, "off")).toBeUndefined();
  });

  it("take no more room than they need, and say all on the hover", () => {
    const sources = [{ ...source(0, "x2x4z"), node: "node-2" }, source(1, "8kq5w")];
    const shown = sourceLabels({ target: deployment, sources }, "auto");
    expect(texts(shown)).toEqual(["…x2x4z app", "…8kq5w app"]);
    expect(shown?.width).toBe(10);
    expect(shown?.labels.get(0)?.full).toBe("web-7f8c9d-x2x4z/app on node-2");
  });

  it("leave a narrow panel to its text, unless they were the same then (T2)", () => {
    const long = ["application-server-main", "istio-proxy"].map((name, id) => ({
      id,
      pod: "web",
      container: name,
      label: name,
    }));
    expect(sourceLabels({ target: pod, sources: long }, "auto")?.width).toBe(18);
    const narrow = sourceLabels({ target: pod, sources: long }, "auto", true);
    expect(texts(narrow)).toEqual(["…erver-main", "istio-proxy"]);
    expect(narrow?.width).toBe(11);
    const alike = ["east-application-server", "west-application-server"].map((label, id) => ({
      id,
      pod: "web",
      container: label,
      label,
    }));
    const told = texts(sourceLabels({ target: pod, sources: alike }, "auto", true));
    expect(new Set(told).size).toBe(2);
  });

  it("tell a pod from an earlier one of its name, in the same colour", () => {
    const name = { pod: "db-0", container: "app" };
    const shown = sourceLabels(
      {
        target: { ...deployment, kind: "StatefulSet", name: "db" },
        sources: [
          { id: 0, ...name, label: "db-0 app" },
          { id: 1, ...name, label: "db-0 #2 app", ordinal: 2 },
        ],
      },
      6,
    );
    expect(texts(shown)).toEqual(["db-0", "…-0 #2"]);
    expect(shown?.labels.get(1)?.full).toBe("db-0 #2/app");
    expect(shown?.labels.get(1)?.colour).toBe(shown?.labels.get(0)?.colour);
  });

  it("lose what all have in common first, as the column gets narrower", () => {
    const labels = ["…x2x4z payments-worker", "…8kq5w payments-worker"];
    expect(fitLabels(labels, 14)).toEqual(["…x2x4z paymen…", "…8kq5w paymen…"]);
    expect(fitLabels(labels, 8)).toEqual(["…x2x4z", "…8kq5w"]);
    expect(fitLabels(labels, 4)).toEqual(["…x4z", "…q5w"]);
  });

  it("keep of pod and container what tells them apart", () => {
    const labels = ["…x2x4z payments-worker", "…x2x4z istio-proxy", "…8kq5w istio-proxy"];
    expect(fitLabels(labels, 14)).toEqual(["…x2x4z …worker", "…x2x4z …-proxy", "…8kq5w …-proxy"]);
    expect(fitLabels(["server-of-shop", "worker-of-shop"], 8)).toEqual(["server-…", "worker-…"]);
  });

  it("are wider than usual where they would be the same otherwise", () => {
    const sources = ["the-first", "the-other"].map((name, id) => ({
      ...source(id, name),
      label: `a-very-long-name-of-${name}-and-a-very-long-end-of-it`,
    }));
    const shown = sourceLabels({ target: pod, sources }, "auto");
    expect(new Set(texts(shown)).size).toBe(2);
    expect(shown?.width).toBeGreaterThan(18);
    expect(shown?.width).toBeLessThan(50);
  });

  const Name = Schema.String.check(Schema.isPattern(/^[a-z0-9-]{1,20}( [a-z0-9-]{1,20})?$/));
  it.prop(
    "fit into any column, and are distinct in the one that is chosen for them",
    [
      Schema.Array(Name),
      Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 4, maximum: 60 })),
    ],
    ([labels, width]) => {
      const fitted = fitLabels(labels, width);
      for (const [i, text] of fitted.entries()) {
        expect(text.length).toBeLessThanOrEqual(width);
        if ((labels[i] ?? "").length <= width) expect(text).toBe(labels[i]);
      }
      const sources = labels.map((label, id) => ({ ...source(id, `${id}`), label }));
      const shown = sourceLabels({ target: deployment, sources }, "auto");
      if (shown === undefined) return;
      expect(new Set(texts(shown)).size).toBe(new Set(labels).size);
      expect(shown.width).toBe(Math.max(...texts(shown).map(({ length }) => length)));
    },
    { arbitrary: { runs: 300, seed: "labels" } },
  );
});

describe("colours of sources", () => {
  it("are six, of which few sources share none", () => {
    const sources = ["app", "proxy", "db", "cache", "auth", "cron"].map((name, id) =>
      source(id, "a", name),
    );
    expect(new Set(sourceColours({ target: pod, sources }).values()).size).toBe(6);
  });

  it("stay as others come, and when the labels grow", () => {
    const before = sourceColours({ target: deployment, sources: [source(0, "a"), source(1, "b")] });
    const longer = { ...source(0, "a"), label: "…9d-a app" };
    const after = sourceColours({
      target: deployment,
      sources: [longer, source(1, "b"), source(2, "c")],
    });
    expect([after.get(0), after.get(1)]).toEqual([before.get(0), before.get(1)]);
  });

  it("are the same for a pod that came again under its name", () => {
    const sources = [source(0, "0"), source(1, "1"), source(2, "0")];
    const found = sourceColours({ target: deployment, sources });
    expect(found.get(2)).toBe(found.get(0));
  });

  it("of a pod's containers are those of any other pod's", () => {
    const of = (name: string) =>
      sourceColours({ target: pod, sources: [source(0, name, "app"), source(1, name, "proxy")] });
    expect(of("x")).toEqual(of("y"));
  });
});
