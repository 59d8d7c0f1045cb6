import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as vscode from "vscode";
import { makeRows, type Picker } from "./offered-rows.ts";
import type { Item } from "./quick-pick-items.ts";
import { isChoice, type Offer, type Row } from "./quick-pick-rows.ts";
import { scoped } from "./scoped.ts";

export type { Choice, Hint, Offer, Row } from "./quick-pick-rows.ts";

/** A button beside a question's title; pressing it is an answer. */
export interface Button<A> {
  readonly icon: string;
  readonly tooltip: string;
  readonly value: A;
}

/** One question of a walk. */
export interface Question<A> {
  readonly title: string;
  readonly placeholder: string;
  /** Whether *Back* is offered. */
  readonly back: boolean;
  readonly offer: Offer<A>;
  /** What there is to choose later on, in place of that. */
  readonly live?: Stream.Stream<Offer<A>>;
  readonly buttons?: ReadonlyArray<Button<A>>;
  /** Details are searched as labels are. */
  readonly searchDetails?: boolean;
  /** What a typed text means, as rows behind the others. */
  readonly typed?: (text: string, rows: ReadonlyArray<Row<A>>) => ReadonlyArray<Row<A>>;
  /** What a typed text means, looked up when the typing pauses: rows before the others, the first of them for Enter. */
  readonly lookUp?: {
    readonly wants: (text: string, rows: ReadonlyArray<Row<A>>) => boolean;
    /** Says that it is being looked up. */
    readonly hint: string;
    readonly find: (
      text: string,
      rows: ReadonlyArray<Row<A>>,
    ) => Effect.Effect<ReadonlyArray<Row<A>>>;
  };
}

/** A question to which there may be several answers. */
export type ManyQuestion<A> = Pick<Question<A>, "title" | "placeholder" | "back" | "offer">;

/** How long (ms) typing must pause before a text is looked up. */
const typingPause = 250;
/** Work that takes less (ms) does not empty the pick: that would only flash. */
const flashMs = 100;

/** A question was left without an answer: for the one before, or for good. */
export type Leaving = { readonly _tag: "Back" } | { readonly _tag: "Left" };

/** How a question was left. */
export type Answer<A> = { readonly _tag: "Chosen"; readonly value: A } | Leaving;

/** One quick pick that asks question after question, and shows that it is busy between them. */
export interface Walk {
  readonly ask: <A>(question: Question<A>) => Effect.Effect<Answer<A>>;
  /** Asks for one or more of what is offered, each with a box to tick. */
  readonly askMany: <A>(question: ManyQuestion<A>) => Effect.Effect<Answer<ReadonlyArray<A>>>;
  /** Shows an empty, busy pick while `work` runs, if that takes long; *Back* and Escape interrupt it. */
  readonly whileBusy: <A, E, R>(
    shown: { readonly title: string; readonly placeholder: string; readonly back: boolean },
    work: Effect.Effect<A, E, R>,
  ) => Effect.Effect<{ readonly _tag: "Done"; readonly value: A } | Leaving, E, R>;
}

const toButton = ({ icon, tooltip }: Button<unknown>): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
});

const dress = (
  pick: Picker,
  shown: Omit<Question<unknown>, "offer" | "live">,
  buttons: ReadonlyArray<vscode.QuickInputButton> = [],
): void => {
  pick.title = shown.title;
  pick.placeholder = shown.placeholder;
  pick.prompt = undefined;
  pick.canSelectMany = false;
  pick.matchOnDetail = shown.searchDetails ?? false;
  pick.buttons = [...(shown.back ? [vscode.QuickInputButtons.Back] : []), ...buttons];
};

/** Runs what makes other offers, each shown by `show`; it never ends. */
const following = <A>(
  live: Stream.Stream<Offer<A>> | undefined,
  show: (offer: Offer<A>) => void,
): Effect.Effect<never> =>
  live === undefined
    ? Effect.never
    : Stream.runForEach(live, (offer) => Effect.sync(() => show(offer))).pipe(
        Effect.andThen(Effect.never),
      );

const makeWalk = (pick: Picker, leaving: Queue.Queue<Leaving>): Walk => {
  /** What is in the field was typed for the question that comes next. */
  let early = false;
  const emptyField = (): void => {
    // What is empty is not emptied again: it would take what is being typed on its way.
    if (!early && pick.value !== "") pick.value = "";
    early = false;
  };

  const ask = <A>(question: Question<A>): Effect.Effect<Answer<A>> =>
    Effect.gen(function* () {
      const { buttons = [], lookUp, typed } = question;
      const texts = yield* Queue.unbounded<string>();
      const answers = yield* Queue.unbounded<Answer<A>>();
      const removals = yield* Queue.unbounded<Effect.Effect<void>>();
      const rows = makeRows(pick, question.offer);
      /** The text in the field is being looked up, and Enter has been pressed on it. */
      let pending: { entered: boolean } | undefined;

      const answer = (value: A): void => {
        Queue.offerUnsafe(answers, { _tag: "Chosen", value });
      };
      const take = (row: Row<A> | undefined): void => {
        if (row !== undefined && isChoice(row)) answer(row.value);
      };
      const meaning = (text: string): ReadonlyArray<Row<A>> =>
        text === "" ? [] : (typed?.(text, rows.offered()) ?? []);
      const show = (text: string, lookedUp: ReadonlyArray<Row<A>>): void => {
        // What is in the field by now is another question.
        if (pick.value.trim() !== text || pending === undefined) return;
        const { entered } = pending;
        const rest = meaning(text);
        pending = undefined;
        rows.mean(rest, lookedUp, false);
        if (entered) take([...lookedUp, ...rest].find(isChoice));
      };
      const looking =
        lookUp === undefined
          ? Effect.never
          : Stream.fromQueue(texts).pipe(
              Stream.debounce(typingPause),
              Stream.switchMap((text) =>
                lookUp.wants(text, rows.offered())
                  ? Stream.fromEffect(
                      Effect.map(lookUp.find(text, rows.offered()), (found) => ({ found, text })),
                    )
                  : Stream.empty,
              ),
              Stream.runForEach(({ found, text }) => Effect.sync(() => show(text, found))),
              Effect.andThen(Effect.never),
            );

      const own = buttons.map((button) => ({ button, shown: toButton(button) }));
      // Every item was made from a row of this question: its value is an A.
      const rowOf = (item: Item<unknown> | undefined) => item?.row as Row<A> | undefined;
      yield* scoped(() =>
        pick.onDidAccept(() => {
          const row = rowOf(pick.activeItems[0]);
          if (pending !== undefined && (row === undefined || !isChoice(row)))
            pending.entered = true;
          else take(row);
        }),
      );
      yield* scoped(() =>
        pick.onDidTriggerButton((pressed) => {
          const found = own.find(({ shown }) => shown === pressed);
          if (found !== undefined) answer(found.button.value);
        }),
      );
      yield* scoped(() =>
        pick.onDidTriggerItemButton(({ item }) => {
          const row = rowOf(item);
          if (row === undefined || !isChoice(row) || row.remove === undefined) return;
          rows.remove(row);
          Queue.offerUnsafe(removals, row.remove.run);
        }),
      );
      const hear = (value: string): void => {
        const text = value.trim();
        const wanted = text !== "" && lookUp?.wants(text, rows.offered()) === true;
        pending = wanted ? { entered: false } : undefined;
        const hints =
          pending === undefined || lookUp === undefined
            ? []
            : [{ label: text, description: lookUp.hint }];
        rows.mean(meaning(text), hints, pending !== undefined);
        Queue.offerUnsafe(texts, text);
      };
      yield* scoped(() => pick.onDidChangeValue(hear));
      emptyField();
      dress(
        pick,
        question,
        own.map(({ shown }) => shown),
      );
      rows.draw(false);
      if (pick.value !== "") hear(pick.value);
      pick.show();
      return yield* Queue.take(answers).pipe(
        Effect.raceFirst(Queue.take(leaving)),
        Effect.raceFirst(looking),
        Effect.raceFirst(following(question.live, rows.show)),
        Effect.raceFirst(Effect.forever(Effect.flatten(Queue.take(removals)))),
      );
    }).pipe(Effect.scoped);

  const askMany: Walk["askMany"] = <A>(question: ManyQuestion<A>) =>
    Effect.gen(function* () {
      const answers = yield* Queue.unbounded<Answer<ReadonlyArray<A>>>();
      const rows = makeRows(pick, question.offer);
      const chosen = (): ReadonlyArray<A> =>
        pick.selectedItems.flatMap(({ row }) =>
          row !== undefined && isChoice(row) ? [row.value as A] : [],
        );
      yield* scoped(() =>
        pick.onDidAccept(() => {
          const value = chosen();
          if (value.length > 0) Queue.offerUnsafe(answers, { _tag: "Chosen", value });
        }),
      );
      emptyField();
      dress(pick, question);
      pick.canSelectMany = true;
      rows.draw(false);
      pick.show();
      return yield* Queue.take(answers).pipe(Effect.raceFirst(Queue.take(leaving)));
    }).pipe(Effect.scoped);

  return {
    ask,
    askMany,
    whileBusy: (shown, work) =>
      Effect.suspend(() => {
        emptyField();
        early = true;
        dress(pick, shown);
        pick.busy = true;
        // The work may ask something in a dialog, which takes the focus: whether a login program may run.
        pick.ignoreFocusOut = true;
        const empty = Effect.sync(() => {
          pick.items = [];
          pick.show();
        });
        return Effect.map(work, (value) => ({ _tag: "Done" as const, value })).pipe(
          Effect.raceFirst(Queue.take(leaving)),
          Effect.raceFirst(
            Effect.sleep(flashMs).pipe(Effect.andThen(empty), Effect.andThen(Effect.never)),
          ),
          Effect.ensuring(
            Effect.sync(() => {
              pick.ignoreFocusOut = false;
            }),
          ),
        );
      }),
  };
};

/** VS Code's quick pick, as a walk of questions. */
export class QuickPicks extends Context.Service<
  QuickPicks,
  { readonly walk: Effect.Effect<Walk, never, Scope.Scope> }
>()("podlog/QuickPicks") {
  static readonly layer: Layer.Layer<QuickPicks> = Layer.succeed(
    QuickPicks,
    QuickPicks.of({
      walk: Effect.gen(function* () {
        const pick = yield* scoped(() => vscode.window.createQuickPick<Item<unknown>>());
        const leaving = yield* Queue.unbounded<Leaving>();
        pick.ignoreFocusOut = false;
        pick.matchOnDescription = true;
        pick.keepScrollPosition = true;
        yield* scoped(() =>
          pick.onDidTriggerButton((button) => {
            if (button === vscode.QuickInputButtons.Back)
              Queue.offerUnsafe(leaving, { _tag: "Back" });
          }),
        );
        yield* scoped(() => pick.onDidHide(() => Queue.offerUnsafe(leaving, { _tag: "Left" })));
        return makeWalk(pick, leaving);
      }),
    }),
  );
}
