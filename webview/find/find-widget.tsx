import { createEffect, on, Show, type JSX } from "solid-js";
import type { FindQuery } from "../../src/protocol/find.ts";
import { formatCount } from "../../src/text/time.ts";
import type { Find } from "./find.ts";
import "./find-widget.css";

type Toggle = "caseSensitive" | "wholeWord" | "regex";

/** The editor's own toggles: order, icons, words and keys. */
const toggles: ReadonlyArray<{
  readonly name: Toggle;
  readonly icon: string;
  readonly words: string;
  readonly code: string;
}> = [
  { name: "caseSensitive", icon: "case-sensitive", words: "Match Case", code: "KeyC" },
  { name: "wholeWord", icon: "whole-word", words: "Match Whole Word", code: "KeyW" },
  { name: "regex", icon: "regex", words: "Use Regular Expression", code: "KeyR" },
];

const onMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform);
const toggleKey = (code: string): string =>
  onMac() ? `⌥⌘${code.slice(3)}` : `Alt+${code.slice(3)}`;

const with_ = (query: FindQuery, name: Toggle): Partial<FindQuery> => ({ [name]: !query[name] });

/** Where the user is among the matches, in the editor's words. */
const countOf = (find: Find): string => {
  const found = find.finding();
  if (find.query().text === "" || found === undefined)
    return find.query().text === "" ? "No results" : "";
  if (found.total === 0) return found.whole ? "No results" : "Searching…";
  const more = found.whole ? "" : "+";
  const index = found.current === undefined ? "?" : formatCount(found.current.index + 1);
  return `${index} of ${formatCount(found.total)}${more}`;
};

/** The find widget, as the editor has it: the field with its toggles, the count, the ways, and the way out. */
export const FindWidget = (props: { readonly find: Find }): JSX.Element => {
  let field: HTMLInputElement | undefined;
  createEffect(
    on(props.find.wishes, () => {
      queueMicrotask(() => {
        field?.focus();
        field?.select();
      });
    }),
  );
  const wrong = () => props.find.problem() !== undefined;
  const nothing = () => {
    const found = props.find.finding();
    return (
      found !== undefined && found.total === 0 && found.whole && props.find.query().text !== ""
    );
  };
  const canGo = () => (props.find.finding()?.total ?? 0) > 0;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") props.find.close();
    else if (event.key === "Enter" && event.target === field)
      props.find.go(event.shiftKey ? -1 : 1);
    else if (event.key === "F3") props.find.go(event.shiftKey ? -1 : 1);
    else if (event.altKey && !event.shiftKey && !event.ctrlKey) {
      const toggle = toggles.find(({ code }) => code === event.code);
      if (toggle === undefined || (onMac() && !event.metaKey)) return;
      props.find.change(with_(props.find.query(), toggle.name));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="find-widget" role="dialog" aria-label="Find" onKeyDown={onKeyDown}>
      <div class="find-field" classList={{ wrong: wrong(), nothing: nothing() && !wrong() }}>
        <input
          type="text"
          class="find-input"
          placeholder="Find"
          aria-label="Find"
          aria-invalid={wrong()}
          aria-describedby={wrong() ? "find-problem" : undefined}
          spellcheck={false}
          autocomplete="off"
          value={props.find.query().text}
          ref={(input) => {
            field = input;
          }}
          onInput={(event) => props.find.change({ text: event.currentTarget.value })}
        />
        {toggles.map(({ name, icon, words, code }) => (
          <button
            type="button"
            class="tool find-toggle"
            classList={{ pressed: props.find.query()[name] }}
            title={`${words} (${toggleKey(code)})`}
            aria-label={words}
            aria-pressed={props.find.query()[name]}
            onClick={() => {
              props.find.change(with_(props.find.query(), name));
              field?.focus();
            }}
          >
            <span class={`codicon codicon-${icon}`} aria-hidden="true" />
          </button>
        ))}
        <Show when={props.find.problem()}>
          {(words) => (
            <div class="find-problem" id="find-problem" role="alert">
              {words()}
            </div>
          )}
        </Show>
      </div>
      <span class="find-count" classList={{ nothing: nothing() }}>
        {countOf(props.find)}
      </span>
      <button
        type="button"
        class="tool"
        title="Previous Match (Shift+Enter)"
        aria-label="Previous match"
        disabled={!canGo()}
        onClick={() => props.find.go(-1)}
      >
        <span class="codicon codicon-arrow-up" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="tool"
        title="Next Match (Enter)"
        aria-label="Next match"
        disabled={!canGo()}
        onClick={() => props.find.go(1)}
      >
        <span class="codicon codicon-arrow-down" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="tool"
        title="Close (Escape)"
        aria-label="Close find"
        onClick={() => props.find.close()}
      >
        <span class="codicon codicon-close" aria-hidden="true" />
      </button>
    </div>
  );
};
