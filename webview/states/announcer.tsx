import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type JSX } from "solid-js";
import type { Connection } from "../../src/protocol/shown.ts";
import { formatCount } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";

/** A filter that has not changed for so long, in ms, is the one that is meant. */
const restsFor = 1_000;

/** A state in the words that are spoken; a countdown is not, it would never end. */
const spoken = (connection: Connection): string => {
  switch (connection._tag) {
    case "Waiting":
    case "Disconnected":
      return `${connection._tag}. ${connection.why.sentence}`;
    case "Ended":
      return `Ended. ${connection.why}`;
    default:
      return connection._tag;
  }
};

/** Tells screen readers what changes: states and short messages politely, problems at once. Never lines. */
export const Announcer = (props: { readonly panel: Panel }): JSX.Element => {
  const [status, setStatus] = createSignal("");
  createEffect(
    on(
      () => spoken(props.panel.connection()),
      (words) => setStatus(words),
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => props.panel.said(),
      (said) => setStatus(said?.text ?? ""),
      { defer: true },
    ),
  );
  // Where the user has gone among the matches; not how many there are by now.
  createEffect(
    on(
      () => {
        const found = props.panel.finding();
        return found?.go === true && found.current !== undefined
          ? `Match ${formatCount(found.current.index + 1)} of ${formatCount(found.total)}`
          : undefined;
      },
      (words) => {
        if (words !== undefined) setStatus(words);
      },
      { defer: true },
    ),
  );
  // What a filter came to, once it rests: neither each letter of it nor each line that passes later.
  const [rested, setRested] = createSignal("");
  createEffect(
    on(
      () => props.panel.filter().text,
      (text) => {
        const timer = setTimeout(() => setRested(text), restsFor);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  const told = createMemo(() =>
    props.panel.passed()?.whole === true && rested() === props.panel.filter().text ? rested() : "",
  );
  createEffect(
    on(
      told,
      (filter) => {
        const passed = untrack(props.panel.passed);
        if (filter !== "" && passed !== undefined)
          setStatus(
            `${formatCount(passed.hits)} of ${formatCount(passed.of)} lines pass the filter`,
          );
      },
      { defer: true },
    ),
  );
  const problem = () => {
    const told = props.panel.problem();
    return told === null ? "" : `${told.sentence} ${told.advice}`;
  };
  return (
    <>
      <div class="unseen-words" role="status">
        {status()}
      </div>
      <div class="unseen-words" role="alert">
        {problem()}
      </div>
    </>
  );
};
