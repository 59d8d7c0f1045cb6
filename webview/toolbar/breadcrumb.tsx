import { For, Show, type JSX } from "solid-js";
import { type Target, targetName } from "../../src/domain/target.ts";
import type { ContainerChoice, Shown } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import { Select } from "./select.tsx";
import "./breadcrumb.css";

const fullName = (target: Target): string =>
  target._tag === "Pods" ? target.pods.join(", ") : targetName(target);

const kindOf = (target: Target): string | undefined =>
  target._tag === "Workload" ? target.kind : undefined;

const nameWords = (target: Target): string =>
  target._tag === "Workload" ? target.name : targetName(target);

const kindWords = (choice: ContainerChoice): string =>
  choice.kind === "container" ? choice.name : `${choice.name} (${choice.kind})`;

const Part = (props: {
  readonly panel: Panel;
  readonly part: "context" | "namespace" | "target";
  readonly words: string;
  /** In front of the words, where there is room. */
  readonly kind?: string | undefined;
  readonly title: string;
  readonly icon?: string;
}): JSX.Element => (
  <button
    type="button"
    class={`crumb ${props.part}`}
    title={props.title}
    aria-label={props.title}
    onClick={() => props.panel.act({ _tag: "Pick", part: props.part })}
  >
    <Show when={props.icon}>
      {(icon) => <span class={`codicon codicon-${icon()}`} aria-hidden="true" />}
    </Show>
    <span class="words">
      <Show when={props.kind}>{(kind) => <span class="kind">{`${kind()} `}</span>}</Show>
      {props.words}
    </span>
  </button>
);

/** What is shown: context › namespace › target and its container; each part opens the list to choose from. */
export const Breadcrumb = (props: {
  readonly panel: Panel;
  readonly shown: Shown;
}): JSX.Element => {
  const target = () => props.shown.target;
  const container = () => target().container ?? "";
  const isPattern = () =>
    container() !== "" && !props.shown.containers.some(({ name }) => name === container());
  return (
    <div class="breadcrumb">
      <Part
        panel={props.panel}
        part="context"
        words={target().context}
        title={`Context: ${target().context} (cluster ${props.shown.cluster})`}
        icon="server-environment"
      />
      <span class="codicon codicon-chevron-right between" aria-hidden="true" />
      <Part
        panel={props.panel}
        part="namespace"
        words={target().namespace}
        title={`Namespace: ${target().namespace}`}
      />
      <span class="codicon codicon-chevron-right between" aria-hidden="true" />
      <Part
        panel={props.panel}
        part="target"
        words={nameWords(target())}
        kind={kindOf(target())}
        title={`${target()._tag}: ${fullName(target())}`}
      />
      <Show
        when={props.shown.containers.length > 1}
        fallback={
          <Show when={container() || props.shown.containers[0]?.name}>
            {(name) => (
              <>
                <span class="codicon codicon-chevron-right between" aria-hidden="true" />
                <span class="crumb container" title={`Container: ${name()}`}>
                  <span class="words">{name()}</span>
                </span>
              </>
            )}
          </Show>
        }
      >
        <Select
          class="container"
          label="Container"
          title={`Container: ${container() === "" ? "all" : container()}`}
          value={container()}
          short={container() === "" ? "All" : container()}
          disabled={props.shown.gone}
          onChoose={(name) =>
            props.panel.act(
              name === "" ? { _tag: "AllContainers" } : { _tag: "SetContainer", container: name },
            )
          }
        >
          <option value="">All containers</option>
          {/* Of many pods: those whose names fit a pattern. */}
          <Show when={isPattern()}>
            <option value={container()}>{container()}</option>
          </Show>
          <For each={props.shown.containers}>
            {(choice) => <option value={choice.name}>{kindWords(choice)}</option>}
          </For>
        </Select>
      </Show>
    </div>
  );
};
