import * as Data from "effect/Data";
import type { WorkerError } from "effect/workers/WorkerError";

/** The text is no regular expression; `reason` is the engine's own. */
export class ExpressionWrong extends Data.TaggedError("ExpressionWrong")<{
  readonly reason: string;
}> {}

/** The expression ran for so long on one piece of rows that it was ended. */
export class ExpressionTooSlow extends Data.TaggedError("ExpressionTooSlow") {}

/** The search's thread cannot run, or ended again right after it had been started anew. */
export class SearchStopped extends Data.TaggedError("SearchStopped")<{
  readonly cause: WorkerError;
}> {}
