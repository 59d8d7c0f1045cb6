import { ContainerWaiting } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import { explainWaiting } from "../domain/waiting.ts";
import type { ConnectionState, SourceRef } from "../domain/source.ts";
import type { SourceState } from "../resume/commands.ts";

/** The state of a source in the words of the panel; `shownAt` turns its times (ms) into those that are shown. */
export const connectionOf = (
  state: SourceState,
  { pod, container }: Pick<SourceRef, "pod" | "container">,
  shownAt: (at: number) => number,
): ConnectionState => {
  if (state._tag === "Reconnecting") return { ...state, at: shownAt(state.at) };
  if (state._tag !== "Waiting") return state;
  const told =
    state.error === undefined && state.pod !== undefined
      ? explainWaiting(state.pod, container)
      : undefined;
  return {
    _tag: "Waiting",
    why: told ?? explain(state.error ?? new ContainerWaiting({ pod, container, reason: "" })),
  };
};
