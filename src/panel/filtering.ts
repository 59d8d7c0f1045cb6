import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { instantFromMillis } from "../domain/instant.ts";
import { filterSentence } from "../domain/search-problem.ts";
import type { ScanProblem } from "../protocol/find.ts";
import {
  changedChoice,
  hidesAny,
  type SourceChange,
  type SourceChoice,
} from "../protocol/sources.ts";
import type { Passed, Span } from "../search/messages.ts";
import type { Search } from "../search/search.ts";
import type { Store } from "../store/store.ts";
import type { SourcesView } from "../store/sources-view.ts";
import { FilteredView } from "../store/views.ts";
import { parseFilter } from "../text/filter-parse.ts";
import { chosenSources, filters } from "./reading.ts";
import { RowList } from "./row-list.ts";
import type { Viewing } from "./viewing.ts";
import { localOffset } from "./zone.ts";

/** A filter as the user sets it: its text, lines of context, and the row where they are. */
export interface FilterRequest {
  readonly text: string;
  readonly context: number;
  readonly near: number;
}

/** What the user does to the choice of sources, and the row where they are. */
export interface SourcesRequest {
  readonly change: SourceChange;
  readonly near: number;
}

/** The filter of a panel, and its choice of sources. */
export interface Filtering {
  readonly set: (request: FilterRequest) => Effect.Effect<void>;
  readonly choose: (request: SourcesRequest) => Effect.Effect<void>;
  /** Goes on with the same filter over other rows. */
  readonly renew: Effect.Effect<void>;
}

/**
 * The list of before stays for so long, in ms, while rows around the user are looked for (F5), and longer only until
 * there is a first one, or it is known that there is none.
 */
const patienceMs = 300;

/** What a change of the choice of sources has come to, in a few words. */
const choiceWords = (choice: SourceChoice, change: SourceChange): string => {
  if (change._tag === "ShowAll" || !hidesAny(choice)) return "All sources are shown";
  switch (change._tag) {
    case "Hide":
      return `${change.name} is hidden`;
    case "Unhide":
      return `${change.name} is shown`;
    case "Solo":
      return `Only ${change.name} is shown`;
  }
};

/** Whether as many passing rows are known on both sides of a row as a view can show, or all that there are. */
const fillsView = (
  view: FilteredView,
  seen: Span,
  store: Store,
  near: number,
  height: number,
): boolean => {
  const at = view.nearest(near);
  if (at === undefined) return false;
  return (
    (at - view.first >= height || seen.from <= store.first) &&
    (view.end - at >= height || seen.to >= store.end)
  );
};

/** The filter and the choice of sources of a panel, by the search of its store. */
export const makeFiltering = (
  viewing: Viewing,
  search: Effect.Effect<Search>,
): Effect.Effect<Filtering, never, Scope.Scope> =>
  Effect.gen(function* () {
    const running = yield* FiberHandle.make<void>();

    /** Looks at all rows, and those that come, for a view that is `shown`, or will be once it can be. */
    const scan = Effect.fnUntraced(function* (
      view: FilteredView,
      sources: SourcesView | undefined,
      near: number,
      isShown: boolean,
    ) {
      const reading = viewing.reading;
      const { filter } = parseFilter(reading.filter.text);
      // Other rows may begin before this is ended: what passed of these is nothing to them.
      const { run } = reading;
      let shown = isShown;
      let seen: Span | undefined;
      let whole = false;
      let late = false;
      reading.filtered &&= !isShown;
      const show = (): void => {
        if (shown || reading.run !== run) return;
        shown = true;
        reading.filtered = whole;
        viewing.show(new RowList(reading.store, view, reading.list.folds, sources), near);
      };
      const take = (passed: Passed): void => {
        if (reading.run !== run) return;
        sources?.grow();
        view.extend(passed);
        view.evictBefore(reading.store.first);
        seen = {
          from: Math.min(seen?.from ?? passed.from, passed.from),
          to: Math.max(seen?.to ?? passed.to, passed.to),
        };
        whole ||= passed.whole;
        if (!shown) {
          const fills = fillsView(view, seen, reading.store, near, viewing.link.height());
          if (whole || fills || (late && view.first < view.end)) show();
          return;
        }
        reading.filtered = whole;
        reading.list.grow();
        viewing.tell();
      };
      const breakOff = (what: Exclude<ScanProblem["what"], "wrong">): void => {
        if (reading.run !== run) return;
        show();
        const problem = { what, sentence: filterSentence({ what }) };
        viewing.change({ filter: { ...reading.filter, problem } });
      };
      const stopWaiting = (): void => {
        late = true;
        if (view.first < view.end) show();
      };
      yield* Effect.forkScoped(Effect.andThen(Effect.sleep(patienceMs), Effect.sync(stopWaiting)));
      const clock = {
        now: instantFromMillis(yield* Clock.currentTimeMillis),
        // A time is meant as times are shown.
        offsetAt: reading.shown.options.timestamps === "utc" ? () => 0 : localOffset,
      };
      yield* (yield* search).filter(filter, clock, near).pipe(
        Stream.runForEach((passed) => Effect.sync(() => take(passed))),
        Effect.catchTags({
          ExpressionTooSlow: () => Effect.sync(() => breakOff("slow")),
          SearchStopped: (error) =>
            Effect.andThen(
              Effect.logError("A filter's search broke off", error.cause),
              Effect.sync(() => breakOff("stopped")),
            ),
        }),
      );
    }, Effect.scoped);

    /** Shows the rows of the chosen sources that pass the filter: at once without one, else as the scan finds them. */
    const apply = Effect.fnUntraced(function* (near: number) {
      const reading = viewing.reading;
      const { filter, list, store } = reading;
      const sources = chosenSources(reading);
      if (filters(filter.text)) {
        const view = new FilteredView(filter.context, sources);
        return yield* Effect.asVoid(FiberHandle.run(running, scan(view, sources, near, false)));
      }
      yield* FiberHandle.clear(running);
      if (!list.whole || sources !== undefined)
        viewing.show(new RowList(store, undefined, list.folds, sources), near);
    });

    return {
      set: ({ context, near, text }) =>
        Effect.suspend(() => {
          viewing.change({ filter: { text, context } });
          return apply(near);
        }),
      choose: ({ change, near }) =>
        Effect.suspend(() => {
          const { shown } = viewing.reading;
          const choice = changedChoice(shown.choice, change, shown.sources);
          viewing.change({ shown: { ...shown, choice } });
          viewing.send({ _tag: "Said", text: choiceWords(choice, change) });
          return apply(near);
        }),
      renew: Effect.suspend(() => {
        const { list, store } = viewing.reading;
        const { filtered, sources } = list;
        return filtered === undefined
          ? FiberHandle.clear(running)
          : Effect.asVoid(FiberHandle.run(running, scan(filtered, sources, store.end, true)));
      }),
    };
  });
