/** What this process holds when all garbage is collected, in bytes. */
export interface Memory {
  readonly heap: number;
  /** Buffers and whatever else lies beside the heap. */
  readonly external: number;
  readonly resident: number;
}

/** Collects the garbage (`node --expose-gc`) and looks. */
export const memoryNow = (): Memory => {
  globalThis.gc?.();
  const { external, heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, external, resident: rss };
};

/** The sockets that this process has open. */
export const socketsNow = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** `heap 31 MB, external 44 MB, resident 160 MB`. */
export const memoryText = ({ external, heap, resident }: Memory): string =>
  `heap ${megabytes(heap)}, external ${megabytes(external)}, resident ${megabytes(resident)}`;
