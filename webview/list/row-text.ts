import { stripAnsi } from "../../src/text/ansi.ts";
import { prettyJson, tokenizeJson } from "../../src/text/json.ts";
import { prettyLogfmt, tokenizeLogfmt } from "../../src/text/logfmt.ts";
import type { Token } from "../../src/text/token.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import type { SlotView } from "./pool.ts";
import { textOf } from "./row-cache.ts";

/** Lines longer than this, in characters, are not taken apart: what the eye can't take in is not worth the frame. */
export const structureReach = 20_000;

/** A line that is structured: its pieces, and how they are written one under the other. */
export interface Structure {
  readonly json: boolean;
  readonly tokens: ReadonlyArray<Token>;
  readonly pretty: () => ReadonlyArray<ReadonlyArray<Token>>;
}

/** The structure of a line without escape sequences; undefined for plain text. */
export const structureOf = (plain: string): Structure | undefined => {
  if (plain.length > structureReach) return undefined;
  const json = tokenizeJson(plain);
  if (json !== undefined) return { json: true, tokens: json, pretty: () => prettyJson(json) };
  const pairs = tokenizeLogfmt(plain);
  if (pairs === undefined) return undefined;
  return { json: false, tokens: pairs, pretty: () => prettyLogfmt(pairs) };
};

/** The text of a shown row as it came, as much of it as is here. */
export const rawTextOf = <Look>(view: SlotView<Look>): string =>
  view.whole?.text ?? (view.row === undefined ? "" : textOf(view.row));

/** The text of a shown row without escape sequences: what is searched, selected and copied. */
export const plainTextOf = <Look>(view: SlotView<Look>): string => stripAnsi(rawTextOf(view));

/** The pretty-printed text of a structured row. */
export const prettyTextOf = <Look>(view: SlotView<Look>): string => {
  const plain = plainTextOf(view);
  const lines = structureOf(plain)?.pretty();
  return lines === undefined
    ? plain
    : lines.map((line) => line.map((token) => token.text).join("")).join("\n");
};

/** Whether a row has a form that is longer than its line. */
export const isExpandable = <Look>(view: SlotView<Look>): boolean =>
  view.row !== undefined &&
  (view.row.run.kinds[view.row.index] ?? 0) === RowKind.line &&
  structureOf(plainTextOf(view)) !== undefined;
