/** A span as `duration.HumanDuration` of apimachinery prints it: `42s`, `3m5s`, `7h`, `2d3h`, `15d`. */
export const humanDuration = (ns: bigint): string => {
  const seconds = Number(ns / 1_000_000_000n);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return joined(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${String(minutes)}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return joined(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${String(hours)}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return joined(days, "d", hours % 24, "h");
  if (days < 730) return `${String(days)}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? joined(years, "y", days % 365, "d") : `${String(years)}y`;
};

const joined = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${String(large)}${unit}` : `${String(large)}${unit}${String(small)}${smallUnit}`;
