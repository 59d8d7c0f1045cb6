import type { Page } from "playwright-core";
import type { Measured } from "./entry.ts";
import { countFrames, grows, idleP95, wordsOf } from "./frames.ts";
import type { ListPage } from "./pages.ts";

const million = 1_000_000;
const rows = 10 * million;
/** About as often as a wheel, a drag and a held key tell of themselves, in ms. */
const tick = 16;
const notches = 180;
const dragged = 180;
const pages = 60;
const jumps = 30;
/** The memory that the built webview may have is looked at with so many rows each. */
const sizes: ReadonlyArray<number> = [1_000, million, rows];

/** The frames of the shipped webview, alone on a page, while hands go through ten million rows. */
export async function measureScrolling(list: ListPage): Promise<Measured> {
  const { page } = list;
  await list.grow(rows);
  const seen = new Set<number>();
  const look = async (): Promise<void> => {
    for (const position of await list.positions()) seen.add(Math.floor(position / million));
  };
  const idle = await idleP95(page, ".rows");
  const stop = await countFrames(page, ".rows");
  for (const go of [wheel, drag, turnPages, jump]) await go(page, look);
  const frames = await stop();
  const note = `${wordsOf(frames)}; p95 ${idle.toFixed(1)} ms while nothing moves; by wheel, thumb, page keys and jumps through ${seen.size} of ten millions`;
  // Hands that moved nothing measure nothing.
  if (seen.size < 10) return { name: "list.rows-10m-p95", note: `did not get there: ${note}` };
  return { name: "list.rows-10m-p95", value: frames.p95, spoiled: grows(frames), note };
}

/** The most memory that the shipped webview has, alone on a page, at a few sizes of a log, after it was gone through. */
export async function measureHeap(list: ListPage): Promise<Measured> {
  const used: Array<number> = [];
  const words: Array<string> = [];
  for (const size of sizes) {
    await list.grow(size);
    await jump(list.page, () => Promise.resolve());
    const { buffers, heap, nodes } = await list.heap();
    used.push(heap + buffers);
    words.push(
      `${size.toLocaleString("en-US")} rows ${megabytes(heap)} + ${megabytes(buffers)} in buffers (nodes ${megabytes(nodes)})`,
    );
  }
  return { name: "list.heap", value: Math.max(...used) / 1e6, note: `${words.join(", ")}, in MB` };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

type Look = () => Promise<void>;

/** Up with the wheel, faster and faster, and down again. */
async function wheel(page: Page, look: Look): Promise<void> {
  await page.mouse.move(400, 400);
  for (let notch = 0; notch < notches; notch++) {
    const speed = 100 + (notch % (notches / 2)) * 20;
    await page.mouse.wheel(0, notch < notches / 2 ? -speed : speed);
    await page.waitForTimeout(tick);
  }
  await look();
}

/** The thumb from one end to the other and back. */
async function drag(page: Page, look: Look): Promise<void> {
  const bar = await boxOf(page, ".scroll-bar");
  const thumb = await boxOf(page, ".scroll-bar .thumb");
  const x = bar.x + bar.width / 2;
  const bottom = thumb.y + thumb.height / 2;
  const top = bar.y + thumb.height / 2;
  await page.mouse.move(x, bottom);
  await page.mouse.down();
  for (let step = 1; step <= dragged; step++) {
    const part = 1 - Math.abs(1 - (2 * step) / dragged);
    await page.mouse.move(x, bottom + (top - bottom) * part);
    if (step % 6 === 0) await look();
    await page.waitForTimeout(tick);
  }
  await page.mouse.up();
}

async function turnPages(page: Page): Promise<void> {
  await page.locator(".list").focus();
  for (let turn = 0; turn < pages; turn++) {
    await page.keyboard.press(turn < pages / 2 ? "PageUp" : "PageDown");
    await page.waitForTimeout(2 * tick);
  }
}

/** To anywhere by the track of the scroll bar, and to both ends. */
async function jump(page: Page, look: Look): Promise<void> {
  await page.locator(".list").focus();
  const bar = await boxOf(page, ".scroll-bar");
  for (let n = 0; n < jumps; n++) {
    if (n % 5 === 4) await page.keyboard.press(n % 2 === 0 ? "Home" : "End");
    else {
      // 7 and 30 have no divisor in common: every thirtieth of the bar once, far from the one before.
      const y = (bar.height * (((n * 7) % jumps) + 0.5)) / jumps;
      await page
        .locator(".scroll-bar")
        .click({ position: { x: bar.width / 2, y }, modifiers: ["Shift"] });
    }
    await page.waitForTimeout(10 * tick);
    await look();
  }
}

async function boxOf(
  page: Page,
  selector: string,
): Promise<{
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not to be seen.`);
  return box;
}
