import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** Something that was written, and where. */
export interface Written {
  readonly where: string;
  readonly bytes: Buffer;
}

/** The files below a folder, those of one name where that is given. */
export const writtenBelow = (folder: string, name?: string): ReadonlyArray<Written> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (name === undefined || entry.name === name))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((where) => {
      try {
        return [{ where, bytes: readFileSync(where) }];
      } catch {
        // Gone since it was listed.
        return [];
      }
    });

/** What the workbench keeps in the browser: its state, by its databases. */
export const keptByWorkbench = async (page: Page): Promise<ReadonlyArray<Written>> => {
  const databases = await page.evaluate(async () => {
    const done = <A>(request: IDBRequest<A>): Promise<A> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("No database")));
      });
    const found: Array<readonly [name: string, text: string]> = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([
          done(objects.getAllKeys()),
          done(objects.getAll()),
        ]);
        found.push([`${name}/${store}`, JSON.stringify([keys, values])]);
      }
      database.close();
    }
    return found;
  });
  return databases.map(([where, text]) => ({ where, bytes: Buffer.from(text) }));
};

/** Which of the texts stand in what was written, and where. */
export const foundIn = (
  written: ReadonlyArray<Written>,
  texts: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  written.flatMap(({ bytes, where }) =>
    texts.filter((text) => bytes.includes(text)).map((text) => `${text} in ${where}`),
  );
