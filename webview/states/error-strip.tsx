import { Show, type JSX } from "solid-js";
import type { Explanation } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import { CommandLine, Details, Remedies } from "./remedies.tsx";
import "./error-strip.css";

/** A problem while lines are there: a strip under them, and they stay. */
export const ErrorStrip = (props: {
  readonly panel: Panel;
  readonly problem: Explanation;
}): JSX.Element => (
  <section class="strip" aria-label="Problem">
    <span class="codicon codicon-error" aria-hidden="true" />
    <div class="words">
      <p>
        <span>{props.problem.sentence}</span>
        <Show when={props.problem.why}>{(why) => <span>{` ${why()}`}</span>}</Show>
        <span>{` ${props.problem.advice}`}</span>
      </p>
      <CommandLine problem={props.problem} />
      <Details problem={props.problem} />
    </div>
    <div class="buttons">
      <Remedies panel={props.panel} problem={props.problem} />
    </div>
  </section>
);
