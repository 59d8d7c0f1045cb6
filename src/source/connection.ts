import { explain, type Explanation } from "../domain/explain.ts";
import type { ConnectionState } from "../domain/source.ts";
import type { SourceState } from "../resume/commands.ts";

const waiting = (
  { pod, error }: Extract<SourceState, { readonly _tag: "Waiting" }>,
  container: string,
): Explanation => {
  if (error !== undefined) return explain(error);
  const state = pod?.containers.find(({ name }) => name === container)?.state;
  const why = state?._tag === "Waiting" ? state.message : pod?.unschedulable;
  return {
    sentence: "Waiting for the container to start.",
    advice: "The log appears as soon as there is one.",
    remedies: [],
    ...(why === undefined ? {} : { why }),
  };
};

/** The machine's state of a source in the words of the panel. */
export const connectionOf = (state: SourceState, container: string): ConnectionState =>
  state._tag === "Waiting" ? { _tag: "Waiting", why: waiting(state, container) } : state;
