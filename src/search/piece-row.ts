import type { Instant } from "../domain/instant.ts";
import type { FilterRow } from "../text/filter-match.ts";
import type { Piece } from "./piece.ts";

/** A row of a piece as a filter sees it: its text is made only if it is asked for. */
export class PieceRow implements FilterRow {
  row = 0;
  private readonly piece: Piece;
  private readonly names: ReadonlyMap<number, string>;

  constructor(piece: Piece, names: ReadonlyMap<number, string>) {
    this.piece = piece;
    this.names = names;
  }

  get text(): string {
    return this.piece.rowText(this.row);
  }

  get level(): FilterRow["level"] {
    return this.piece.level(this.row);
  }

  get source(): string {
    return this.names.get(this.piece.source(this.row)) ?? "";
  }

  get time(): Instant | undefined {
    return this.piece.time(this.row);
  }
}
