import { Show, type JSX } from "solid-js";
import { wholeName, type SourceInfo } from "../../src/protocol/sources.ts";
import { formatCount, formatRate } from "../../src/text/time.ts";
import { endOf } from "../list/source-label.ts";
import type { Panel } from "../panel.ts";
import { deedsOf } from "./source-deeds.ts";
import { factsOf, stateOf, stateWords, wholeOf } from "./source-state.ts";

/** The height of a row in px, as the style sheet has it. */
export const rowHeight = 44;

/** The id of a source's row, for `aria-activedescendant`. */
export const sourceRowId = (source: SourceInfo): string => `source${source.id}`;

/** A button of a row: for the hand, since the keyboard has keys for the same, and the menu. */
const RowButton = (props: {
  readonly icon: string;
  readonly label: string;
  readonly title: string;
  readonly pressed?: boolean;
  readonly run: () => void;
}): JSX.Element => (
  <button
    type="button"
    class="tool"
    classList={{ pressed: props.pressed === true }}
    tabindex="-1"
    title={props.title}
    aria-label={props.label}
    aria-pressed={props.pressed}
    onClick={() => props.run()}
  >
    <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />
  </button>
);

/** One source: its name in its colour, its state and what is known of it, its lines, and what can be done with it. */
export const SourceRow = (props: {
  readonly panel: Panel;
  readonly source: SourceInfo;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly colour: number;
  /** What it is called among the others, in at most so many characters. */
  readonly name: string;
  readonly width: number;
  readonly active: boolean;
}): JSX.Element => {
  const report = () => props.panel.reports().get(props.source.id);
  const state = () => stateOf(props.source, report());
  const deeds = () => deedsOf(props.panel, props.source);
  const unfollowed = () => props.source.unfollowed === true;
  const facts = () =>
    [
      ...(deeds().isShown ? [] : ["Hidden"]),
      stateWords(props.source, report()),
      ...factsOf(props.source),
    ].join(" · ");
  const lines = () => report()?.lines ?? 0;
  /** What came of one that comes no more was there before. */
  const rate = () => (report()?.state === "Streaming" ? (report()?.rate ?? 0) : 0);

  return (
    <div
      class="source"
      classList={{ active: props.active, hidden: !deeds().isShown, unfollowed: unfollowed() }}
      id={sourceRowId(props.source)}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={props.active}
      style={{ top: `${props.index * rowHeight}px` }}
      title={wholeOf(props.source, report())}
    >
      <div class={`name colour${props.colour}`} role="gridcell">
        {endOf(props.name, props.width)}
      </div>
      <div class="acts" role="gridcell">
        <RowButton
          icon="target"
          label="Show Only This Source"
          title={deeds().isSolo ? "Show All Sources (Enter)" : "Show Only This Source (Enter)"}
          pressed={deeds().isSolo}
          run={deeds().solo}
        />
        <RowButton
          icon={deeds().isShown ? "eye" : "eye-closed"}
          label={deeds().isShown ? "Hide" : "Show"}
          title={deeds().isShown ? "Hide (Space)" : "Show (Space)"}
          run={deeds().toggle}
        />
        <RowButton
          icon="arrow-down"
          label="Go to Its Last Line"
          title="Go to Its Last Line"
          run={deeds().goToLast}
        />
        <RowButton
          icon="split-horizontal"
          label="Open in a Panel of Its Own"
          title="Open in a Panel of Its Own (Shift+Enter)"
          run={deeds().openAlone}
        />
      </div>
      <div class={`state ${state().word.toLowerCase().replace(" ", "-")}`} role="gridcell">
        <span class={`codicon codicon-${state().icon}`} aria-hidden="true" />
        <span class="facts">{facts()}</span>
      </div>
      <div class="numbers" role="gridcell">
        <Show
          when={!unfollowed()}
          fallback={
            <button
              type="button"
              class="link"
              tabindex="-1"
              title="Read This Source Too (Enter)"
              aria-label={`Follow ${wholeName(props.source)}`}
              onClick={() => deeds().follow()}
            >
              Follow
            </button>
          }
        >
          <span class="rate">{rate() === 0 ? "" : formatRate(rate())}</span>
          <span class="lines">{lines() === 1 ? "1 line" : `${formatCount(lines())} lines`}</span>
        </Show>
      </div>
    </div>
  );
};
