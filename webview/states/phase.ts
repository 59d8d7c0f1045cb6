import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { sinceWords, type Since } from "../../src/domain/since.ts";
import { targetLabel } from "../../src/domain/target.ts";
import type { Explanation } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";

/** What stands in the middle while there is no row to see. */
export type NoticeState =
  | { readonly _tag: "Loading"; readonly sentence: string }
  | {
      readonly _tag: "Empty";
      readonly icon: string;
      readonly sentence: string;
      readonly why?: string;
      readonly advice?: string;
      /** The log may have older lines than it was asked for. */
      readonly begun?: boolean;
    }
  /** The filter, or the choice of sources, lets nothing through. */
  | { readonly _tag: "Hidden"; readonly lines: number }
  | { readonly _tag: "Failed"; readonly problem: Explanation };

/** Which of the states of the panel is seen. */
export interface Phase {
  readonly progress: boolean;
  readonly notice: NoticeState | undefined;
  /** A problem while lines are there. */
  readonly strip: Explanation | undefined;
}

/** Sentences wait this long, in ms: what answers fast flashes nothing. */
const patience = 400;

/** `No lines in the last 15 min`, `No lines since 2026-11-25T10:30:00Z`. */
const noLines = (since: Since): string =>
  `No lines ${since._tag === "Ago" ? "in the " : ""}${sinceWords(since)}`;

/** The state that connection, problem and counts come to; sentences of waiting come after 400 ms of it. */
export const createPhase = (panel: Panel): Accessor<Phase> => {
  const empty = createMemo(() => panel.counts().end === panel.counts().first);
  const tag = createMemo(() => panel.connection()._tag);
  const [patient, setPatient] = createSignal(false);
  createEffect(
    on([empty, tag], () => {
      setPatient(false);
      const timer = setTimeout(() => setPatient(true), patience);
      onCleanup(() => clearTimeout(timer));
    }),
  );

  const waiting = (): NoticeState | undefined => {
    const connection = panel.connection();
    const since = panel.since();
    switch (connection._tag) {
      case "Connecting": {
        const shown = panel.shown();
        const name = shown === undefined ? "" : ` from ${targetLabel(shown.target)}`;
        return { _tag: "Loading", sentence: `Loading logs${name}…` };
      }
      case "Streaming":
        return since === undefined
          ? {
              _tag: "Empty",
              icon: "output",
              sentence: "No logs yet",
              why: "No output so far. The first line appears here when it comes.",
            }
          : {
              _tag: "Empty",
              icon: "output",
              sentence: noLines(since),
              why: "The next line appears here when it comes.",
              begun: true,
            };
      case "Waiting":
        return {
          _tag: "Empty",
          icon: "clockface",
          sentence: connection.why.sentence,
          ...(connection.why.why === undefined ? {} : { why: connection.why.why }),
          advice: connection.why.advice,
        };
      case "Reconnecting":
        return connection.why === undefined
          ? { _tag: "Loading", sentence: "Connecting again…" }
          : { _tag: "Failed", problem: connection.why };
      case "Disconnected":
        return { _tag: "Failed", problem: connection.why };
      case "Ended":
        return {
          _tag: "Empty",
          icon: "circle-slash",
          sentence: since === undefined ? "No logs" : noLines(since),
          why: connection.why,
          begun: since !== undefined,
        };
    }
  };

  return createMemo((): Phase => {
    const problem = panel.problem();
    const passed = panel.passed();
    // The log has lines, whatever the filter lets through.
    if (passed !== undefined && passed.of > 0) {
      const hidden = passed.whole && passed.hits === 0;
      return {
        progress: empty() && !hidden,
        notice: hidden ? { _tag: "Hidden", lines: passed.of } : undefined,
        strip: problem ?? undefined,
      };
    }
    if (!empty()) return { progress: false, notice: undefined, strip: problem ?? undefined };
    if (problem !== null)
      return { progress: false, notice: { _tag: "Failed", problem }, strip: undefined };
    const notice = waiting();
    const shown = notice !== undefined && (notice._tag === "Failed" || patient());
    return {
      progress: tag() === "Connecting" || (tag() === "Streaming" && !patient()),
      notice: shown ? notice : undefined,
      strip: undefined,
    };
  });
};
