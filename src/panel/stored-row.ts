import { Block, indexOfRow, StoredFlag } from "../store/block.ts";
import type { SharedBlock, Store } from "../store/store.ts";
import type { Instant } from "../domain/instant.ts";

/**
 * Looks at the rows of a store one by one, without copying them; quick along neighbours. It knows the rows that there
 * were when it was made.
 */
export class StoredRow {
  private readonly blocks: ReadonlyArray<SharedBlock>;
  private block: Block | undefined;
  private at = -1;
  private index = 0;

  /** Looks at rows from number `from` on (all, if not given). */
  constructor(store: Store, from?: number) {
    this.blocks = store.blocks(from);
  }

  /** Goes to a row; false where there is none. */
  seek(row: number): boolean {
    const { block } = this;
    if (block !== undefined && row >= block.first && row < block.first + block.rows) {
      this.index = row - block.first;
      return true;
    }
    const shared = this.blocks[this.blockOf(row)];
    if (shared === undefined || row < shared.first || row >= shared.first + shared.rows)
      return false;
    this.block = new Block(shared.first, shared.buffer, shared.rows);
    this.index = row - shared.first;
    return true;
  }

  /** A `StoredKind`. */
  get kind(): number {
    return this.block?.kind(this.index) ?? 0;
  }

  /** What the row itself says of how bad it is: a `Level`. */
  get level(): number {
    return this.block?.level(this.index) ?? 0;
  }

  get source(): number {
    return this.block?.source(this.index) ?? -1;
  }

  /** Whether it goes on what the row before began. */
  get goesOn(): boolean {
    return ((this.block?.flags(this.index) ?? 0) & StoredFlag.continuation) !== 0;
  }

  get time(): Instant | undefined {
    const { block, index } = this;
    if (block === undefined || (block.flags(index) & StoredFlag.noTime) !== 0) return undefined;
    return { seconds: block.seconds(index), nanos: block.nanos(index) };
  }

  /** The length of its text in bytes. */
  get length(): number {
    const { block, index } = this;
    return block === undefined ? 0 : block.end(index) - block.start(index);
  }

  /** Its text as it came; a view, which holds as long as the row is in the store. */
  get bytes(): Uint8Array {
    const { block, index } = this;
    return block === undefined
      ? new Uint8Array(0)
      : block.text(block.start(index), block.end(index));
  }

  private blockOf(row: number): number {
    const next = this.blocks[this.at + 1];
    if (next !== undefined && row >= next.first && row < next.first + next.rows) return ++this.at;
    this.at = indexOfRow(this.blocks, row);
    return this.at;
  }
}
