import type { VSCode } from "../e2e/harness/vscode.ts";
import type { SeenRow } from "./judge.ts";

/** Rows by their positions. */
type Rows = Map<number, SeenRow>;

/** What is on the screen: the rows, and whether one of them is still to come. */
const look = async (vscode: VSCode): Promise<{ rows: Rows; whole: boolean }> => {
  const found = await vscode
    .panelFrame()
    .locator(".rows [role=option]")
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => ({
          position: Number(element.id.slice("row".length)),
          kind: ["line", "marker", "divider"].find((kind) => element.classList.contains(kind)),
          text: (element.querySelector(".text, .says") ?? element).textContent,
        })),
    );
  const rows: Rows = new Map();
  let whole = found.length > 0;
  for (const { kind, position, text } of found) {
    if (kind === "line" || kind === "marker" || kind === "divider")
      rows.set(position, { kind, text });
    else whole = false;
  }
  return { rows, whole };
};

/** Between two looks, in ms. */
const moment = 50;

const lastOf = (rows: Rows): number => Math.max(...rows.keys());

/** The next page as soon as the view has all rows of it; undefined where none is painted within two seconds. */
const nextPage = async (vscode: VSCode, seen: number): Promise<Rows | undefined> => {
  for (let tries = 0; tries < 200; tries++) {
    const { rows, whole } = await look(vscode);
    if (whole && lastOf(rows) > seen) return rows;
    if (whole && tries > 40) return undefined;
    await vscode.page.waitForTimeout(moment);
  }
  throw new Error("There are rows that do not come.");
};

/** Whether the text is among the rows on the screen within so many ms. */
export const comes = async (vscode: VSCode, text: string, ms: number): Promise<boolean> => {
  try {
    await vscode
      .panelFrame()
      .locator(".rows [role=option]")
      .filter({ hasText: text })
      .last()
      .waitFor({ timeout: ms });
    return true;
  } catch {
    return false;
  }
};

/** Waits until the first row on the screen is the same for a second. */
const toTop = async (vscode: VSCode): Promise<void> => {
  let first = Infinity;
  for (let still = 0; still < 20;) {
    const { rows } = await look(vscode);
    const now = Math.min(...rows.keys());
    still = now === first ? still + 1 : 0;
    first = now;
    await vscode.page.waitForTimeout(moment);
  }
};

/** Reads the whole list of the open panel by walking it, page by page, from its first row to its last. */
export const readPanel = async (vscode: VSCode): Promise<ReadonlyArray<SeenRow>> => {
  const list = vscode.panelFrame().getByRole("listbox");
  await list.press("Home");
  await toTop(vscode);
  const all: Rows = new Map();
  let page = await nextPage(vscode, -Infinity);
  while (page !== undefined) {
    for (const [position, row] of page) all.set(position, row);
    await list.press("PageDown");
    page = await nextPage(vscode, lastOf(page));
  }
  const positions = [...all.keys()].sort((a, b) => a - b);
  const [first = 0] = positions;
  const gap = positions.find((position, i) => position !== first + i);
  if (gap !== undefined) throw new Error(`The walk has left out the row before ${gap}.`);
  return positions.flatMap((position) => all.get(position) ?? []);
};
