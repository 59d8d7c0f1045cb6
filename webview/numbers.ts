/** `81332` as `81,332`. */
export const formatCount = (n: number): string => Math.round(n).toLocaleString("en-US");

/** Lines a second: one decimal below ten, where it tells something. */
export const formatRate = (rate: number): string =>
  rate > 0 && rate < 9.95 ? `${rate.toFixed(1)}/s` : `${formatCount(rate)}/s`;

/** Bytes as MB (10⁶), whole above ten. */
export const formatMegabytes = (bytes: number): string => {
  const mb = bytes / 1e6;
  return mb === 0 || mb >= 9.95 ? formatCount(mb) : mb.toFixed(1);
};
