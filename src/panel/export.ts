import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import type { PlatformError } from "effect/PlatformError";
import { ExportFailed } from "../domain/export-problem.ts";
import { jsonOfRow, textOfRow, type TextOptions } from "../text/export-text.ts";
import { type Destination, Saving } from "../vscode/saving.ts";
import type { RowList } from "./row-list.ts";
import { type TakenRow, takeRows, type Taking } from "./taken-rows.ts";

/** What is written, and how. */
export interface Export {
  readonly list: RowList;
  readonly labels: ReadonlyMap<number, string>;
  readonly format: "text" | "jsonl";
  readonly text: TextOptions;
}

/** The format that a file's name asks for: JSON Lines for `.jsonl`, `.ndjson` and `.json`, text for all others. */
export const formatOf = (name: string): Export["format"] =>
  /\.(?:jsonl|ndjson|json)$/i.test(name) ? "jsonl" : "text";

const newline = Buffer.from("\n");

/** A row as it goes into a file: as text, a line's bytes are those that came. */
const written = ({ bytes, row }: TakenRow, { format, text }: Export): ReadonlyArray<Uint8Array> => {
  if (format === "jsonl") return [Buffer.from(`${jsonOfRow(row)}\n`)];
  return row._tag === "Line"
    ? [Buffer.from(textOfRow({ ...row, text: "" }, text)), bytes, newline]
    : [Buffer.from(`${textOfRow(row, text)}\n`)];
};

/** The rows that are there now, in pieces of bytes; `took` is told of each piece's lines and of the last row in it. */
function* piecesOf(
  what: Export,
  took: (lines: number, last: number) => void,
): Generator<Uint8Array, void> {
  const { labels, list } = what;
  const taking: Taking = { from: list.store.first, to: list.store.end - 1, raw: true, labels };
  for (const rows of takeRows(list, taking)) {
    const piece = Buffer.concat(rows.flatMap((taken) => written(taken, what)));
    took(rows.filter(({ row }) => row._tag === "Line").length, rows.at(-1)?.number ?? taking.from);
    yield piece;
  }
}

const whyOf = ({ reason }: PlatformError): ExportFailed["why"] => {
  if (reason._tag === "PermissionDenied") return "not permitted";
  if (reason._tag === "NotFound") return "no folder";
  return String(reason.cause).includes("ENOSPC") ? "no space" : "other";
};

/** Writes pieces beside a path and puts them under it at the end; whatever happens, no part of them stands there. */
const writeLocally = (path: string, pieces: Iterable<Uint8Array>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem;
    const beside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
    yield* Effect.gen(function* () {
      const file = yield* files.open(beside, { flag: "wx" });
      for (const piece of pieces) {
        yield* file.writeAll(piece);
        yield* Effect.yieldNow;
      }
      yield* file.sync;
    }).pipe(
      Effect.scoped,
      Effect.andThen(files.rename(beside, path)),
      Effect.onError(() => Effect.ignore(files.remove(beside, { force: true }))),
    );
  }).pipe(
    Effect.mapError(
      (cause) => new ExportFailed({ name: basename(path), why: whyOf(cause), cause }),
    ),
    Effect.provide(NodeFileSystem.layer),
  );

/** Writes what a list shows into a file, and gives the number of lines; `report` is told the share that is done. */
export const exportRows = Effect.fnUntraced(function* (
  what: Export,
  destination: Destination,
  report: (share: number) => void,
) {
  const { end, first } = what.list.store;
  let lines = 0;
  const pieces = piecesOf(what, (more, last) => {
    lines += more;
    report((last - first + 1) / Math.max(1, end - first));
  });
  if (destination.path === undefined)
    yield* (yield* Saving).write(destination, Buffer.concat([...pieces]));
  else yield* writeLocally(destination.path, pieces);
  return lines;
});
