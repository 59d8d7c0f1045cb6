import { Match, Show, Switch, type JSX } from "solid-js";
import { allSources, hidesAny } from "../../src/protocol/sources.ts";
import type { LineLimit } from "../../src/domain/target.ts";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import type { NoticeState } from "./phase.ts";
import { CommandLine, Details, Remedies } from "./remedies.tsx";
import "./notice.css";

const narrow = <Tag extends NoticeState["_tag"]>(
  notice: NoticeState,
  tag: Tag,
): Extract<NoticeState, { _tag: Tag }> | undefined =>
  notice._tag === tag ? (notice as Extract<NoticeState, { _tag: Tag }>) : undefined;

/** `All Lines`, `the Last 1,000 Lines`: for a button. */
const lastLines = (limit: LineLimit): string =>
  limit === "all"
    ? "All Lines"
    : limit === 1
      ? "the Last Line"
      : `the Last ${formatCount(limit)} Lines`;

/** There are lines, and none is shown: what hides them, and how to have them back. */
const AllHidden = (props: { readonly panel: Panel; readonly lines: number }): JSX.Element => {
  const filters = () => props.panel.filter().text !== "";
  const hidesSources = () => hidesAny(props.panel.shown()?.choice ?? allSources);
  return (
    <>
      <span
        class={`big codicon codicon-${filters() ? "filter" : "eye-closed"}`}
        aria-hidden="true"
      />
      <p class="sentence">
        {filters() ? "No line passes the filter" : "The sources of all lines are hidden"}
      </p>
      <p class="why">
        {props.lines === 1
          ? "The only line is hidden."
          : `All ${formatCount(props.lines)} lines are hidden.`}
      </p>
      <div class="buttons">
        <Show when={filters()}>
          <button
            type="button"
            class="push"
            onClick={() => props.panel.chooseFilter("", props.panel.filter().context)}
          >
            Clear Filter
          </button>
        </Show>
        <Show when={hidesSources()}>
          <button
            type="button"
            class="push"
            onClick={() => props.panel.chooseSources({ _tag: "ShowAll" })}
          >
            Show All Sources
          </button>
        </Show>
      </div>
    </>
  );
};

/** What stands in the list's place while it has no rows: one icon, one sentence, one reason, one action. */
export const Notice = (props: {
  readonly panel: Panel;
  readonly notice: NoticeState;
}): JSX.Element => (
  <div class="notice">
    <Switch>
      <Match when={narrow(props.notice, "Loading")}>
        {(loading) => <p class="sentence">{loading().sentence}</p>}
      </Match>
      <Match when={narrow(props.notice, "Empty")}>
        {(empty) => (
          <>
            <span class={`big codicon codicon-${empty().icon}`} aria-hidden="true" />
            <p class="sentence">{empty().sentence}</p>
            <Show when={empty().why}>{(why) => <p class="why">{why()}</p>}</Show>
            <Show when={empty().advice}>{(advice) => <p class="why">{advice()}</p>}</Show>
            <Show when={empty().begun}>
              <div class="buttons">
                <button
                  type="button"
                  class="push"
                  onClick={() => props.panel.chooseLineLimit(props.panel.lineLimit())}
                >
                  {`Show ${lastLines(props.panel.lineLimit())}`}
                </button>
              </div>
            </Show>
          </>
        )}
      </Match>
      <Match when={narrow(props.notice, "Hidden")}>
        {(hidden) => <AllHidden panel={props.panel} lines={hidden().lines} />}
      </Match>
      <Match when={narrow(props.notice, "Failed")}>
        {(failed) => (
          <>
            <span class="big codicon codicon-error" aria-hidden="true" />
            <p class="sentence">{failed().problem.sentence}</p>
            <Show when={failed().problem.why}>{(why) => <p class="why">{why()}</p>}</Show>
            <p class="why">{failed().problem.advice}</p>
            <CommandLine problem={failed().problem} />
            <div class="buttons">
              <Remedies panel={props.panel} problem={failed().problem} />
              <button type="button" class="push" onClick={() => props.panel.act({ _tag: "Close" })}>
                Close
              </button>
            </div>
            <Details problem={failed().problem} />
          </>
        )}
      </Match>
    </Switch>
  </div>
);
