import type { Extent, Span } from "./viewport.ts";

/** A request for rows that is under way. */
interface Asked extends Span {
  readonly request: number;
  /** When it was sent, in ms. */
  readonly at: number;
}

/** The host is asked for at most this many rows at once (a message of 1000 rows is near the best, D11). */
const maxCount = 500;
const maxInFlight = 2;
/** A host that was hidden from us answers nothing: after this long a request is forgotten, in ms. */
const forgetAfter = 3_000;

/** Which rows to ask the host for: few requests, each with some rows around what is seen. */
export interface Needs {
  /** The request to send now, if any, for a view that shows `span`; `now` in ms. */
  readonly next: (
    span: Span,
    extent: Extent,
    has: (position: number) => boolean,
    overscan: number,
    now: number,
  ) => (Span & { readonly request: number }) | undefined;
  /** An answer came; `fruitful` when it brought a row that was missing. */
  readonly answered: (request: number, fruitful: boolean) => void;
  /** What the host can give has changed: rows it could not give may be there now. */
  readonly renew: () => void;
  /** All that was asked is void. */
  readonly reset: () => void;
}

/** No requests yet. */
export const makeNeeds = (): Needs => {
  let inFlight: ReadonlyArray<Asked> = [];
  let lastRequest = 0;
  let barren: Span | undefined;

  const missingIn = (from: number, to: number, has: (position: number) => boolean) => {
    let first: number | undefined;
    let last = 0;
    for (let position = from; position < to; position++) {
      if (has(position)) continue;
      if (inFlight.some((a) => position >= a.first && position < a.first + a.count)) continue;
      if (
        barren !== undefined &&
        position >= barren.first &&
        position < barren.first + barren.count
      )
        continue;
      first ??= position;
      last = position;
    }
    return first === undefined ? undefined : { first, count: last - first + 1 };
  };

  return {
    next: (span, extent, has, overscan, now) => {
      inFlight = inFlight.filter((asked) => now - asked.at < forgetAfter);
      if (inFlight.length >= maxInFlight) return undefined;
      const around = (rows: number) =>
        [
          Math.max(extent.first, span.first - rows),
          Math.min(extent.end, span.first + span.count + rows),
        ] as const;
      // Asks before the view gets there, and then for more, so that scrolling by lines asks once a page.
      if (missingIn(...around(Math.ceil(overscan / 2)), has) === undefined) return undefined;
      const missing = missingIn(...around(overscan), has);
      if (missing === undefined) return undefined;
      const request = ++lastRequest;
      const asked = { ...missing, count: Math.min(missing.count, maxCount), request, at: now };
      inFlight = [...inFlight, asked];
      return { first: asked.first, count: asked.count, request };
    },
    answered: (request, fruitful) => {
      const asked = inFlight.find((a) => a.request === request);
      inFlight = inFlight.filter((a) => a.request !== request);
      if (!fruitful && asked !== undefined) barren = asked;
    },
    renew: () => {
      barren = undefined;
    },
    reset: () => {
      inFlight = [];
      barren = undefined;
    },
  };
};
