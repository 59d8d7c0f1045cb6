import type { PodView } from "../../domain/pod.ts";
import { formatCount } from "../../text/time.ts";
import type { Choice, Hint } from "../../vscode/quick-pick-rows.ts";

/** So many labels are offered at most. */
const mostLabels = 200;
/** So many pods of a selector are named. */
const mostNames = 5;

/** Labels that tell single pods or revisions apart: nobody selects by them. */
const ofOnePod =
  /^(?:pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/.*)$/u;

const podCount = (count: number): string => (count === 1 ? "1 pod" : `${formatCount(count)} pods`);

/** The labels that pods have, as selectors, those of the most pods first. */
export const labelChoices = (pods: ReadonlyArray<PodView>): ReadonlyArray<Choice<string>> => {
  const counts = new Map<string, number>();
  for (const { labels } of pods)
    for (const [key, value] of Object.entries(labels))
      if (!ofOnePod.test(key)) {
        const selector = `${key}=${value}`;
        counts.set(selector, (counts.get(selector) ?? 0) + 1);
      }
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, mostLabels)
    .map(([selector, count]) => ({
      label: selector,
      description: podCount(count),
      icon: "tag",
      value: selector,
    }));
};

/** A selector with the pods that match it now. */
export const matching = (selector: string, pods: ReadonlyArray<PodView>): Choice<string> => {
  const names = pods.map(({ name }) => name).sort();
  const more = names.length > mostNames ? ` and ${formatCount(names.length - mostNames)} more` : "";
  const verb = names.length === 1 ? "matches" : "match";
  return {
    label: selector,
    icon: "filter",
    description:
      names.length === 0 ? "no pod matches now" : `${podCount(names.length)} ${verb} now`,
    detail:
      names.length === 0
        ? "Opens all the same, and shows the pods that come."
        : `${names.slice(0, mostNames).join(", ")}${more}`,
    value: selector,
  };
};

/** A text that the API server does not take as a selector, with its reason. */
export const refused = (text: string, message: string): Hint => ({
  label: text,
  icon: "error",
  description: "not a label selector",
  detail: message,
});
