import type { ContainerView, PodView } from "../../domain/pod.ts";
import { podStatus } from "../../domain/podState.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";
import type { Choice } from "../../vscode/quick-picks.ts";

const described = (...parts: ReadonlyArray<string>): string =>
  parts.filter((part) => part !== "").join(" · ");

/** The contexts, the current one first. */
export const contextChoices = (
  infos: ReadonlyArray<ContextInfo>,
): ReadonlyArray<Choice<ContextInfo>> =>
  [...infos]
    .sort((a, b) => Number(b.current) - Number(a.current))
    .map((info) => ({
      label: info.name,
      description: described(info.current ? "current" : "", info.server),
      value: info,
    }));

/** The namespaces, the one first that the kubeconfig names for the context. */
export const namespaceChoices = (
  names: ReadonlyArray<string>,
  usual: string,
): ReadonlyArray<Choice<string>> =>
  [...names]
    .sort((a, b) => Number(b === usual) - Number(a === usual))
    .map((name) => ({ label: name, value: name }));

/** A pod that was chosen: by its name alone where pods can't be listed. */
export interface ChosenPod {
  readonly name: string;
  readonly view?: PodView;
}

/** The pods with what they are doing, by name. */
export const podChoices = (pods: ReadonlyArray<PodView>): ReadonlyArray<Choice<ChosenPod>> =>
  [...pods]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((pod) => {
      const count = pod.containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
      const restarts = count === 0 ? "" : count === 1 ? "1 restart" : `${count} restarts`;
      return {
        label: pod.name,
        description: described(podStatus(pod).reason, restarts),
        value: { name: pod.name, view: pod },
      };
    });

const kindRank: Readonly<Record<ContainerView["kind"], number>> = {
  container: 1,
  sidecar: 2,
  init: 3,
  ephemeral: 4,
};

/** The containers: the default one first, then those that serve, then the others, each kind marked (C1). */
export const containerChoices = (pod: PodView): ReadonlyArray<Choice<string>> => {
  const isDefault = ({ name }: ContainerView): boolean => name === pod.defaultContainer;
  const rank = (container: ContainerView): number =>
    isDefault(container) ? 0 : kindRank[container.kind];
  return [...pod.containers]
    .sort((a, b) => rank(a) - rank(b))
    .map((container) => ({
      label: container.name,
      description: described(
        isDefault(container) ? "default" : "",
        container.kind === "container" ? "" : container.kind,
        container.image,
      ),
      value: container.name,
    }));
};

/** A typed text as a name, where it can be one of a Kubernetes object. */
export const byName =
  (what: string) =>
  (text: string): Choice<string> | undefined =>
    /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u.test(text)
      ? { label: text, description: `${what} by its name`, value: text }
      : undefined;
