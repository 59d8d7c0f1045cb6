import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

/** One thing to choose. */
export interface Choice<A> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon. */
  readonly icon?: string;
  readonly value: A;
  /** Shown whatever is typed. */
  readonly always?: boolean;
  /** The heading that this and the following choices stand under. */
  readonly under?: string;
}

/** A row that only says something: choosing it does nothing. */
export type Hint = Omit<Choice<never>, "value">;

/** One question of a walk. */
export interface Question<A> {
  readonly title: string;
  readonly placeholder: string;
  /** Which of how many, when the walk has several. */
  readonly step?: number;
  readonly steps?: number;
  /** Whether *Back* is offered. */
  readonly back: boolean;
  readonly choices: ReadonlyArray<Choice<A>>;
  /** What a text that nothing matches means, as a choice of its own. */
  readonly typed?: (text: string) => Choice<A> | undefined;
  /** What a typed text means, looked up when the typing pauses: rows before the choices, the first of them for Enter. */
  readonly lookUp?: (text: string) => Effect.Effect<ReadonlyArray<Choice<A> | Hint>>;
}

/** How long (ms) typing must pause before a text is looked up. */
const typingPause = 250;

/** How a question was left. */
export type Answer<A> =
  | { readonly _tag: "Chosen"; readonly value: A }
  | { readonly _tag: "Back" }
  | { readonly _tag: "Left" };

/** One quick pick that asks question after question, and shows that it is busy between them. */
export interface Walk {
  readonly ask: <A>(question: Question<A>) => Effect.Effect<Answer<A>>;
  /** Shows an empty, busy pick while `work` runs; *Back* and Escape interrupt it. */
  readonly whileBusy: <A, E, R>(
    shown: { readonly title: string; readonly placeholder: string; readonly back: boolean },
    work: Effect.Effect<A, E, R>,
  ) => Effect.Effect<
    { readonly _tag: "Done"; readonly value: A } | { readonly _tag: "Back" | "Left" },
    E,
    R
  >;
}

interface Item<A> extends vscode.QuickPickItem {
  readonly choice?: Choice<A> | Hint;
}

const toItems = <A>(choices: ReadonlyArray<Choice<A> | Hint>): Array<Item<A>> =>
  choices.flatMap((choice) => [
    ...(choice.under === undefined
      ? []
      : [{ label: choice.under, kind: vscode.QuickPickItemKind.Separator }]),
    {
      label: choice.label,
      ...(choice.description === undefined ? {} : { description: choice.description }),
      ...(choice.detail === undefined ? {} : { detail: choice.detail }),
      ...(choice.icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(choice.icon) }),
      alwaysShow: choice.always ?? false,
      choice,
    },
  ]);

type Leaving = { readonly _tag: "Back" | "Left" };

const makeWalk = (pick: vscode.QuickPick<Item<unknown>>, leaving: Queue.Queue<Leaving>): Walk => {
  const dress = (shown: {
    readonly title: string;
    readonly placeholder: string;
    readonly back: boolean;
  }): void => {
    pick.title = shown.title;
    pick.placeholder = shown.placeholder;
    pick.value = "";
    pick.buttons = shown.back ? [vscode.QuickInputButtons.Back] : [];
  };

  const ask = <A>(question: Question<A>): Effect.Effect<Answer<A>> =>
    Effect.gen(function* () {
      const { lookUp } = question;
      const items = toItems(question.choices);
      const texts = yield* Queue.unbounded<string>();
      const answers = yield* Queue.unbounded<Answer<A>>();
      const take = (choice: Choice<A> | Hint | undefined): void => {
        if (choice !== undefined && "value" in choice)
          Queue.offerUnsafe(answers, { _tag: "Chosen", value: choice.value });
      };
      /** The text in the field is being looked up, and Enter has been pressed on it. */
      let pending: { entered: boolean } | undefined;

      const look = (text: string, rows: ReadonlyArray<Choice<A> | Hint>): void => {
        // What is in the field by now is another question.
        if (pick.value.trim() !== text) return;
        const entered = pending?.entered ?? false;
        pending = undefined;
        pick.busy = false;
        pick.items = [...toItems(rows.map((row) => ({ always: true, ...row }))), ...items];
        if (entered) take(rows[0]);
      };
      const looking =
        lookUp === undefined
          ? Effect.never
          : Stream.fromQueue(texts).pipe(
              Stream.debounce(typingPause),
              Stream.switchMap((text) =>
                text === ""
                  ? Stream.empty
                  : Stream.fromEffect(Effect.map(lookUp(text), (rows) => ({ rows, text }))),
              ),
              Stream.runForEach(({ rows, text }) => Effect.sync(() => look(text, rows))),
              Effect.andThen(Effect.never),
            );

      const typed = (text: string): ReadonlyArray<Choice<A> | Hint> => {
        const choice = text === "" ? undefined : question.typed?.(text);
        return choice === undefined ? [] : [{ always: true, ...choice }];
      };
      yield* scoped(() =>
        pick.onDidAccept(() => {
          const choice = pick.activeItems[0]?.choice;
          if (pending !== undefined && (choice === undefined || !("value" in choice)))
            pending.entered = true;
          // Every item that has a choice was made from this question's: its value is an A.
          else take(choice);
        }),
      );
      yield* scoped(() =>
        pick.onDidChangeValue((value) => {
          const text = value.trim();
          if (lookUp === undefined) {
            pick.items = [...items, ...toItems(typed(text))];
            return;
          }
          pending = text === "" ? undefined : { entered: false };
          pick.busy = pending !== undefined;
          const checking: Hint = { label: text, description: "Checking…", always: true };
          pick.items = text === "" ? items : [...toItems([checking]), ...items];
          Queue.offerUnsafe(texts, text);
        }),
      );
      dress(question);
      pick.busy = false;
      pick.step = question.step;
      pick.totalSteps = question.steps;
      pick.items = items;
      pick.show();
      return yield* Queue.take(answers).pipe(
        Effect.raceFirst(Queue.take(leaving)),
        Effect.raceFirst(looking),
      );
    }).pipe(Effect.scoped);

  return {
    ask,
    whileBusy: (shown, work) =>
      Effect.sync(() => {
        dress(shown);
        pick.items = [];
        pick.busy = true;
        pick.show();
      }).pipe(
        Effect.andThen(
          Effect.raceFirst(
            Effect.map(work, (value) => ({ _tag: "Done" as const, value })),
            Queue.take(leaving),
          ),
        ),
      ),
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
