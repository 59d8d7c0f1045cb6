import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import type { Target } from "../../domain/target.ts";
import { clusterOf, contextNamed } from "../../kubernetes/context-named.ts";
import { withDefaultContainer } from "../../kubernetes/default-container.ts";
import { Kube } from "../../kubernetes/kube.ts";
import type { Panel } from "../../panel/panel.ts";
import { Panels } from "../../panel/panels.ts";
import { targetPhrase } from "../../text/target-phrase.ts";
import { Commands } from "../../vscode/commands.ts";
import { type DebugFacts, debugFacts } from "../../vscode/debug-facts.ts";
import { autoOpenValues, type DebugSession } from "../../vscode/debug-sessions.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import type { ClusterId } from "../../vscode/preferences.ts";
import { makeAllowed } from "./allowed.ts";
import { waitFor } from "./appearing.ts";
import { type FoundRule, isFor, readRules, targetOf, usualWait, wantedBy } from "./rules.ts";

/**
 * Makes what carries out the rules of `podlog.autoOpen` for a debug session, until the session ends (O6). In a workspace
 * that is not trusted nothing is opened (K5); a rule that its settings hold is asked about once.
 */
export const makeAutoOpen = Effect.gen(function* () {
  const kube = yield* Kube;
  const panels = yield* Panels;
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;
  const allowed = yield* makeAllowed;
  const services = yield* Effect.context<Kube>();
  const scope = yield* Effect.scope;

  const told = new Set<string>();
  /** Tells what is wrong with a rule, once, and goes on meanwhile. */
  const complain = (fault: string): Effect.Effect<void> => {
    if (told.has(fault)) return Effect.void;
    told.add(fault);
    return dialogs.warn(`A rule opens nothing: ${fault}`, "Open Settings").pipe(
      Effect.flatMap((answer) =>
        answer === undefined
          ? Effect.void
          : commands.execute("workbench.action.openSettings", "podlog.autoOpen"),
      ),
      Effect.forkIn(scope),
    );
  };

  /** How many sessions hold a panel open. */
  const holders = new Map<Panel, number>();
  /** Opens a target beside the editor, in a panel that belongs to debug sessions; closes it with the last of them. */
  const hold = (target: Target, cluster: ClusterId, closeAtEnd: boolean) =>
    Effect.acquireRelease(
      panels
        .open({
          target,
          cluster,
          newPanel: false,
          ofDebug: closeAtEnd ? "closes" : "stays",
          beside: true,
          preserveFocus: true,
        })
        .pipe(
          Effect.tap((panel) =>
            Effect.sync(() => holders.set(panel, (holders.get(panel) ?? 0) + 1)),
          ),
        ),
      (panel) =>
        Effect.suspend(() => {
          const left = (holders.get(panel) ?? 1) - 1;
          if (left > 0) {
            holders.set(panel, left);
            return Effect.void;
          }
          holders.delete(panel);
          return closeAtEnd ? panel.act({ _tag: "Close" }) : Effect.void;
        }),
    );

  /** The context that a rule means where it names none; none where the kubeconfig has no current one, or can't be read. */
  const currentContext = kube.contexts.pipe(
    Effect.map((infos) => infos.find(({ current }) => current)),
    Effect.orElseSucceed(() => undefined),
  );

  /** Opens what a rule says, once it may and once it is there, and holds it open; ends early where it opens nothing. */
  const carryOut = Effect.fnUntraced(function* (
    { name, of, rule }: FoundRule,
    session: DebugFacts,
  ) {
    const wanted = wantedBy(rule, { folder: session.basename, setting: session.setting });
    if (Result.isFailure(wanted)) return yield* complain(`${name}.${wanted.failure}`);
    const { context: named, namespace } = wanted.success;
    const context = yield* named === undefined ? currentContext : contextNamed(named);
    if (context === undefined)
      return yield* complain(`${name}.open.context: the kubeconfig has no current context`);
    const target = targetOf(wanted.success, {
      context: context.name,
      namespace: namespace ?? context.namespace,
    });
    if (of === "workspace" && !(yield* allowed(rule, target, session.configuration))) return;
    const { closeAtEnd = false, waitSeconds = usualWait } = rule;
    const there = yield* waitFor(target, waitSeconds);
    if (!there) {
      const answer = yield* dialogs.warn(
        `In ${waitSeconds} s there was no sign of ${targetPhrase(target)}, which ${name} opens.`,
        "Open Anyway",
      );
      if (answer === undefined) return;
    }
    yield* hold(yield* withDefaultContainer(target), clusterOf(context), closeAtEnd);
    return yield* Effect.never;
  }, Effect.scoped);

  return (debugged: DebugSession): Effect.Effect<void> =>
    Effect.gen(function* () {
      const session = debugFacts(debugged);
      if (!session.trusted) return;
      const { faults, rules } = readRules(autoOpenValues(debugged));
      yield* Effect.forEach(faults, complain, { discard: true });
      yield* Effect.forEach(
        rules.filter(({ rule }) => isFor(rule, session)),
        (found) => carryOut(found, session),
        { concurrency: "unbounded", discard: true },
      );
    }).pipe(Effect.provideContext(services));
});
