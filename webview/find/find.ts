import {
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
  type Accessor,
} from "solid-js";
import type { FindQuery } from "../../src/protocol/find.ts";
import { compileSearch, type Matcher } from "../../src/text/search.ts";
import type { ListView } from "../list/list-view.ts";
import { plainTextOf } from "../list/row-text.ts";
import type { Panel } from "../panel.ts";
import type { Finding } from "../told.ts";
import { endsOf, isEmpty } from "../selection/selection.ts";

/** A find in the panel: what is looked for, how far it is, and the ways round the matches. */
export interface Find {
  readonly isOpen: Accessor<boolean>;
  readonly query: Accessor<FindQuery>;
  /** Grows with each wish to have the focus in the field. */
  readonly wishes: Accessor<number>;
  readonly finding: Accessor<Finding | undefined>;
  /** Why there is nothing to be found: the expression is wrong, or was ended. */
  readonly problem: Accessor<string | undefined>;
  readonly change: (change: Partial<FindQuery>) => void;
  readonly go: (step: 1 | -1) => void;
  readonly openWith: (text: string) => void;
  /** What is selected within one row, as the editor takes it for its search. */
  readonly selectedText: () => string | undefined;
  readonly close: () => void;
}

const nothing: FindQuery = { text: "", caseSensitive: false, wholeWord: false, regex: false };

/** A selection longer than this is no search. */
const maxSeed = 500;

/** The find of a panel over its list; must run inside a component. */
export const createFind = (panel: Panel, view: ListView, focusList: () => void): Find => {
  const kept = panel.restored?.find;
  const [isOpen, setOpen] = createSignal(false);
  const [query, setQuery] = createSignal<FindQuery>(kept ?? nothing);
  const [wishes, setWishes] = createSignal(0);
  /** The find that was told to the host last; 0 before any. */
  const [number, setNumber] = createSignal(0);
  /** The find of a view that came back, until its user goes on: the view stands where it stood (P4). */
  let cameBack = 0;
  let matcher: Matcher | undefined;

  const compiled = createMemo(() => compileSearch(query()));
  const finding = createMemo(() => {
    const told = panel.finding();
    return told !== undefined && told.find === number() ? told : undefined;
  });
  const problem = createMemo(() => {
    const ready = compiled();
    return ready._tag === "Wrong" ? ready.reason : finding()?.problem?.sentence;
  });

  const near = () => {
    const current = untrack(finding)?.current;
    return current !== undefined && view.isInView(current.row) ? current.row : view.near();
  };

  const tell = () => {
    const ready = untrack(compiled);
    // A wrong expression changes nothing.
    if (ready._tag === "Wrong") return;
    const from = near();
    matcher = ready.matcher;
    const asked = untrack(query);
    view.rememberFind(asked);
    setNumber(number() + 1);
    panel.post({ _tag: "Find", find: untrack(number), query: asked, near: from });
    paint();
  };

  /** Once the host has found that the expression comes to an end, it may run here on the rows in view. */
  const paint = () => {
    const told = untrack(finding);
    const drawn = untrack(isOpen) && told !== undefined && told.problem === undefined;
    view.painting.seek(
      drawn && matcher !== undefined && told.total > 0
        ? { matcher, current: told.current }
        : undefined,
    );
    view.redraw();
  };

  createEffect(
    on(finding, (told) => {
      if (!untrack(isOpen) || told === undefined) return;
      const { current, go } = told;
      if (go && told.find !== cameBack && current !== undefined && current.epoch === panel.epoch())
        view.goToRow(current.position);
      paint();
    }),
  );

  const open = (text: string | undefined) => {
    setWishes(untrack(wishes) + 1);
    const wasOpen = untrack(isOpen);
    setOpen(true);
    if (text !== undefined && text !== untrack(query).text) setQuery({ ...untrack(query), text });
    else if (wasOpen) return;
    tell();
  };

  const selectedText = (): string | undefined => {
    const selection = view.selecting.get();
    if (selection === undefined || selection.whole || isEmpty(selection)) return undefined;
    const { from, to } = endsOf(selection);
    if (from.row !== to.row || to.at - from.at > maxSeed) return undefined;
    for (const slot of view.pool.shown()) {
      const shown = untrack(slot.view);
      if (shown !== undefined && panel.rows.numberAt(shown.position) === from.row)
        return plainTextOf(shown).slice(from.at, to.at);
    }
    return undefined;
  };

  const go = (step: 1 | -1) => {
    if (untrack(compiled)._tag === "Wrong") return;
    cameBack = 0;
    const current = untrack(finding)?.current;
    const moved = current === undefined || !view.isInView(current.row);
    panel.post({
      _tag: "FindGo",
      find: untrack(number),
      step,
      ...(moved ? { from: view.near() } : {}),
    });
  };

  const close = () => {
    if (!untrack(isOpen)) return;
    setOpen(false);
    view.rememberFind(undefined);
    panel.post({ _tag: "FindStop" });
    paint();
    focusList();
  };

  // A view that was hidden with its find widget open has it open again.
  if (kept !== undefined) {
    setOpen(true);
    createEffect(
      on(
        () => panel.shown() !== undefined,
        (ready) => {
          if (!ready || untrack(number) > 0) return;
          tell();
          cameBack = untrack(number);
        },
      ),
    );
  }
  // Another run has other rows: what was found is void.
  let run = panel.run();
  createEffect(() => {
    void panel.counts();
    if (panel.run() === run) return;
    run = panel.run();
    if (untrack(isOpen) && untrack(number) > 0) tell();
  });

  onCleanup(
    panel.onPerform((what) => {
      if (what === "find") open(selectedText());
      else if (what === "findNext" || what === "findPrevious") {
        if (!untrack(isOpen)) open(selectedText());
        else go(what === "findNext" ? 1 : -1);
      }
    }),
  );

  return {
    isOpen,
    query,
    wishes,
    finding,
    problem,
    change: (change) => {
      setQuery({ ...untrack(query), ...change });
      tell();
    },
    go,
    openWith: (text) => open(text),
    selectedText,
    close,
  };
};
