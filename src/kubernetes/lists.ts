import * as Effect from "effect/Effect";
import { NotKubernetes, type KubeError } from "../domain/errors.ts";
import { at, elements, text, type Json } from "./json.ts";
import type { Question, Requests } from "./requests.ts";

/** A whole list, and the version from which a watch goes on. */
export interface Listed {
  readonly items: ReadonlyArray<Json>;
  readonly resourceVersion: string;
}

/** Objects a page: one `JSON.parse` of 5,000 pods would stop the editor for a moment. */
const pageSize = 500;
/** A list of more pages than this is a server that never ends one. */
const maxPages = 1_000;

/** A list, page by page; begins again, twice at most, when its pages expire on the server meanwhile (410). */
export const listAll = (
  requests: Requests,
  question: Question,
  again = 2,
): Effect.Effect<Listed, KubeError> =>
  Effect.gen(function* () {
    const items: Array<Json> = [];
    let next: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const answer: Json = yield* requests.json({
        ...question,
        query: [
          ...(question.query ?? []),
          ["limit", String(pageSize)],
          ...(next === undefined ? [] : [["continue", next] as const]),
        ],
      });
      const found = at(answer, "items");
      // Go writes an empty list as null.
      if (!Array.isArray(found) && !(found === null && at(answer, "metadata") !== undefined))
        return yield* new NotKubernetes({
          server: question.context,
          what: "an answer that is not a list",
        });
      items.push(...elements(found));
      next = text(at(answer, "metadata", "continue"));
      if (next === undefined)
        return { items, resourceVersion: text(at(answer, "metadata", "resourceVersion")) ?? "" };
    }
    return yield* new NotKubernetes({
      server: question.context,
      what: "a list that never ends",
    });
  }).pipe(
    Effect.catchTag("ResourceExpired", (expired) =>
      again > 0 ? listAll(requests, question, again - 1) : Effect.fail(expired),
    ),
  );
