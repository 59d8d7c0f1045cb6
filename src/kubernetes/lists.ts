import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import type { KubeError } from "../domain/errors.ts";
import { at, elements, text, type Json } from "./json.ts";
import type { Question, Reader, Requests } from "./requests.ts";

/** A whole list, and the version from which a watch goes on. */
export interface Listed<A> {
  readonly items: ReadonlyArray<A>;
  readonly resourceVersion: string;
}

interface Page<A> extends Listed<A> {
  readonly next?: string;
}

/** Objects a page: one `JSON.parse` of 5,000 pods would stop the editor for a moment. */
const pageSize = 500;
/** A list of more pages than this is a server that never ends one. */
const maxPages = 1_000;

const pageOf =
  <A>(item: Reader<A>, number: number): Reader<Page<A>> =>
  (json) => {
    const found = at(json, "items");
    // Go writes an empty list as null.
    if (!Array.isArray(found) && !(found === null && at(json, "metadata") !== undefined))
      return Result.fail("an answer that is not a list");
    if (number >= maxPages) return Result.fail("a list that never ends");
    const items: Array<A> = [];
    for (const one of elements(found)) {
      const read = item(one);
      if (Result.isFailure(read)) return Result.fail(read.failure);
      items.push(read.success);
    }
    const next = text(at(json, "metadata", "continue"));
    return Result.succeed({
      items,
      resourceVersion: text(at(json, "metadata", "resourceVersion")) ?? "",
      ...(next === undefined ? {} : { next }),
    });
  };

/**
 * A whole list, page by page, each item taken by `item`; begins again, twice at most, when its pages expire
 * on the server meanwhile (410). `onPage` is told of the items of each page but the last, where there are several.
 */
export const listAll = <A>(
  requests: Requests,
  question: Question,
  item: Reader<A>,
  onPage: (items: ReadonlyArray<A>) => Effect.Effect<unknown> = () => Effect.void,
  again = 2,
): Effect.Effect<Listed<A>, KubeError> =>
  Effect.gen(function* () {
    const items: Array<A> = [];
    let next: string | undefined;
    for (let number = 1; ; number++) {
      const page: Page<A> = yield* requests.json(
        {
          ...question,
          query: [
            ...(question.query ?? []),
            ["limit", String(pageSize)],
            ...(next === undefined ? [] : [["continue", next] as const]),
          ],
        },
        pageOf(item, number),
      );
      items.push(...page.items);
      next = page.next;
      if (next === undefined) return { items, resourceVersion: page.resourceVersion };
      yield* onPage(page.items);
    }
  }).pipe(
    Effect.catchTag("ResourceExpired", (expired) =>
      again > 0 ? listAll(requests, question, item, onPage, again - 1) : Effect.fail(expired),
    ),
  );

/** Takes any JSON as it is. */
export const anything: Reader<Json> = (json) => Result.succeed(json);
