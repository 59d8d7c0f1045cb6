/** The smallest of the values that at least so large a part of them (0 … 1) does not exceed; NaN of none. */
export function quantile(values: ReadonlyArray<number>, part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
