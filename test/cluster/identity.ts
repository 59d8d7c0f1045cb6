import { createHash } from "node:crypto";

/** Ids that look as a cluster makes them, the same for the same seed: worlds can be compared. */
export class Identities {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A version 4 UUID. */
  uid(): string {
    const hex = this.#next();
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** 64 hexadecimal digits: a container, an image. */
  digest(): string {
    return this.#next();
  }

  /** Letters and digits as the name generator uses them: no vowels, nothing that looks like another. */
  suffix(length: number): string {
    const alphabet = "bcdfghjklmnpqrstvwxz2456789";
    const hex = this.#next();
    return Array.from({ length }, (_, at) => {
      const value = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
      return alphabet[value % alphabet.length];
    }).join("");
  }

  /** A number up to but not including `below`. */
  number(below: number): number {
    return Number.parseInt(this.#next().slice(0, 12), 16) % below;
  }

  #next(): string {
    this.#count += 1;
    return createHash("sha256").update(`${this.#seed}/${this.#count}`).digest("hex");
  }
}
