import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as TestClock from "effect/testing/TestClock";
import { listed, makeNamespacePods } from "../../../src/features/tree/namespace-pods.ts";
import type { NamespaceNode } from "../../../src/features/tree/nodes.ts";
import { keepDrawn, type Redraws } from "../../../src/features/tree/redraw.ts";
import { pod } from "../pods.ts";

const namespace: NamespaceNode = {
  _tag: "Namespace",
  id: "c/shop",
  context: {
    _tag: "Context",
    id: "c",
    info: {
      name: "prod",
      cluster: "prod",
      server: "https://prod",
      namespace: "shop",
      current: true,
      insecure: false,
    },
  },
  name: "shop",
  place: "plain",
};
const state = makeNamespacePods(namespace);
listed(state, [pod("a"), pod("b")]);
const pods = [...state.pods.values()];

/** What is drawn where so many rows stand under the namespace. */
const drawing = Effect.fnUntraced(function* (rows: number) {
  const redraws = yield* Queue.unbounded<Redraws>();
  const drawn: Array<Redraws> = [];
  yield* Effect.forkScoped(
    keepDrawn(
      redraws,
      (node) => (node === namespace ? rows : 0),
      (nodes) => drawn.push(nodes),
    ),
  );
  return { drawn, ask: (nodes: Redraws) => Queue.offer(redraws, nodes) };
});

describe("changes of the tree (O4)", () => {
  it.effect("are drawn while they never end, further apart than VS Code puts a redraw off", () =>
    Effect.gen(function* () {
      const { ask, drawn } = yield* drawing(2);
      for (let ms = 0; ms < 1_000; ms += 10) {
        yield* ask(pods);
        yield* TestClock.adjust("10 millis");
      }
      expect(drawn).toEqual([pods, pods, pods, pods]);
    }),
  );

  it.effect("draw 5,000 rows again only now and then, and meanwhile each row that changes", () =>
    Effect.gen(function* () {
      const { ask, drawn } = yield* drawing(5_000);
      yield* ask([namespace, ...pods]);
      yield* TestClock.adjust("250 millis");
      expect(drawn).toEqual([[namespace]]);
      yield* ask([namespace, ...pods]);
      yield* TestClock.adjust("250 millis");
      expect(drawn.slice(1)).toEqual([pods]);
      yield* TestClock.adjust("1500 millis");
      expect(drawn.slice(2)).toEqual([]);
      yield* TestClock.adjust("500 millis");
      expect(drawn.slice(2)).toEqual([[namespace]]);
      yield* TestClock.adjust("1 hour");
      expect(drawn).toHaveLength(3);
    }),
  );

  it.effect("of the whole tree are not put off", () =>
    Effect.gen(function* () {
      const { ask, drawn } = yield* drawing(5_000);
      yield* ask([namespace]);
      yield* TestClock.adjust("250 millis");
      yield* ask([namespace]);
      yield* ask(undefined);
      yield* TestClock.adjust("250 millis");
      expect(drawn).toEqual([[namespace], undefined]);
      yield* TestClock.adjust("1 hour");
      expect(drawn).toHaveLength(2);
    }),
  );
});
