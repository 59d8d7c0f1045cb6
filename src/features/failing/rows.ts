import { type Failing, failingAmong } from "../../domain/failing.ts";
import type { FailingKind } from "../../domain/failing-found.ts";
import type { Instant } from "../../domain/instant.ts";
import { formatCount, formatRelative } from "../../text/time.ts";
import type { PodView } from "../../domain/pod.ts";
import { type Choice, type Row, rowTo } from "../../vscode/quick-pick-rows.ts";
import type { Offer } from "../../vscode/quick-picks.ts";
import { type SeverityIcon, severityIcons } from "../../vscode/severity-icons.ts";

/** Where it is looked for what fails: in a namespace, or (empty) in all of a context. */
export interface Scope {
  readonly context: string;
  readonly namespace: string;
}

/** The words for a scope: `shop`, `all namespaces of prod`. */
export const scopeWords = ({ context, namespace }: Scope): string =>
  namespace === "" ? `all namespaces of ${context}` : namespace;

/** So many rows are shown; who has more failing looks at the worst first. */
const mostRows = 500;

/** As the tree and the palette show the same state; what is over or runs again has a shape of its own. */
const looks: Readonly<Record<FailingKind, SeverityIcon>> = {
  down: severityIcons.failing,
  over: { icon: "circle-slash", color: severityIcons.failing.color },
  unready: severityIcons.waiting,
  restarted: { icon: "debug-restart", color: severityIcons.waiting.color },
};

const restarts = (count: number): string =>
  count === 0 ? "" : count === 1 ? "1 restart" : `${formatCount(count)} restarts`;

/** Something that fails, with its reason, how long ago, and a sentence. */
const failingRow = (failing: Failing, scope: Scope, now: Instant): Choice<Failing> => {
  const { container, kind, pod, reason, sentence, since } = failing;
  const several = container !== undefined && pod.containers.length > 1;
  return {
    label: several ? `${pod.name}/${container}` : pod.name,
    key: JSON.stringify([pod.uid, container]),
    description: [
      scope.namespace === "" ? pod.namespace : "",
      reason,
      restarts(failing.restarts),
      since === undefined ? "" : formatRelative(since, now),
    ]
      .filter((part) => part !== "")
      .join(" · "),
    detail: sentence,
    ...looks[kind],
    value: failing,
  };
};

/** What is known of the pods of a scope. */
export interface Sight {
  readonly pods: ReadonlyArray<PodView>;
  /** More of them are still being read. */
  readonly partial: boolean;
  /** What else the user is to know, in a sentence. */
  readonly note?: string;
}

const podCount = (count: number): string => (count === 1 ? "1 pod" : `${formatCount(count)} pods`);

const nothing = (scope: Scope, pods: number): Row<never> =>
  pods === 0
    ? { label: `There are no pods in ${scopeWords(scope)}`, icon: "info", always: true }
    : {
        label: `Nothing is failing in ${scopeWords(scope)}`,
        ...severityIcons.ok,
        detail: `${
          pods === 1 ? "1 pod was" : `${formatCount(pods)} pods were`
        } looked at: what should run does and is ready, and nothing died or restarted within a day.`,
        always: true,
      };

/** What fails in a scope, the worst and freshest first, as far as its pods are known. */
export const failingOffer = <A>(
  { note, partial, pods }: Sight,
  scope: Scope,
  now: Instant,
  to: (failing: Failing) => A,
): Offer<A> => {
  const all = failingAmong(pods, now);
  const rows = all.slice(0, mostRows).map((one) => rowTo(failingRow(one, scope, now), to));
  const looked = `Looked at ${podCount(pods.length)} of ${scopeWords(scope)}${partial ? " so far" : ""}.`;
  const rest =
    all.length > mostRows ? ` The worst ${mostRows} of ${formatCount(all.length)} are shown.` : "";
  return {
    rows: rows.length === 0 && !partial ? [nothing(scope, pods.length)] : rows,
    busy: partial,
    prompt: `${looked}${rest}${note === undefined ? "" : ` ${note}`}`,
  };
};
