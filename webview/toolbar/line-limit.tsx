import { createSignal, For, Show, type JSX } from "solid-js";
import type { LineLimit } from "../../src/domain/target.ts";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import { Select } from "./select.tsx";
import "./line-limit.css";

/** The limits on offer (T1). */
export const offeredLimits: ReadonlyArray<LineLimit> = [50, 100, 500, 1000, 5000, "all"];

/** `1,000 lines`, `All lines`. */
export const limitWords = (limit: LineLimit): string =>
  limit === "all" ? "All lines" : limit === 1 ? "1 line" : `${formatCount(limit)} lines`;

/** A limit as typed, or what is wrong with it; separators are taken as people write them. */
export const readLimit = (
  text: string,
): { readonly limit: LineLimit } | { readonly wrong: string } => {
  const plain = text.trim().replaceAll(/[\s,._']/g, "");
  if (plain.toLowerCase() === "all") return { limit: "all" };
  const limit = /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
  return limit >= 1 && limit <= 10_000_000
    ? { limit }
    : { wrong: 'A whole number from 1 to 10,000,000, or "all"' };
};

/** How many lines of the past are asked for, per container; another number can be typed. */
export const LineLimitSelect = (props: {
  readonly panel: Panel;
  readonly disabled: boolean;
}): JSX.Element => {
  const [typing, setTyping] = createSignal(false);
  let control: HTMLSpanElement | undefined;
  const limit = () => props.panel.lineLimit();
  const custom = () => (offeredLimits.includes(limit()) ? undefined : limit());
  return (
    <span
      class="limit-control"
      ref={(element) => {
        control = element;
      }}
    >
      <Show
        when={typing()}
        fallback={
          <Select
            class="limit"
            label="Line limit"
            title={`Lines of the past to show, per container: ${limitWords(limit())}`}
            value={String(limit())}
            disabled={props.disabled}
            onChoose={(value) => {
              if (value === "custom") setTyping(true);
              else props.panel.chooseLineLimit(value === "all" ? "all" : Number(value));
            }}
          >
            <For each={offeredLimits}>
              {(offered) => <option value={String(offered)}>{limitWords(offered)}</option>}
            </For>
            <Show when={custom()}>
              {(own) => <option value={String(own())}>{limitWords(own())}</option>}
            </Show>
            <option value="custom">Custom…</option>
          </Select>
        }
      >
        <LimitField
          start={String(limit())}
          onDone={(chosen, byKey) => {
            setTyping(false);
            if (byKey) control?.querySelector("select")?.focus();
            if (chosen !== undefined) props.panel.chooseLineLimit(chosen);
          }}
        />
      </Show>
    </span>
  );
};

/** A field for a limit of one's own: Enter takes it, Escape and leaving do not. */
const LimitField = (props: {
  readonly start: string;
  readonly onDone: (chosen: LineLimit | undefined, byKey: boolean) => void;
}): JSX.Element => {
  const [text, setText] = createSignal(props.start);
  let field: HTMLInputElement | undefined;
  let done = false;
  const finish = (chosen: LineLimit | undefined, byKey: boolean) => {
    if (done) return;
    done = true;
    // An element that is removed need not lose the focus by an event, and the host waits for one.
    field?.blur();
    props.onDone(chosen, byKey);
  };
  const wrong = () => {
    const read = readLimit(text());
    return "wrong" in read ? read.wrong : undefined;
  };
  return (
    <span class="limit-field">
      <input
        type="text"
        inputmode="numeric"
        value={props.start}
        aria-label="Line limit"
        aria-invalid={wrong() !== undefined}
        aria-describedby="limit-wrong"
        title="Lines of the past to show, per container: Enter to take, Escape to leave"
        ref={(input) => {
          field = input;
          queueMicrotask(() => {
            input.focus();
            input.select();
          });
        }}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => finish(undefined, false)}
        onKeyDown={(event) => {
          if (event.key === "Escape") finish(undefined, true);
          if (event.key !== "Enter") return;
          const read = readLimit(text());
          if ("limit" in read) finish(read.limit, true);
        }}
      />
      <Show when={wrong()}>
        {(words) => (
          <span class="wrong" id="limit-wrong" role="alert">
            {words()}
          </span>
        )}
      </Show>
    </span>
  );
};
