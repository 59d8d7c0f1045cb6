const dash = 0x2d;
const colon = 0x3a;
const dot = 0x2e;
const space = 0x20;
const letterT = 0x54;
const letterZ = 0x5a;
const plus = 0x2b;

/** `2024-12-29T10:30:` */
const minuteLength = 17;
/** The longest stamp with its space: 9 digits and a zone offset. */
export const maxStampBytes = 36;
const maxSeconds = 0xffff_ffff;

/** Whether the four bytes of a big-endian word are digits. */
const areDigits = (word: number): boolean =>
  (word & 0xf0f0f0f0) === 0x30303030 && ((word + 0x06060606) & 0xf0f0f0f0) === 0x30303030;

/** The number that four digits write, as the bytes of a big-endian word. */
const fourDigits = (word: number): number =>
  ((word >>> 24) & 15) * 1000 + ((word >>> 16) & 15) * 100 + ((word >>> 8) & 15) * 10 + (word & 15);

/** Two digits at `at`, or -1. */
const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = (bytes[at] ?? 0) - 48;
  const ones = (bytes[at + 1] ?? 0) - 48;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -1 : tens * 10 + ones;
};

/** Days from 1970-01-01 to the given civil date (proleptic Gregorian), or -1 where there is no such date. */
const daysFromCivil = (year: number, month: number, day: number): number => {
  if (month < 1 || month > 12 || day < 1) return -1;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest =
    month === 2
      ? leap
        ? 29
        : 28
      : month === 4 || month === 6 || month === 9 || month === 11
        ? 30
        : 31;
  if (day > longest) return -1;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** Seconds since 1970 at the minute written as `2024-12-29T10:30:` at `at`, read as UTC, or undefined. */
const minuteAt = (bytes: Uint8Array, at: number): number | undefined => {
  const century = twoDigits(bytes, at);
  const yearOfCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  if (century < 0 || yearOfCentury < 0 || month < 0 || day < 0) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return undefined;
  if (bytes[at + 4] !== dash || bytes[at + 7] !== dash || bytes[at + 10] !== letterT)
    return undefined;
  if (bytes[at + 13] !== colon || bytes[at + 16] !== colon) return undefined;
  const days = daysFromCivil(century * 100 + yearOfCentury, month, day);
  return days < 0 ? undefined : days * 86_400 + hour * 3600 + minute * 60;
};

/**
 * Reads the timestamps that `timestamps=true` puts before each line: RFC 3339 with 0 to 9 digits of fraction and
 * `Z` or `±hh:mm` (the node's zone is kept), then one space. Remembers the minute of the line before, since
 * neighbours nearly always share it.
 */
export class TimestampReader {
  /** Of the last stamp read: seconds since 1970 (UTC), below 2³², and nanoseconds in that second. */
  seconds = 0;
  nanos = 0;

  /** The bytes last read from, four at a time. */
  private bytes: Uint8Array | undefined;
  private view: DataView = new DataView(new ArrayBuffer(0));
  /** The minute of the line before, as the first 16 bytes of its stamp; 0 before the first. */
  private word0 = 0;
  private word1 = 0;
  private word2 = 0;
  private word3 = 0;
  private minute = 0;

  /**
   * The offset of the text after the stamp and its space, with `seconds` and `nanos` set; or -1 where `from … to`
   * does not begin with a stamp between 1970 and 2106.
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    // The shortest stamp is `2024-12-29T10:30:45Z `.
    if (to - from < minuteLength + 4 || !this.readMinute(bytes, from)) return -1;
    if (to - from >= 31) {
      // Nearly all are of one form: `2024-12-29T10:30:45.123456789Z `.
      const view = this.view;
      const head = view.getInt32(from + 17);
      const middle = view.getInt32(from + 21);
      const last = view.getInt32(from + 25);
      if (
        (head & 0xf0f0fff0) === 0x30302e30 &&
        ((head + 0x06060006) & 0xf0f0fff0) === 0x30302e30 &&
        areDigits(middle) &&
        areDigits(last) &&
        bytes[from + 29] === letterZ &&
        bytes[from + 30] === space
      ) {
        const second = ((head >>> 24) & 15) * 10 + ((head >>> 16) & 15);
        const seconds = this.minute + second;
        if (second > 59 || seconds > maxSeconds) return -1;
        this.seconds = seconds;
        this.nanos = (head & 15) * 100_000_000 + fourDigits(middle) * 10_000 + fourDigits(last);
        return from + 31;
      }
    }
    const second = twoDigits(bytes, from + 17);
    if (second < 0 || second > 59) return -1;
    let at = from + 19;
    let nanos = 0;
    if (bytes[at] === dot) {
      at++;
      const start = at;
      const stop = Math.min(to, start + 9);
      for (; at < stop; at++) {
        const digit = (bytes[at] ?? 0) - 48;
        if (digit >>> 0 > 9) break;
        nanos = nanos * 10 + digit;
      }
      if (at === start) return -1;
      for (let digits = at - start; digits < 9; digits++) nanos *= 10;
    }
    let seconds = this.minute + second;
    const zone = bytes[at];
    if (zone === letterZ) at++;
    else if (zone === plus || zone === dash) {
      if (at + 6 >= to) return -1;
      const hours = twoDigits(bytes, at + 1);
      const minutes = twoDigits(bytes, at + 4);
      if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || bytes[at + 3] !== colon)
        return -1;
      const offset = hours * 3600 + minutes * 60;
      seconds += zone === plus ? -offset : offset;
      at += 6;
    } else return -1;
    if (at >= to || bytes[at] !== space || seconds < 0 || seconds > maxSeconds) return -1;
    this.seconds = seconds;
    this.nanos = nanos;
    return at + 1;
  }

  /** Sets the minute that stands at `from`; most often it is that of the line before. */
  private readMinute(bytes: Uint8Array, from: number): boolean {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.view;
    const word0 = view.getInt32(from);
    const word1 = view.getInt32(from + 4);
    const word2 = view.getInt32(from + 8);
    const word3 = view.getInt32(from + 12);
    if (
      word3 === this.word3 &&
      word2 === this.word2 &&
      word1 === this.word1 &&
      word0 === this.word0 &&
      bytes[from + 16] === colon
    )
      return true;
    const minute = minuteAt(bytes, from);
    if (minute === undefined) return false;
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
    this.minute = minute;
    return true;
  }
}
