import { ContainerWaiting } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import { explainWaiting } from "../domain/waiting.ts";
import type { ConnectionState, SourceRef } from "../domain/source.ts";
import type { SourceState } from "../resume/commands.ts";

/** The machine's state of a source in the words of the panel. */
export const connectionOf = (
  state: SourceState,
  { pod, container }: Pick<SourceRef, "pod" | "container">,
): ConnectionState => {
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
