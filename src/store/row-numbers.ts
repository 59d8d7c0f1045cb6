/**
 * Ascending numbers at signed positions `first … end` without gaps, which grow at both ends and lose their first ones;
 * a number keeps its position as long as it is there. 8 bytes each.
 */
export class RowNumbers {
  first = 0;
  end = 0;
  /** What stands at position `first` stands at this index of the array. */
  private head = 0;
  private array = new Float64Array(16);

  get count(): number {
    return this.end - this.first;
  }

  /** The number at a position; NaN where there is none. */
  at(position: number): number {
    return position >= this.first && position < this.end
      ? (this.array[this.head + position - this.first] ?? Number.NaN)
      : Number.NaN;
  }

  /** Puts a number behind the last one. */
  append(number: number): void {
    if (this.head + this.count === this.array.length) this.grow();
    this.array[this.head + this.count] = number;
    this.end++;
  }

  /** Puts a number before the first one. */
  prepend(number: number): void {
    if (this.head === 0) this.grow();
    this.head--;
    this.array[this.head] = number;
    this.first--;
  }

  /** The position of the first number that is not below `number`; `end` where all are. */
  lowerBound(number: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes away the numbers before a position. */
  dropBefore(position: number): void {
    const gone = Math.min(Math.max(position - this.first, 0), this.count);
    this.head += gone;
    this.first += gone;
  }

  /** Room on both sides: as much as there are numbers, once more. */
  private grow(): void {
    const { count } = this;
    const array = new Float64Array(Math.max(16, count * 2));
    const head = (array.length - count) >> 1;
    array.set(this.array.subarray(this.head, this.head + count), head);
    this.array = array;
    this.head = head;
  }
}
