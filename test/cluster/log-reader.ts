import type { ContainerLog } from "./container-log.ts";
import type { LogFile, Segment } from "./log-file.ts";

/** The kubelet's view of PodLogOptions: what remains of them after the API server. */
export interface ReadOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** Entries, parts included; undefined is the whole file. */
  readonly tail?: number | undefined;
  /** Nanoseconds, inclusive; a filter on every entry for ever. */
  readonly since?: bigint | undefined;
  /** Bytes, time prefixes included. */
  readonly limit?: number | undefined;
  /** Kubelets before 1.23 to 1.26 printed a stamp before every part (#77603, fixed by #113481). */
  readonly stampParts?: boolean | undefined;
}

/** More than this at once goes as one piece, less as a piece for each entry. */
const TOGETHER = 4096;

/**
 * Reads a container's log by the rules of the kubelet (`pkg/kubelet/kuberuntime/logs/logs.go`):
 * tail counts entries before the time filter; a prefix stands only after an entry that ended a line,
 * whichever its stream; a limit cuts anywhere and ends the answer.
 */
export class LogReader {
  readonly #log: ContainerLog;
  readonly #options: ReadOptions;
  #file: LogFile;
  #segment = 0;
  #index = 0;
  #newLine = true;
  #remain: number;
  #done = false;
  /** Where a reader that does not follow stops: it never reads what was written after it began its last read. */
  readonly #stopAt: number | undefined;
  #read = 0;

  constructor(log: ContainerLog, options: ReadOptions) {
    this.#log = log;
    this.#options = options;
    this.#file = log.current;
    this.#remain = options.limit ?? Number.POSITIVE_INFINITY;
    if (options.tail !== undefined) {
      const start = this.#file.fromEnd(options.tail);
      this.#segment = start.segment;
      this.#index = start.index;
    }
    this.#stopAt =
      options.follow || options.tail === undefined
        ? undefined
        : Math.min(options.tail, this.#file.count);
  }

  /** Nothing will ever come any more. */
  get done(): boolean {
    return this.#done;
  }

  /** The next pieces, about `most` bytes of them; none at the end of the file. Each small entry is a piece of its own. */
  next(most: number): readonly Buffer[] {
    const pieces: Buffer[] = [];
    let size = 0;
    while (!this.#done && size < most) {
      const segment = this.#file.segments[this.#segment];
      if (this.#stopAt !== undefined && this.#read >= this.#stopAt) {
        this.#done = true;
        break;
      }
      if (segment === undefined || this.#index >= segment.count) {
        if (segment !== undefined && this.#segment + 1 < this.#file.segments.length) {
          this.#segment += 1;
          this.#index = 0;
          continue;
        }
        if (this.#atEndOfFile()) continue;
        break;
      }
      const run = this.#run(segment, most - size);
      const piece = run ?? this.#entry(segment);
      if (piece === undefined) continue;
      const kept = this.#remain < piece.length ? piece.subarray(0, this.#remain) : piece;
      this.#remain -= kept.length;
      if (this.#remain <= 0) this.#done = true;
      if (kept.length > 0) pieces.push(kept);
      size += kept.length;
    }
    return pieces;
  }

  /** True if reading goes on in another file. */
  #atEndOfFile(): boolean {
    const left = this.#log.rotated.get(this.#file);
    if (!this.#options.follow) {
      this.#done = true;
      return false;
    }
    if (left !== undefined && left.rotation.follows !== "missed") {
      this.#moveTo(left.next);
      return true;
    }
    if (this.#log.finished) this.#done = true;
    return false;
  }

  /** A rotation that leaves the old file undrained takes effect at once (`logs.go`, on CREATE). */
  leaveIfLost(): void {
    for (;;) {
      const left = this.#log.rotated.get(this.#file);
      if (left?.rotation.follows !== "lost" || !this.#options.follow) return;
      this.#moveTo(left.next);
    }
  }

  #moveTo(file: LogFile): void {
    this.#file = file;
    this.#segment = 0;
    this.#index = 0;
  }

  /** A run of whole lines that stands in the file exactly as it is printed, or nothing. */
  #run(segment: Segment, most: number): Buffer | undefined {
    const { timestamps, since } = this.#options;
    if (!timestamps || since !== undefined || !segment.whole || !this.#newLine) return undefined;
    const from = segment.start(this.#index);
    const left = this.#stopAt === undefined ? segment.count : this.#stopAt - this.#read;
    if (segment.used - from <= TOGETHER) return undefined;
    let last = Math.min(segment.count, this.#index + left);
    if (segment.start(last) - from > most) {
      let low = this.#index + 1;
      let high = last;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (segment.start(middle) - from <= most) low = middle;
        else high = middle - 1;
      }
      last = low;
    }
    this.#read += last - this.#index;
    this.#index = last;
    return segment.bytes.subarray(from, last < segment.count ? segment.start(last) : segment.used);
  }

  #entry(segment: Segment): Buffer | undefined {
    const at = this.#index;
    this.#index += 1;
    this.#read += 1;
    const withPrefix = this.#newLine || this.#options.stampParts === true;
    this.#newLine = segment.partials[at] === 0 || segment.end(at) === textStart(segment, at);
    const { since } = this.#options;
    if (since !== undefined && segment.stamp(at) < since) return undefined;
    const from =
      this.#options.timestamps && withPrefix ? segment.start(at) : textStart(segment, at);
    return segment.bytes.subarray(from, segment.end(at));
  }
}

const textStart = (segment: Segment, at: number): number =>
  segment.start(at) + (segment.prefixes[at] ?? 0);
