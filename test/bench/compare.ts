import { makeRandom } from "../fuzz/random.ts";
import type { Group, Measured } from "./entry.ts";
import { countFrames, type Frames } from "./frames.ts";
import { type ListKind, type ListPage, withPages } from "./pages.ts";

const kinds: ReadonlyArray<ListKind> = ["podlog", "solid-virtual", "virtua"];
/** As many as all of them can still show. */
const rows = 800_000;
/** More than Chromium's largest element can hold. */
const beyond = 3_000_000;
const perSecond = 10_000;
const followed = 6_000;
const notches = 200;

/** What is known of one list. */
interface Known {
  readonly follow: Frames;
  /** Of the main thread's time while it follows. */
  readonly busy: number;
  readonly scroll: Frames;
  /** Bytes on the heap and in buffers. */
  readonly memory: number;
  /** How many of its rows it can show. */
  readonly reach: number;
}

/**
 * Our list beside those of `@tanstack/solid-virtual` and `virtua` over the same rows, on a page each. Ours is the whole
 * shipped webview, with times, levels and colours, its rows from another thread; theirs are plain text from memory.
 */
export const compareGroup: Group = {
  entries: [
    { name: "compare.reach", unit: "rows" },
    { name: "compare.follow-p95", unit: "ms" },
    { name: "compare.follow-busy", unit: "% of the thread" },
    { name: "compare.scroll-p95", unit: "ms" },
    { name: "compare.nodes", unit: "nodes" },
    { name: "compare.memory", unit: "MB" },
  ],
  measure,
};

async function* measure(): AsyncGenerator<Measured> {
  yield* withPages(async function* (open) {
    const known = new Map<ListKind, Known>();
    for (const kind of kinds) known.set(kind, await open(kind, knownOf));
    const entry = (name: string, digits: number, of: (known: Known) => number): Measured => {
      const values = [...known].map(([kind, one]) => [kind, of(one)] as const);
      return {
        name: `compare.${name}`,
        value: of(known.get("podlog") as Known),
        note: values
          .slice(1)
          .map(
            ([kind, value]) =>
              `${kind} ${value.toLocaleString("en-US", { maximumFractionDigits: digits })}`,
          )
          .join(", "),
      };
    };
    yield entry("reach", 0, ({ reach }) => reach);
    yield entry("follow-p95", 1, ({ follow }) => follow.p95);
    yield entry("follow-busy", 0, ({ busy }) => busy * 100);
    yield entry("scroll-p95", 1, ({ scroll }) => scroll.p95);
    yield entry("nodes", 0, ({ scroll, follow }) => Math.max(...scroll.nodes, ...follow.nodes));
    yield entry("memory", 1, ({ memory }) => memory / 1e6);
  });
}

async function knownOf(list: ListPage): Promise<Known> {
  const { page } = list;
  await list.grow(rows);
  const counting = await countFrames(page, ".rows");
  const before = await list.worked();
  await list.flood(perSecond);
  await page.waitForTimeout(followed);
  const busy = ((await list.worked()) - before) / (followed / 1000);
  await list.flood(0);
  const follow = await counting();
  const scroll = await scrolled(list);
  const { buffers, heap } = await list.heap();
  await list.grow(beyond);
  const reach = await reachOf(list);
  return { follow, busy, scroll, memory: heap + buffers, reach };
}

/** Up and down with the wheel, in no even way. */
async function scrolled({ page }: ListPage): Promise<Frames> {
  const random = makeRandom(1);
  const counting = await countFrames(page, ".rows");
  await page.mouse.move(400, 400);
  for (let notch = 0; notch < notches; notch++) {
    const px = random.between(50, 1_500);
    await page.mouse.wheel(0, random.chance(0.6) ? -px : px);
    await page.waitForTimeout(16);
  }
  return counting();
}

/** The last row that it shows at its end, counted from one. */
async function reachOf({ page, positions }: ListPage): Promise<number> {
  // The element with the focus is the one that scrolls.
  await page.mouse.click(400, 400);
  let reach = 0;
  for (let rested = 0; rested < 5;) {
    await page.keyboard.press("End");
    await page.waitForTimeout(200);
    const now = Math.max(0, ...(await positions())) + 1;
    rested = now > reach ? 0 : rested + 1;
    reach = Math.max(reach, now);
  }
  return reach;
}
