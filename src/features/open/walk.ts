import * as Effect from "effect/Effect";
import type { KubeError } from "../../domain/errors.ts";
import { explain, type Explanation } from "../../domain/explain.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import { type Choice, type Question, QuickPicks, type Walk } from "../../vscode/quick-picks.ts";

/** A question whose choices have to be fetched. */
export interface FetchedQuestion<A> extends Omit<Question<A>, "back" | "choices"> {
  /** What is shown while they are fetched. */
  readonly loading: string;
  readonly fetch: Effect.Effect<ReadonlyArray<Choice<A>>, KubeError>;
  /** A single choice is taken without asking. */
  readonly takeOnly?: boolean;
}

/** How a question was left; `asked` is false for one that answered itself. */
export type Reply<A> =
  | { readonly _tag: "Chosen"; readonly value: A; readonly asked: boolean }
  | { readonly _tag: "Back" }
  | { readonly _tag: "Left" };

/** What can be done about an error, in the pick itself. */
type Way<A> =
  | { readonly _tag: "Retry" }
  | { readonly _tag: "OpenKubeconfig"; readonly path: string | undefined }
  | { readonly _tag: "Copy"; readonly command: string }
  | { readonly _tag: "Named"; readonly value: A };

const waysOut = <A>(why: Explanation): ReadonlyArray<Choice<Way<A>>> => [
  {
    label: why.sentence,
    icon: "error",
    ...(why.why === undefined ? {} : { description: why.why }),
    detail: why.advice,
    value: { _tag: "Retry" },
    always: true,
  },
  { label: "Retry", icon: "refresh", value: { _tag: "Retry" }, always: true },
  ...why.remedies.flatMap((remedy): ReadonlyArray<Choice<Way<A>>> => {
    switch (remedy._tag) {
      case "OpenKubeconfig":
        return [
          {
            label: "Open Kubeconfig",
            icon: "go-to-file",
            value: { _tag: "OpenKubeconfig", path: remedy.path },
            always: true,
          },
        ];
      case "CopyCommand":
        return [
          {
            label: "Copy Command",
            icon: "copy",
            description: remedy.command,
            value: { _tag: "Copy", command: remedy.command },
            always: true,
          },
        ];
      case "Retry":
      case "PickContainer":
        return [];
    }
  }),
];

/** Fetches the choices and asks. What fails is told in the pick, with what can be done about it. */
export const askFetched = <A>(
  walk: Walk,
  question: FetchedQuestion<A>,
  back: boolean,
): Effect.Effect<Reply<A>, never, Dialogs> =>
  Effect.gen(function* () {
    const { fetch, loading, takeOnly, ...asked } = question;
    const fetched = yield* walk.whileBusy(
      { title: question.title, placeholder: loading, back },
      Effect.result(fetch),
    );
    if (fetched._tag !== "Done") return { _tag: fetched._tag };
    if (fetched.value._tag === "Failure")
      return yield* askWayOut(walk, question, back, explain(fetched.value.failure));

    const choices = fetched.value.success;
    const [first] = choices;
    if (takeOnly === true && choices.length === 1 && first !== undefined)
      return { _tag: "Chosen", value: first.value, asked: false };
    const answer = yield* walk.ask({ ...asked, back, choices });
    return answer._tag === "Chosen" ? { ...answer, asked: true } : answer;
  });

const askWayOut = <A>(
  walk: Walk,
  question: FetchedQuestion<A>,
  back: boolean,
  why: Explanation,
): Effect.Effect<Reply<A>, never, Dialogs> =>
  Effect.gen(function* () {
    const dialogs = yield* Dialogs;
    const { typed } = question;
    const answer = yield* walk.ask<Way<A>>({
      title: question.title,
      placeholder: "Choose what to do about it",
      back,
      choices: waysOut<A>(why),
      // What can't be listed can still be named (K4).
      ...(typed === undefined
        ? {}
        : {
            typed: (text: string) => {
              const choice = typed(text);
              return choice === undefined
                ? undefined
                : { ...choice, value: { _tag: "Named" as const, value: choice.value } };
            },
          }),
    });
    if (answer._tag !== "Chosen") return answer;
    switch (answer.value._tag) {
      case "Retry":
        return yield* askFetched(walk, question, back);
      case "Named":
        return { _tag: "Chosen", value: answer.value.value, asked: true };
      case "OpenKubeconfig":
        yield* dialogs.openKubeconfig(answer.value.path);
        return { _tag: "Left" };
      case "Copy":
        yield* dialogs.copy(answer.value.command);
        return { _tag: "Left" };
    }
  });

/** A reply as the place that it leads to. */
export const reached = <A, Place>(reply: Reply<A>, to: (value: A) => Place): Reply<Place> =>
  reply._tag === "Chosen" ? { ...reply, value: to(reply.value) } : reply;

/** Asks question after question, back and forth, until the walk is done; undefined when it was left. */
export const walkFrom = Effect.fnUntraced(function* <Place extends { readonly done: boolean }, R>(
  start: Place,
  next: (walk: Walk, place: Place, back: boolean) => Effect.Effect<Reply<Place>, never, R>,
) {
  if (start.done) return start;
  const walk = yield* (yield* QuickPicks).walk;
  const passed: Array<Place> = [];
  let place = start;
  while (!place.done) {
    const reply = yield* next(walk, place, passed.length > 0);
    if (reply._tag === "Left") return undefined;
    if (reply._tag === "Back") {
      place = passed.pop() ?? place;
    } else {
      if (reply.asked) passed.push(place);
      place = reply.value;
    }
  }
  return place;
}, Effect.scoped);
