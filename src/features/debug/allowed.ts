import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { targetKey } from "../../domain/target.ts";
import { quoted } from "../../text/quoted.ts";
import { targetPhrase } from "../../text/target-phrase.ts";
import { Consents } from "../../vscode/consents.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import type { Rule, RuleTarget } from "./rules.ts";

const yes = "Always Open";

/**
 * Makes what asks whether a rule of the workspace's settings may open its target: once, and never again after an
 * answer, unless the rule is for other sessions or opens something else, or the user has all answers forgotten. The
 * question outlives the debug session.
 */
export const makeAllowed = Effect.gen(function* () {
  const dialogs = yield* Dialogs;
  const consents = yield* Consents;
  const scope = yield* Effect.scope;
  /** What was asked in this window, answered or not. */
  const asked = new Map<string, Fiber.Fiber<boolean>>();

  return Effect.fnUntraced(function* (rule: Rule, target: RuleTarget, configuration: string) {
    const content = JSON.stringify([rule.when, targetKey(target)]);
    const known = consents.of("rule", content);
    if (known !== undefined) return known;
    const question = `The settings of this workspace open the logs of ${targetPhrase(target)} when ${quoted(configuration)} is debugged. Allow it?`;
    const key = `${consents.timesForgotten()} ${content}`;
    const answer =
      asked.get(key) ??
      (yield* dialogs.offer(question, yes, "Never").pipe(
        Effect.tap((chosen) =>
          chosen === undefined ? Effect.void : consents.keep("rule", content, chosen === yes),
        ),
        Effect.map((chosen) => chosen === yes),
        Effect.forkIn(scope),
      ));
    asked.set(key, answer);
    return yield* Fiber.join(answer);
  });
});
