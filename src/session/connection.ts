import type { ConnectionState } from "../domain/source.ts";

/** What a user must know first, of states that differ. */
const urgency: Readonly<Record<ConnectionState["_tag"], number>> = {
  Reconnecting: 6,
  Disconnected: 5,
  Connecting: 4,
  Streaming: 3,
  Waiting: 2,
  Ended: 1,
};

/**
 * One state for all sources of a session (S7): what is wrong anywhere counts before what is well, and an ended
 * init container does not make a live pod *Ended*. Of several that reconnect, the one that tries next.
 */
export const combined = (states: Iterable<ConnectionState>): ConnectionState => {
  let first: ConnectionState | undefined;
  for (const state of states) {
    const more = urgency[state._tag] - (first === undefined ? 0 : urgency[first._tag]);
    const sooner =
      more === 0 &&
      state._tag === "Reconnecting" &&
      first?._tag === "Reconnecting" &&
      state.at < first.at;
    if (more > 0 || sooner) first = state;
  }
  return first ?? { _tag: "Connecting" };
};
