import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from "solid-js";
import type { Connection, Explanation } from "../../src/protocol/shown.ts";
import { formatBytes, formatCount, formatRate } from "../../src/text/time.ts";
import type { Panel } from "../panel.ts";
import { countSources } from "../sources/source-counts.ts";
import { statesOf } from "../sources/source-state.ts";
import "./footer.css";

/** A short message stands in the footer for this long, in ms. */
const saidFor = 5_000;

const iconOf = (connection: Connection): string => {
  switch (connection._tag) {
    case "Connecting":
      return "loading codicon-modifier-spin";
    case "Streaming":
      return "pass-filled";
    case "Waiting":
      return "clockface";
    case "Reconnecting":
      return "sync codicon-modifier-spin";
    case "Disconnected":
      return "debug-disconnect";
    case "Ended":
      return "circle-slash";
  }
};

const titleOf = (connection: Connection): string => {
  switch (connection._tag) {
    case "Connecting":
      return "Opening the log";
    case "Streaming":
      return "Connected: new lines appear as they are written";
    case "Waiting":
    case "Disconnected":
      return `${connection.why.sentence}\n${connection.why.advice}`;
    case "Reconnecting":
      return `Attempt ${connection.attempt}${
        connection.why === undefined ? "" : `\n${connection.why.sentence}`
      }\nNothing is lost: reading goes on where it stopped`;
    case "Ended":
      return connection.why;
  }
};

/** Whole seconds until a Unix time in ms, counted down while anyone looks. */
const createCountdown = (at: () => number | undefined) => {
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (at() === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    onCleanup(() => clearInterval(timer));
  });
  return createMemo(() => Math.max(0, Math.ceil(((at() ?? 0) - now()) / 1000)));
};

/** The last short message of the host, while it is fresh. */
const createFreshWords = (panel: Panel) => {
  const [words, setWords] = createSignal<string>();
  createEffect(
    on(
      () => panel.said(),
      (said) => {
        if (said === undefined) return;
        setWords(said.text);
        const timer = setTimeout(() => setWords(undefined), saidFor);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  return words;
};

/** `CrashLoopBackOff, next start in ~40 s`: the node counts on its own, so the time is about right. */
const waitingWords = ({ goesOnAt, word = "Waiting" }: Explanation, seconds: number): string =>
  goesOnAt === undefined || seconds === 0 ? word : `${word}, next start in ~${seconds} s`;

const unverified =
  "The certificate of the server is not verified, because the kubeconfig says insecure-skip-tls-verify.\n" +
  "Whoever answers in its place can read your login and show you anything.\nPress to open the kubeconfig";

const linesOf = (count: number): string => (count === 1 ? "1 line" : `${formatCount(count)} lines`);

/** A quiet note that leads to what it is about. */
const Note = (props: {
  readonly icon: string;
  readonly words: string;
  readonly title: string;
  readonly warning?: boolean;
  readonly onClick: () => void;
}): JSX.Element => (
  <button
    type="button"
    class="note"
    classList={{ warning: props.warning === true }}
    title={props.title}
    onClick={() => props.onClick()}
  >
    <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />
    <span>{props.words}</span>
  </button>
);

/** The strip at the bottom: the true state, how much there is, how fast it comes, what it costs. */
export const Footer = (props: { readonly panel: Panel }): JSX.Element => {
  const connection = () => props.panel.connection();
  const goesOnAt = () => {
    const state = connection();
    if (state._tag === "Waiting") return state.why.goesOnAt;
    return state._tag === "Reconnecting" ? state.at : undefined;
  };
  const seconds = createCountdown(goesOnAt);
  const words = createFreshWords(props.panel);
  /** The cluster's own word for what is waited for. */
  const waitsFor = () => {
    const now = connection();
    return now._tag === "Waiting" ? now.why.word : undefined;
  };
  const state = () => {
    const now = connection();
    if (now._tag === "Waiting") return waitingWords(now.why, seconds());
    if (now._tag !== "Reconnecting") return now._tag;
    return seconds() > 0 ? `Reconnecting in ${seconds()} s` : "Reconnecting…";
  };
  const counts = () => props.panel.counts();
  const received = () => linesOf(counts().lines);
  const sources = createMemo(() => countSources(props.panel.shown()));
  /** What is left of the lines where only hidden sources take any away: a filter has its own count. */
  const left = () =>
    sources().hides && props.panel.filter().text === "" ? props.panel.passed() : undefined;

  const isOfSeveral = () => sources().all > 1;
  /** The details of each source are asked for while anyone looks; while their list is open they come anyway. */
  const wantReports = (hovers: boolean): void => {
    if (isOfSeveral() && !props.panel.sourcesOpen())
      props.panel.post({ _tag: "SourcesWanted", wanted: hovers });
  };
  const title = () =>
    isOfSeveral()
      ? `${titleOf(connection())}\n\n${statesOf(props.panel.shown()?.sources ?? [], props.panel.reports())}`
      : titleOf(connection());

  return (
    <footer class="footer">
      <span
        class="state"
        classList={{ [connection()._tag.toLowerCase()]: true }}
        title={title()}
        onPointerEnter={() => wantReports(true)}
        onPointerLeave={() => wantReports(false)}
      >
        <span class={`codicon codicon-${iconOf(connection())}`} aria-hidden="true" />
        <span>
          <Show when={waitsFor() !== undefined}>
            <span class="general">Waiting · </span>
          </Show>
          {state()}
        </span>
      </span>
      <Show when={props.panel.shown()?.insecure === true}>
        <Note
          warning
          icon="unlock"
          words="Not verified"
          title={unverified}
          onClick={() => props.panel.act({ _tag: "Remedy", remedy: { _tag: "OpenKubeconfig" } })}
        />
      </Show>
      <Show when={connection()._tag === "Reconnecting" && seconds() > 0}>
        <span aria-hidden="true">·</span>
        <button
          type="button"
          class="link"
          title="Try again without waiting"
          onClick={() => props.panel.act({ _tag: "RetryNow" })}
        >
          Retry now
        </button>
      </Show>
      <Show when={counts().maxBytes > 0}>
        <span class="lines" title={`${received()} received since this log was opened`}>
          <Show when={left()} fallback={received()}>
            {(passed) => `${formatCount(passed().hits)} of ${linesOf(passed().of)}`}
          </Show>
        </span>
        <Show when={connection()._tag === "Streaming"}>
          <span class="rate" title="New lines per second, over the last seconds">
            {formatRate(counts().rate)}
          </span>
        </Show>
      </Show>
      <Show when={sources().hides}>
        <Note
          icon="eye-closed"
          words={`${formatCount(sources().hidden)} hidden`}
          title={`${formatCount(sources().hidden)} of ${formatCount(sources().all)} sources are hidden and go on collecting`}
          onClick={() => props.panel.openSources(true)}
        />
      </Show>
      <Show when={sources().followed < sources().all}>
        <Note
          icon="list-tree"
          words={`${formatCount(sources().followed)} of ${formatCount(sources().all)} followed`}
          title="Not all sources are read at a time: open the list to follow others"
          onClick={() => props.panel.openSources(true)}
        />
      </Show>
      <span class="said">{words()}</span>
      <Show when={counts().maxBytes > 0}>
        <span
          class="memory"
          title={`These lines take ${formatBytes(counts().bytes)} of memory; at ${formatBytes(
            counts().maxBytes,
          )} the oldest go`}
        >
          {`${formatBytes(counts().bytes)} of ${formatCount(Math.round(counts().maxBytes / 1e6))}`}
        </span>
      </Show>
    </footer>
  );
};
