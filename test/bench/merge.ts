import * as Effect from "effect/Effect";
import type { LineBlock } from "../../src/domain/line.ts";
import { makeOrder, type Order } from "../../src/session/order.ts";
import { makeRandom } from "../fuzz/random.ts";
import { blockOf } from "../session/blocks.ts";
import type { Group, Measured } from "./entry.ts";
import { quantile } from "./statistics.ts";

const aloneLines = 2_000;
/** Sources that write, each about so often a second; one more lives and is silent, so that nobody's turn is ever certain. */
const writers = 8;
const perSecond = 10;
/** How far the clocks of the writers' nodes are apart, in ms. */
const skew = 200;
const severalTime = 10_000;

/** What the order across sources costs in time: from a line's coming out of its source to its going on. */
export const mergeGroup: Group = {
  entries: [
    { name: "merge.added-alone-p95", unit: "ms", budget: { atMost: 1 } },
    { name: "merge.added-p95", unit: "ms", budget: { atMost: 550 } },
  ],
  measure,
};

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  if (wanted.has("merge.added-alone-p95")) {
    const times = await Effect.runPromise(Effect.scoped(alone));
    yield {
      name: "merge.added-alone-p95",
      value: quantile(times, 0.95),
      note: `${times.length} lines of one source`,
    };
  }
  if (wanted.has("merge.added-p95")) {
    const times = await Effect.runPromise(Effect.scoped(several));
    yield {
      name: "merge.added-p95",
      value: quantile(times, 0.95),
      note: `p50 ${quantile(times, 0.5).toFixed(0)}, longest ${Math.max(...times).toFixed(0)} ms; ${times.length} lines of ${writers} live sources beside a silent one`,
    };
  }
}

/** An order, and how long each line has waited in it (ms). */
const makeTimed = Effect.gen(function* () {
  /** By its bytes, which it keeps where it is flagged as late. */
  const came = new Map<LineBlock["bytes"], number>();
  const times: Array<number> = [];
  const order = yield* makeOrder((merged) => {
    const now = performance.now();
    for (const { element } of merged) {
      const began = element._tag === "Lines" ? came.get(element.block.bytes) : undefined;
      if (began !== undefined) times.push(now - began);
    }
  });
  return {
    order,
    times,
    give: (source: number, block: LineBlock): void => {
      came.set(block.bytes, performance.now());
      order.take(source, { _tag: "Lines", block, older: false });
    },
    given: () => came.size,
  };
});

const joinLive = (order: Order, source: number): void => {
  order.join(source, { whole: false, opening: false });
  order.take(source, { _tag: "State", state: { _tag: "Streaming" } });
};

const lineAt = (at: number): LineBlock => blockOf([{ text: `a line of ${at}`, at }]);

const alone = Effect.gen(function* () {
  const { give, order, times } = yield* makeTimed;
  joinLive(order, 0);
  for (let n = 0; n < aloneLines; n++) {
    give(0, lineAt(Date.now()));
    if (n % 20 === 0) yield* Effect.sleep(1);
  }
  if (times.length !== aloneLines)
    return yield* Effect.die(new Error(`${times.length} of ${aloneLines} lines came out.`));
  return times;
});

const several = Effect.gen(function* () {
  const { give, given, order, times } = yield* makeTimed;
  for (let source = 0; source <= writers; source++) joinLive(order, source);
  const random = makeRandom(1);
  const end = performance.now() + severalTime;
  yield* Effect.forEach(
    Array.from({ length: writers }, (_, source) => source),
    (source) =>
      Effect.gen(function* () {
        const ahead = Math.round(random.between(-skew / 2, skew / 2));
        while (performance.now() < end) {
          yield* Effect.sleep(random.after(1000 / perSecond));
          give(source, lineAt(Date.now() + ahead));
        }
      }),
    { concurrency: "unbounded", discard: true },
  );
  yield* Effect.sleep(1000);
  if (times.length !== given())
    return yield* Effect.die(new Error(`${times.length} of ${given()} lines came out.`));
  return times;
});
