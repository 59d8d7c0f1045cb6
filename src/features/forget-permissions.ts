import * as Effect from "effect/Effect";
import { formatCount } from "../text/time.ts";
import { Consents } from "../vscode/consents.ts";
import { Dialogs } from "../vscode/dialogs.ts";

/** Forgets what the user has allowed or refused for good, and says so: a Never is undone by it (O6, K5). */
export const forgetPermissions = Effect.gen(function* () {
  const dialogs = yield* Dialogs;
  const count = yield* (yield* Consents).forget;
  const answers = count === 1 ? "1 answer is" : `${formatCount(count)} answers are`;
  yield* dialogs.offer(
    count === 0
      ? "There is nothing to forget: Podlog keeps no answer about rules of a workspace or login programs."
      : `${answers} forgotten. Podlog asks again when a rule of a workspace or a login program comes up.`,
  );
});
