import { For, Show, type JSX } from "solid-js";
import type { Explanation } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import "./remedies.css";

type Remedy = Explanation["remedies"][number];

const words = (remedy: Remedy): string => {
  switch (remedy._tag) {
    case "Retry":
      return "Retry";
    case "OpenKubeconfig":
      return "Open Kubeconfig";
    case "LogIn":
      return "Run Login Command";
    case "CopyCommand":
      return "Copy Command";
    case "PickContainer":
      return "Pick Container…";
  }
};

/** The words of a command, each in one piece where a line ends: a break after `--` would hide what it belongs to. */
const wordsOf = (command: string): JSX.Element => (
  <For each={command.split(" ")}>
    {(word, i) => (
      <>
        {i() > 0 && " "}
        <span class="word">{word}</span>
      </>
    )}
  </For>
);

/** The line for a terminal that the advice speaks of, to be read before it is copied. */
export const CommandLine = (props: { readonly problem: Explanation }): JSX.Element => (
  <For each={props.problem.remedies}>
    {(remedy) =>
      remedy._tag === "CopyCommand" && <code class="command">{wordsOf(remedy.command)}</code>
    }
  </For>
);

/** The raw answer behind a problem, folded away; nothing where there is none. */
export const Details = (props: { readonly problem: Explanation }): JSX.Element => (
  <Show when={props.problem.details}>
    {(details) => (
      <details class="details">
        <summary>
          <span class="codicon codicon-chevron-right" aria-hidden="true" />
          Details
        </summary>
        <pre tabindex="0">{details()}</pre>
      </details>
    )}
  </Show>
);

/** The buttons under a problem; *Retry* is the only primary one. */
export const Remedies = (props: {
  readonly panel: Panel;
  readonly problem: Explanation;
}): JSX.Element => (
  <For each={props.problem.remedies}>
    {(remedy) => (
      <button
        type="button"
        class="push"
        classList={{ primary: remedy._tag === "Retry" }}
        title={"command" in remedy ? remedy.command : undefined}
        onClick={() => props.panel.act({ _tag: "Remedy", remedy })}
      >
        {words(remedy)}
      </button>
    )}
  </For>
);
