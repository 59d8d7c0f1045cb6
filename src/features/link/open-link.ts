import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import { explain } from "../../domain/explain.ts";
import { type Link, printSince, readLink } from "../../domain/link.ts";
import { sinceWords } from "../../domain/since.ts";
import { clusterOf } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import { linkSentence } from "../../text/link-words.ts";
import { quoted } from "../../text/quoted.ts";
import { targetPhrase } from "../../text/target-phrase.ts";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import { Recents } from "../../vscode/recents.ts";
import type { HandedUri } from "../../vscode/uris.ts";

/** The link as the command that opens its target takes it, its context left to be chosen. */
const withoutContext = ({
  previous,
  since,
  target,
}: Link): readonly [command: string, argument: Readonly<Record<string, unknown>>] => {
  const { container, namespace } = target;
  const place = {
    namespace,
    previous,
    ...(container === undefined ? {} : { container }),
    ...(since === undefined ? {} : { since: printSince(since) }),
  };
  switch (target._tag) {
    case "Pod":
      return ["podlog.openLogs", { ...place, pod: target.pod }];
    case "Pods":
      return ["podlog.openLogs", { ...place, pods: target.pods }];
    case "Workload":
      return ["podlog.openLogs", { ...place, workload: { kind: target.kind, name: target.name } }];
    case "Selector":
      return ["podlog.openLogsBySelector", { ...place, selector: target.selector }];
  }
};

/** What else a link asks for, and whose server would be asked. */
const detailOf = ({ previous, since }: Link, { server }: ContextInfo): string =>
  [
    "A link asks for it. Podlog will ask this cluster, as you:",
    server,
    ...(previous ? ["The instances before the current ones."] : []),
    ...(since === undefined ? [] : [`From then on: ${sinceWords(since)}.`]),
  ].join("\n");

/**
 * Opens what a link asks for, after its user has agreed (O9). A link may come from anywhere: nothing is asked of a
 * cluster before, and what it says is shown in quotes.
 */
export const openLink = Effect.fnUntraced(function* (uri: HandedUri) {
  const dialogs = yield* Dialogs;
  const read = readLink(uri);
  if (Result.isFailure(read)) return yield* dialogs.complain(linkSentence(read.failure));

  const link = read.success;
  const contexts = yield* Effect.result((yield* Kube).contexts);
  if (Result.isFailure(contexts)) {
    const { advice, sentence } = explain(contexts.failure);
    return yield* dialogs.complain(`The link can't be followed: ${sentence} ${advice}`);
  }
  const { context: named } = link.target;
  const context = contexts.success.find(({ name }) => name === named);
  if (context !== undefined) {
    const question = `Open the logs of ${targetPhrase(link.target)}?`;
    if (!(yield* dialogs.confirmModal(question, detailOf(link, context), "Open"))) return;
    const { previous, since, target } = link;
    const cluster = clusterOf(context);
    yield* (yield* Panels).open({
      target,
      cluster,
      newPanel: false,
      beside: false,
      preserveFocus: false,
      begin: { previous, ...(since === undefined ? {} : { options: { since } }) },
    });
    yield* (yield* Recents).add(cluster, target);
    return;
  }
  const elsewhere = yield* dialogs.confirmModal(
    `The context ${quoted(named)} is not in your kubeconfig.`,
    `A link asks for ${targetPhrase(link.target)}. Whoever made it may name the same cluster otherwise.`,
    "Choose a Context…",
  );
  if (elsewhere) yield* (yield* Commands).execute(...withoutContext(link));
});
