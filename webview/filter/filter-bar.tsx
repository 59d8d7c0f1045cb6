import { createEffect, For, on, Show, type JSX } from "solid-js";
import { printTerm } from "../../src/text/filter-parse.ts";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import { Select } from "../toolbar/select.tsx";
import { createFilterState, type FilterState } from "./filter-state.ts";
import "./filter-bar.css";

/** Lines around each hit that are on offer. */
const contexts: ReadonlyArray<number> = [0, 1, 2, 5, 10, 50];

const contextWords = (lines: number): string =>
  lines === 0 ? "No context" : `±${formatCount(lines)} ${lines === 1 ? "line" : "lines"}`;

/** The language in one glance. */
const help = `Show only lines that have all of these:
text   "two words"   -not this   /expression/i
level>=warn   source:app   status>=500   since:5m   until:10:30`;

const Chips = (props: {
  readonly filter: FilterState;
  /** A chip was taken away, and with it the button that had the keyboard. */
  readonly onRemoved: () => void;
}): JSX.Element => (
  <For each={props.filter.chips()}>
    {(term, i) => (
      <span class="chip" title={printTerm(term)}>
        <span class="words">{printTerm(term)}</span>
        <button
          type="button"
          class="chip-remove"
          title={`Remove ${printTerm(term)}`}
          aria-label={`Remove ${printTerm(term)}`}
          onClick={() => {
            props.filter.remove(i());
            props.onRemoved();
          }}
        >
          <span class="codicon codicon-close" aria-hidden="true" />
        </button>
      </span>
    )}
  </For>
);

/** The filter bar, only while it has something: chips, a field for more, and how many lines pass. */
export const FilterBar = (props: { readonly panel: Panel }): JSX.Element => {
  const filter = createFilterState(props.panel);
  let field: HTMLInputElement | undefined;
  let terms: HTMLDivElement | undefined;
  // The field is behind the chips: with many of them it must still be in sight.
  createEffect(() => {
    void [filter.chips(), filter.isOpen(), props.panel.passed() === undefined];
    queueMicrotask(() => {
      if (terms !== undefined) terms.scrollLeft = terms.scrollWidth;
    });
  });
  createEffect(
    on(
      filter.wishes,
      () => {
        queueMicrotask(() => {
          field?.focus();
          field?.select();
        });
      },
      { defer: true },
    ),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") filter.take();
    else if (event.key === "Backspace" && filter.draft() === "" && filter.chips().length > 0)
      filter.untake();
    else if (event.key === "Escape") {
      if (filter.draft() !== "") filter.type("");
      else {
        filter.close();
        props.panel.perform("focusList");
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Show when={filter.isOpen()}>
      <div class="filter-bar" role="search" aria-label="Filter">
        <span class="codicon codicon-filter" aria-hidden="true" />
        <div
          class="filter-terms"
          ref={(element) => {
            terms = element;
          }}
        >
          <Chips filter={filter} onRemoved={() => field?.focus()} />
          <span class="filter-field" classList={{ wrong: filter.problem() !== undefined }}>
            <input
              type="text"
              aria-label="Filter lines"
              aria-invalid={filter.problem() !== undefined}
              aria-describedby={filter.problem() === undefined ? undefined : "filter-problem"}
              placeholder={
                filter.chips().length > 0
                  ? "Type to filter…"
                  : "Filter: text, -text, /expression/, level>=warn, status>=500"
              }
              title={help}
              spellcheck={false}
              autocomplete="off"
              value={filter.draft()}
              ref={(input) => {
                field = input;
              }}
              onInput={(event) => filter.type(event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
          </span>
        </div>
        <Show when={filter.problem()}>
          {(words) => (
            <div class="filter-problem" id="filter-problem" role="alert">
              {words()}
            </div>
          )}
        </Show>
        <Select
          class="context"
          label="Lines of context"
          title="Lines to show around each that passes"
          value={String(filter.context())}
          disabled={false}
          onChoose={(value) => filter.setContext(Number(value))}
        >
          <For
            each={contexts.includes(filter.context()) ? contexts : [...contexts, filter.context()]}
          >
            {(lines) => <option value={String(lines)}>{contextWords(lines)}</option>}
          </For>
        </Select>
        <Show when={props.panel.passed()}>
          {(passed) => (
            <span
              class="filter-count"
              title={passed().whole ? "Lines that pass, of the lines loaded" : "Still looking"}
            >
              {`${formatCount(passed().hits)}${passed().whole ? "" : "+"} of ${formatCount(passed().of)}`}
              <span class="unit"> lines</span>
            </span>
          )}
        </Show>
        <button
          type="button"
          class="tool"
          title="Clear Filter"
          aria-label="Clear filter"
          onClick={() => {
            filter.clear();
            props.panel.perform("focusList");
          }}
        >
          <span class="codicon codicon-close" aria-hidden="true" />
        </button>
      </div>
    </Show>
  );
};
