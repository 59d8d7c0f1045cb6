import { LogFile } from "./log-file.ts";
import type { LogEntry } from "./log-file.ts";
import { Signal } from "./signal.ts";

/** How a rotation meets the follows that are open. */
export interface Rotation {
  /**
   * `switch` (default): they read the old file to its end and go on with the new one.
   * `missed`: they stay on the renamed file for ever (kubelet before 1.29; since then when the
   * rotation comes before the reader's first end of file, kubernetes#115702).
   * `lost`: they leave the old file where they are and go on with the new one (`logs.go`, on CREATE).
   */
  readonly follows?: "switch" | "missed" | "lost";
}

/** The log of one instance of a container: the current file, and the rotated ones that are never served. */
export class ContainerLog {
  current = new LogFile();
  /** What followed each file that was rotated away; only open follows keep one alive. */
  readonly rotated = new WeakMap<
    LogFile,
    { readonly next: LogFile; readonly rotation: Rotation }
  >();
  /** The process has ended: nothing is appended any more. */
  finished = false;
  /** Raised by each append, rotation and by the end. */
  readonly changed = new Signal();

  append(entry: LogEntry): void {
    this.current.append(entry);
    this.changed.raise();
  }

  /** Raises `changed` for what was appended to the current file itself. */
  appended(): void {
    this.changed.raise();
  }

  rotate(rotation: Rotation = {}): void {
    const next = new LogFile();
    this.rotated.set(this.current, { next, rotation });
    this.current = next;
    this.changed.raise();
  }

  finish(): void {
    this.finished = true;
    this.changed.raise();
  }
}
