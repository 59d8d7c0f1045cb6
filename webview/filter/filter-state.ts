import {
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
  type Accessor,
} from "solid-js";
import type { Term } from "../../src/text/filter.ts";
import { parseFilter, printFilter } from "../../src/text/filter-parse.ts";
import type { Panel } from "../panel.ts";

/** The filter as the bar has it: terms that are chips, and what is being typed. */
export interface FilterState {
  readonly isOpen: Accessor<boolean>;
  readonly chips: Accessor<ReadonlyArray<Term>>;
  readonly draft: Accessor<string>;
  readonly context: Accessor<number>;
  /** What is wrong, in what is typed or with the filter as the host runs it. */
  readonly problem: Accessor<string | undefined>;
  /** Grows with each wish to have the focus in the field. */
  readonly wishes: Accessor<number>;
  readonly type: (draft: string) => void;
  /** Makes chips of what was typed, if it can be read. */
  readonly take: () => void;
  readonly remove: (chip: number) => void;
  /** Puts the last chip back into the field, to be changed. */
  readonly untake: () => void;
  readonly setContext: (lines: number) => void;
  /** No filter, and no bar. */
  readonly clear: () => void;
  readonly close: () => void;
}

/** What is typed is applied so many ms after the last key. */
const pause = 150;

/** The filter of a panel; must run inside a component. */
export const createFilterState = (panel: Panel): FilterState => {
  const [opened, setOpened] = createSignal(false);
  const [chips, setChips] = createSignal<ReadonlyArray<Term>>([]);
  const [draft, setDraft] = createSignal("");
  const [context, setContext] = createSignal(0);
  const [wishes, setWishes] = createSignal(0);
  let told = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const read = createMemo(() => parseFilter(draft()));
  const text = () => [printFilter(chips()), draft().trim()].filter((part) => part !== "").join(" ");

  const apply = () => {
    clearTimeout(timer);
    timer = undefined;
    // What cannot be read changes nothing.
    if (untrack(read).problems.length > 0) return;
    const wanted = untrack(text);
    if (wanted === told && untrack(context) === untrack(panel.filter).context) return;
    told = wanted;
    panel.chooseFilter(wanted, untrack(context));
  };

  // What the host has that was not typed here: of a view before this one, or of a row's menu.
  createEffect(
    on(panel.filter, (filter) => {
      setContext(filter.context);
      if (filter.text === told) return;
      told = filter.text;
      setChips(parseFilter(filter.text).filter);
      setDraft("");
    }),
  );

  const isOpen = createMemo(() => opened() || chips().length > 0 || panel.filter().text !== "");

  onCleanup(
    panel.onPerform((what) => {
      if (what !== "filter") return;
      setOpened(true);
      setWishes(untrack(wishes) + 1);
    }),
  );

  const clear = () => {
    setChips([]);
    setDraft("");
    setOpened(false);
    apply();
  };

  return {
    isOpen,
    chips,
    draft,
    context,
    wishes,
    problem: () => read().problems[0]?.sentence ?? panel.filter().problem?.sentence,
    type: (next) => {
      setDraft(next);
      clearTimeout(timer);
      timer = setTimeout(apply, pause);
    },
    take: () => {
      const { filter, problems } = untrack(read);
      if (problems.length > 0) return;
      setChips([...untrack(chips), ...filter]);
      setDraft("");
      apply();
    },
    remove: (chip) => {
      setChips(untrack(chips).filter((_, i) => i !== chip));
      apply();
    },
    untake: () => {
      const last = untrack(chips).at(-1);
      if (last === undefined) return;
      setChips(untrack(chips).slice(0, -1));
      setDraft(printFilter([last]));
    },
    setContext: (lines) => {
      setContext(lines);
      apply();
    },
    clear,
    close: () => {
      if (untrack(text) === "") clear();
    },
  };
};
