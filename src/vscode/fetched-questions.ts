import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import type * as Scope from "effect/Scope";
import * as Sink from "effect/Sink";
import * as Stream from "effect/Stream";
import type { KubeError } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import type { Explanation } from "../domain/explanation.ts";
import { Dialogs } from "./dialogs.ts";
import { type Choice, isChoice, type Row, rowTo } from "./quick-pick-rows.ts";
import { type Offer, type Question, QuickPicks, type Walk } from "./quick-picks.ts";

/** A question whose choices have to be fetched. */
export interface FetchedQuestion<A> extends Omit<Question<A>, "back" | "offer" | "live"> {
  /** What is shown while they are fetched. */
  readonly loading: string;
  /** What there is to choose, and what becomes of it while the question stands. */
  readonly offers: Stream.Stream<Offer<A>, KubeError>;
  /** Rows that need no fetching; they stand first. */
  readonly first?: ReadonlyArray<Row<A>>;
  /** Others that stand last, also where nothing could be fetched. */
  readonly last?: ReadonlyArray<Row<A>>;
  /** A single choice is taken without asking. */
  readonly takeOnly?: boolean;
}

/** How a question was left; `asked` is false for one that answered itself. */
export type Reply<A> =
  | { readonly _tag: "Chosen"; readonly value: A; readonly asked: boolean }
  | { readonly _tag: "Back" }
  | { readonly _tag: "Left" };

/** What is fetched once, as offers. */
export const offered = <A, E>(
  rows: Effect.Effect<ReadonlyArray<Row<A>>, E>,
): Stream.Stream<Offer<A>, E> => Stream.fromEffect(Effect.map(rows, (found) => ({ rows: found })));

/** What can be done about an error, in the pick itself. */
type Way<A> =
  | { readonly _tag: "Retry" }
  | { readonly _tag: "OpenKubeconfig"; readonly path: string | undefined }
  | { readonly _tag: "LogIn"; readonly command: string }
  | { readonly _tag: "Copy"; readonly command: string }
  | { readonly _tag: "Answer"; readonly value: A };

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
      case "LogIn":
        return [
          {
            label: "Run Login Command",
            icon: "terminal",
            description: remedy.command,
            value: remedy,
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

/** Says above the rows that they are not kept true any more, and why. */
const outdated = <A>(offer: Offer<A>, error: KubeError): Offer<A> => ({
  ...offer,
  busy: false,
  prompt: `This list does not change by itself any more. ${explain(error).sentence}`,
});

/** What becomes of an offer; where nothing more will, its last state and why. */
const stayingOffers = <A>(
  first: Offer<A>,
  rest: Stream.Stream<Offer<A>, KubeError>,
): Stream.Stream<Offer<A>> => {
  let last = first;
  return rest.pipe(
    Stream.tap((offer) =>
      Effect.sync(() => {
        last = offer;
      }),
    ),
    Stream.catch((error) => Stream.sync(() => outdated(last, error))),
  );
};

/** Fetches the choices and asks. What fails is told in the pick, with what can be done about it. */
export const askFetched = <A>(
  walk: Walk,
  question: FetchedQuestion<A>,
  back: boolean,
): Effect.Effect<Reply<A>, never, Dialogs> =>
  Effect.gen(function* (): Effect.fn.Return<Reply<A>, never, Dialogs | Scope.Scope> {
    const { first = [], last = [], loading, offers, takeOnly = false, ...asked } = question;
    const fetched = yield* walk.whileBusy(
      { title: question.title, placeholder: loading, back },
      Effect.result(Stream.peel(offers, Sink.head<Offer<A>>())),
    );
    if (fetched._tag !== "Done") return fetched;
    if (fetched.value._tag === "Failure")
      return yield* askWayOut(walk, question, back, fetched.value.failure);

    const [found, rest] = fetched.value.success;
    const offer = Option.getOrElse(found, (): Offer<A> => ({ rows: [] }));
    const [only] = offer.rows;
    const alone = takeOnly && first.length + last.length === 0 && offer.rows.length === 1;
    if (alone && only !== undefined && isChoice(only))
      return { _tag: "Chosen", value: only.value, asked: false };
    const withStanding = (one: Offer<A>): Offer<A> => ({
      ...one,
      rows: [...first, ...one.rows, ...last],
    });
    const answer = yield* walk.ask({
      ...asked,
      back,
      offer: withStanding(offer),
      live: stayingOffers(withStanding(offer), Stream.map(rest, withStanding)),
    });
    return answer._tag === "Chosen" ? { ...answer, asked: true } : answer;
  }).pipe(Effect.scoped);

const asWay = <A>(row: Row<A>): Row<Way<A>> =>
  rowTo(row, (value): Way<A> => ({ _tag: "Answer", value }));

const askWayOut = <A>(
  walk: Walk,
  question: FetchedQuestion<A>,
  back: boolean,
  error: KubeError,
): Effect.Effect<Reply<A>, never, Dialogs> =>
  Effect.gen(function* () {
    const dialogs = yield* Dialogs;
    const { first = [], last = [], lookUp, title, typed } = question;
    const answer = yield* walk.ask<Way<A>>({
      title,
      placeholder:
        typed !== undefined && error._tag === "Forbidden"
          ? "Type a name, or choose what to do about it"
          : "Choose what to do about it",
      back,
      offer: { rows: [...first.map(asWay), ...waysOut<A>(explain(error)), ...last.map(asWay)] },
      // What can't be listed can still be named (K4).
      ...(typed === undefined ? {} : { typed: (text: string) => typed(text, []).map(asWay) }),
      ...(lookUp === undefined
        ? {}
        : {
            lookUp: {
              ...lookUp,
              wants: (text: string) => lookUp.wants(text, []),
              find: (text: string) => Effect.map(lookUp.find(text, []), (rows) => rows.map(asWay)),
            },
          }),
    });
    if (answer._tag !== "Chosen") return answer;
    switch (answer.value._tag) {
      case "Retry":
        return yield* askFetched(walk, question, back);
      case "Answer":
        return { _tag: "Chosen", value: answer.value.value, asked: true };
      case "OpenKubeconfig":
        yield* dialogs.openKubeconfig(answer.value.path);
        return { _tag: "Left" };
      case "LogIn":
        yield* dialogs.runInTerminal(answer.value.command);
        return { _tag: "Left" };
      case "Copy":
        yield* dialogs.copy(answer.value.command);
        yield* dialogs.say("Command copied");
        return { _tag: "Left" };
    }
  });

/** A place of a walk: how far it has come. */
interface Place {
  /** Nothing is left to ask. */
  readonly done: boolean;
}

/** Asks question after question, back and forth, until the walk is done; undefined when it was left. */
export const walkFrom = Effect.fnUntraced(function* <P extends Place, R>(
  start: P,
  next: (walk: Walk, place: P, asked: number) => Effect.Effect<Reply<P>, never, R>,
) {
  if (start.done) return start;
  const walk = yield* (yield* QuickPicks).walk;
  const passed: Array<P> = [];
  let place = start;
  while (!place.done) {
    const reply = yield* next(walk, place, passed.length);
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
