/** Where a view stood when it was hidden; kept by VS Code while its tab lives. */
export interface SavedPlace {
  /** Rows of another epoch are other rows. */
  readonly epoch: number;
  readonly row: number;
  /** Px of the row above the top edge. */
  readonly offset: number;
  readonly follow: boolean;
}

/** Reads a saved place, or gives undefined for anything else. */
export const decodePlace = (state: unknown): SavedPlace | undefined => {
  if (typeof state !== "object" || state === null) return undefined;
  const { epoch, row, offset, follow } = state as Partial<Record<keyof SavedPlace, unknown>>;
  return typeof epoch === "number" &&
    typeof row === "number" &&
    typeof offset === "number" &&
    typeof follow === "boolean"
    ? { epoch, row, offset, follow }
    : undefined;
};
