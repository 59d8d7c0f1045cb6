import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
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
}

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
  readonly choice?: Choice<A>;
}

const toItems = <A>(choices: ReadonlyArray<Choice<A>>): Array<Item<A>> =>
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
    Effect.callback<Answer<A>>((resume) => {
      dress(question);
      pick.busy = false;
      pick.step = question.step;
      pick.totalSteps = question.steps;
      const items = toItems(question.choices);
      pick.items = items;
      const subscriptions = [
        pick.onDidAccept(() => {
          const choice = pick.activeItems[0]?.choice;
          // SAFETY: every item that has a choice was made from this question's choices.
          if (choice !== undefined)
            resume(Effect.succeed({ _tag: "Chosen", value: choice.value as A }));
        }),
        pick.onDidChangeValue((text) => {
          const typed = text.trim() === "" ? undefined : question.typed?.(text.trim());
          pick.items =
            typed === undefined ? items : [...items, ...toItems([{ always: true, ...typed }])];
        }),
      ];
      pick.show();
      return Effect.sync(() => {
        for (const subscription of subscriptions) subscription.dispose();
      });
    }).pipe(Effect.raceFirst(Queue.take(leaving)));

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
