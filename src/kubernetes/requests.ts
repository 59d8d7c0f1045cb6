import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Option from "effect/Option";
import * as Result from "effect/Result";
import type * as Scope from "effect/Scope";
import { Forbidden, NotKubernetes, RequestInvalid, type KubeError } from "../domain/errors.ts";
import type { Access, Accesses } from "./access.ts";
import { accessReview, readReview, reviews } from "./access-review.ts";
import { maxRefusalBytes, refusal, type Answer, type Asked } from "./answers.ts";
import { send, wholeText, type Answered, type Call, type Connections } from "./http.ts";
import { optional, type Json } from "./json.ts";

/** What is asked of a context's API server: the request, and the words for it should it be refused. */
export interface Question extends Call, Omit<Asked, "context" | "kubeconfigs" | "user" | "server"> {
  readonly context: string;
}

/** An answer that the server gave with 200 or 201, its body still to come. */
export interface Opened {
  readonly access: Access;
  readonly asked: Asked;
  readonly answer: Answered;
}

/** An answer other than the one hoped for. */
interface Refused {
  readonly refused: KubeError;
}

/** Takes JSON for what it should be, or says in a few words what it is instead. */
export type Reader<A> = (json: Json) => Result.Result<A, string>;

/** Asks API servers questions; every answer but the one hoped for becomes a tagged error. */
export interface Requests {
  /** Opens an answer; the scope closes it. Credentials that the server refuses are renewed and tried once more. */
  readonly open: (question: Question) => Effect.Effect<Opened, KubeError, Scope.Scope>;
  /**
   * A whole JSON answer (at most 64 MB, at most 2 min) as `read` takes it; what `read` calls it when it is
   * not what was hoped for goes into the error.
   */
  readonly json: <A>(question: Question, read: Reader<A>) => Effect.Effect<A, KubeError>;
}

/** Bytes of a JSON answer; a page of 500 pods is a tenth of it. */
const maxJsonBytes = 64_000_000;

/** One segment of a path, or an error where a name could mean another path (client-go refuses the same). */
export const segment = (name: string): Effect.Effect<string, RequestInvalid> =>
  name === "" || name === "." || name === ".." || /[/%]/u.test(name)
    ? Effect.fail(new RequestInvalid({ status: 400, message: `"${name}" is no name of an object` }))
    : Effect.succeed(encodeURIComponent(name));

/** A refusal's body as far as it comes; one that breaks off is judged by what came. */
const refusalText = (access: Access, answer: Answered): Effect.Effect<string> =>
  wholeText(access, answer, maxRefusalBytes).pipe(Effect.catch(() => Effect.succeed("")));

/** What became of a request, in a word. */
const outcomeOf = (exit: Exit.Exit<Opened | Refused, KubeError>): string | number => {
  if (Exit.isFailure(exit))
    return Option.match(Exit.findErrorOption(exit), {
      onNone: () => "left",
      onSome: ({ _tag }) => _tag,
    });
  return "refused" in exit.value
    ? exit.value.refused._tag
    : (exit.value.answer.head.statusCode ?? 0);
};

/** Tells the log of a request and what became of it, without its headers: those hold the credentials (K8). */
const logged = <R>(
  { body, context, path, query = [] }: Question,
  asking: Effect.Effect<Opened | Refused, KubeError, R>,
): Effect.Effect<Opened | Refused, KubeError, R> =>
  Effect.flatMap(Clock.currentTimeMillis, (began) =>
    Effect.onExit(asking, (exit) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.logDebug("Asked", {
          context,
          method: body === undefined ? "GET" : "POST",
          path,
          ...Object.fromEntries(query),
          outcome: outcomeOf(exit),
          ms: now - began,
        }),
      ),
    ),
  );

/** Makes the way to ask, over the accesses and connections given. */
export const makeRequests = (accesses: Accesses, connections: Connections): Requests => {
  const attempt = (
    access: Access,
    question: Question,
  ): Effect.Effect<Opened | Refused, KubeError, Scope.Scope> =>
    Effect.gen(function* () {
      const asked: Asked = {
        ...question,
        ...access.kubectl,
        server: access.server,
        ...optional("user", access.user),
      };
      const answer = yield* send(connections, access, question);
      const { headers, statusCode: status = 0 } = answer.head;
      if (status === 200 || status === 201) {
        if (!/\bhtml\b/iu.test(headers["content-type"] ?? "")) return { access, asked, answer };
      }
      const heard: Answer = {
        status,
        contentType: headers["content-type"] ?? "",
        body: yield* refusalText(access, answer),
        ...optional("retryAfter", headers["retry-after"]),
      };
      return { refused: refusal(asked, heard, yield* Clock.currentTimeMillis) };
    });

  /** A refusal is checked before a user is blamed: the server's own access review may say that they have the right. */
  const reviewed = (refused: Forbidden): Effect.Effect<Forbidden> => {
    const [resource, subresource] = refused.resource.split("/");
    return json(
      accessReview(refused.context, {
        verb: refused.verb,
        resource: resource ?? refused.resource,
        ...optional("subresource", subresource),
        ...optional("group", refused.group),
        ...optional("namespace", refused.namespace),
        ...optional("name", refused.name),
      }),
      readReview,
    ).pipe(
      Effect.map((allowed) => {
        const { context, verb } = refused;
        return new Forbidden({
          context,
          verb,
          resource: refused.resource,
          reviewed: allowed,
          ...optional("kubeconfigs", refused.kubeconfigs),
          ...optional("user", refused.user),
          ...optional("group", refused.group),
          ...optional("namespace", refused.namespace),
          ...optional("name", refused.name),
          ...optional("details", refused.details),
        });
      }),
      Effect.catch(() => Effect.succeed(refused)),
    );
  };

  const open = (question: Question): Effect.Effect<Opened, KubeError, Scope.Scope> =>
    ask(question).pipe(
      Effect.catchTag("Forbidden", (error) =>
        question.resource === reviews
          ? Effect.fail(error)
          : Effect.flatMap(reviewed(error), (checked) => Effect.fail(checked)),
      ),
    );

  const ask = (question: Question): Effect.Effect<Opened, KubeError, Scope.Scope> =>
    Effect.gen(function* () {
      const access = yield* accesses(question.context);
      const first = yield* logged(question, attempt(access, question));
      if (!("refused" in first)) return first;
      if (first.refused._tag !== "NotLoggedIn") return yield* Effect.fail(first.refused);
      const renewed = yield* accesses(question.context, access);
      if (renewed.credentials === access.credentials) return yield* Effect.fail(first.refused);
      const second = yield* logged(question, attempt(renewed, question));
      return "refused" in second ? yield* Effect.fail(second.refused) : second;
    });

  const json = <A>(question: Question, read: Reader<A>): Effect.Effect<A, KubeError> =>
    Effect.scoped(
      Effect.gen(function* () {
        const { access, answer } = yield* open(question);
        const body = yield* wholeText(access, answer, maxJsonBytes);
        const odd = (what: string, cause?: unknown) =>
          new NotKubernetes({ server: access.server, what, ...optional("cause", cause) });
        const parsed = yield* Effect.try({
          try: (): Json => JSON.parse(body),
          catch: (cause) => odd("JSON that can't be read", cause),
        });
        const found = read(parsed);
        return Result.isSuccess(found) ? found.success : yield* odd(found.failure);
      }),
    );

  return { open, json };
};
