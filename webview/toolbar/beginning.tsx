import { For, Show, type Accessor, type JSX } from "solid-js";
import { instantFromMillis, type Instant } from "../../src/domain/instant.ts";
import { usualSinces, sinceInstant, sinceWords, type Since } from "../../src/domain/since.ts";
import type { LineLimit } from "../../src/domain/target.ts";
import { formatCount, formatLocal } from "../../src/text/time.ts";
import { sinceOf, type Clock } from "../../src/text/when.ts";
import { offsetHere } from "../list/time.ts";
import type { Panel } from "../panel.ts";
import { Select } from "./select.tsx";
import { ValueField, type Typed } from "./value-field.tsx";

/** The limits on offer (T1). */
export const offeredLimits: ReadonlyArray<LineLimit> = [50, 100, 500, 1000, 5000, "all"];

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** `1,000 lines`, `All lines`. */
export const limitWords = (limit: LineLimit): string =>
  limit === "all" ? "All lines" : limit === 1 ? "1 line" : `${formatCount(limit)} lines`;

/** A limit as typed; separators are taken as people write them. */
const readLimit = (text: string): Typed<LineLimit> => {
  const plain = text.trim().replaceAll(/[\s,._']/g, "");
  if (plain.toLowerCase() === "all") return { value: "all" };
  const limit = /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
  return limit >= 1 && limit <= 10_000_000
    ? { value: limit }
    : { wrong: 'A whole number from 1 to 10,000,000, or "all"' };
};

/** The present, and the zone that a panel's times are in: a typed time is meant as times are shown. */
const clockOf = (panel: Panel): Clock => ({
  now: instantFromMillis(Date.now()),
  offsetAt: panel.timestamps() === "utc" ? () => 0 : offsetHere,
});

/** A moment as the panel shows times, no longer than it has to be: `10:30`, `10:30:45`, `2026-11-25 10:30`. */
const momentWords = (since: Since, clock: Clock): string => {
  const whole = (instant: Instant) => formatLocal(instant, clock.offsetAt);
  const text = whole(sinceInstant(since, clock.now));
  const date = text.slice(0, 10);
  const time = text.slice(11, text.slice(17, 19) === "00" ? 16 : 19);
  return date === whole(clock.now).slice(0, 10) ? time : `${date} ${time}`;
};

/** Whether two beginnings are one. */
export const isSameSince = (a: Since, b: Since | undefined): boolean =>
  b !== undefined && sinceWords(a) === sinceWords(b);

/** The times on offer (S10), and the one that was typed. */
export const sincesOf = (own: Since | undefined): ReadonlyArray<Since> =>
  own === undefined || usualSinces.some((usual) => isSameSince(usual, own))
    ? usualSinces
    : [...usualSinces, own];

/** `Last 15 min`, `Since 10:30`. */
export const shortSince = (since: Since, panel: Panel): string =>
  since._tag === "Ago" ? capital(sinceWords(since)) : `Since ${momentWords(since, clockOf(panel))}`;

const wholeWords = (at: Instant): string => capital(sinceWords({ _tag: "At", at }));

/** A beginning as typed: `20m`, `10:30`, a date. */
export const readSince = (text: string, clock: Clock): Typed<Since> => {
  const since = sinceOf(text, clock);
  if (since === undefined) return { wrong: "A time like 15m, 10:30 or 2026-11-25 10:30" };
  if (since._tag === "Ago")
    return since.seconds >= 1 && since.seconds <= 10 * 366 * 86_400
      ? { value: since, means: wholeWords({ ...sinceInstant(since, clock.now), nanos: 0 }) }
      : { wrong: "From 1 s to 10 years" };
  if (since.at.seconds > clock.now.seconds) return { wrong: "This time is still to come" };
  return since.at.seconds < 0
    ? { wrong: "No container is so old" }
    : { value: since, means: wholeWords(since.at) };
};

/** What of the beginning is being typed, if anything. */
export type Typing = "limit" | "time" | undefined;

/** Where the log begins: so many lines before its end for each container, or at a time; others can be typed. */
export const Beginning = (props: {
  readonly panel: Panel;
  readonly disabled: boolean;
  readonly typing: Accessor<Typing>;
  readonly setTyping: (typing: Typing) => void;
}): JSX.Element => {
  let control: HTMLSpanElement | undefined;
  const limit = () => props.panel.lineLimit();
  const since = () => props.panel.since();
  const ownLimit = () => (offeredLimits.includes(limit()) ? undefined : limit());
  const value = () => {
    const begun = since();
    return begun === undefined ? `lines ${limit()}` : `since ${sinceWords(begun)}`;
  };
  const title = () => {
    const begun = since();
    return begun === undefined
      ? `Lines of the past to show, per container: ${limitWords(limit())}`
      : `${capital(sinceWords(begun))}, for each container; older lines load at the top`;
  };
  const short = () => {
    const begun = since();
    if (begun !== undefined) return shortSince(begun, props.panel).replace(/^\w+ /, "");
    return limit() === "all" ? "All" : limitWords(limit()).replace(/ .*/, "");
  };
  const choose = (chosen: string) => {
    if (chosen === "limit" || chosen === "time") return props.setTyping(chosen);
    const begun = sincesOf(since()).find((one) => `since ${sinceWords(one)}` === chosen);
    if (begun !== undefined) return props.panel.chooseSince(begun);
    const lines = chosen.slice("lines ".length);
    props.panel.chooseLineLimit(lines === "all" ? "all" : Number(lines));
  };
  const done = (byKey: boolean) => {
    props.setTyping(undefined);
    if (byKey) control?.querySelector("select")?.focus();
  };
  return (
    <span
      class="beginning"
      ref={(element) => {
        control = element;
      }}
    >
      <Show when={props.typing() === undefined}>
        <Select
          class="limit"
          label="Line limit or time"
          title={title()}
          value={value()}
          short={short()}
          disabled={props.disabled}
          onChoose={choose}
        >
          <optgroup label="Lines">
            <For each={offeredLimits}>
              {(offered) => <option value={`lines ${offered}`}>{limitWords(offered)}</option>}
            </For>
            <Show when={ownLimit()}>
              {(own) => <option value={`lines ${own()}`}>{limitWords(own())}</option>}
            </Show>
            <option value="limit">Custom…</option>
          </optgroup>
          <optgroup label="Since">
            <For each={sincesOf(since())}>
              {(offered) => (
                <option value={`since ${sinceWords(offered)}`}>
                  {shortSince(offered, props.panel)}
                </option>
              )}
            </For>
            <option value="time">A time…</option>
          </optgroup>
        </Select>
      </Show>
      <Show when={props.typing() === "limit"}>
        <ValueField
          label="Line limit"
          title="Lines of the past to show, per container: Enter to take, Escape to leave"
          start={String(limit())}
          read={readLimit}
          onDone={(chosen, byKey) => {
            done(byKey);
            if (chosen !== undefined) props.panel.chooseLineLimit(chosen);
          }}
        />
      </Show>
      <Show when={props.typing() === "time"}>
        <ValueField
          label="Since"
          title="Where the log begins: Enter to take, Escape to leave"
          start=""
          placeholder="15m, 10:30, …"
          read={(text) => readSince(text, clockOf(props.panel))}
          onDone={(chosen, byKey) => {
            done(byKey);
            if (chosen !== undefined) props.panel.chooseSince(chosen);
          }}
        />
      </Show>
    </span>
  );
};
