import type { Explanation, Connection, Options, Shown } from "../../src/protocol/shown.ts";
import type { Rows } from "../../src/protocol/rows.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import { decodeToHost, type ToHost } from "../../src/protocol/toHost.ts";
import type { ToWebview } from "../../src/protocol/toWebview.ts";
import type { WebviewApi } from "../../webview/host.ts";

/** One row of a scripted log. */
export interface ScriptedRow {
  readonly text: string;
  readonly level?: number;
  readonly kind?: number;
  readonly flags?: number;
  readonly source?: number;
  readonly seconds?: number;
  readonly nanos?: number;
}

/** What a scripted panel shows unless a test says otherwise. */
export const scriptedShown: Shown = {
  target: { _tag: "Pod", context: "prod", namespace: "shop", pod: "web-6d4f9", container: "app" },
  cluster: "prod",
  containers: [{ name: "app", kind: "container", hasPrevious: false }],
  sources: [{ id: 0, pod: "web-6d4f9", container: "app", label: "app" }],
  options: { lineLimit: 1000, timestamps: "off", follow: true, wrap: true },
  previous: false,
  gone: false,
};

type WithoutSeq<M> = M extends { readonly seq: number } ? Omit<M, "seq"> : never;

/**
 * The extension host's side of the wire, in memory: it speaks the real protocol through the window's messages,
 * over a log that a function of the position writes. Rows exist only when they are asked for, so ten million cost nothing.
 */
export interface ScriptedHost {
  readonly api: WebviewApi;
  /** All that the view has said, oldest first. */
  readonly said: ReadonlyArray<ToHost>;
  readonly actions: () => ReadonlyArray<string>;
  readonly send: (message: WithoutSeq<ToWebview>) => void;
  /** Rows `first … end` exist from now on; sends a beat. */
  readonly beat: (end: number, first?: number, rate?: number) => void;
  readonly connection: (connection: Connection) => void;
  readonly problem: (problem: Explanation | null) => void;
  readonly show: (shown: Partial<Shown>, options?: Partial<Options>) => void;
  /** Starts the rows anew. */
  readonly restart: () => void;
  /** What a request costs: answers wait while it is false. */
  answering: boolean;
  readonly answerAll: () => void;
  readonly needs: () => number;
  /** The last window that the view told. */
  readonly window: () => Extract<ToHost, { _tag: "Window" }> | undefined;
  readonly unacknowledged: () => number;
  readonly rows: (first: number, count: number) => Rows;
}

const encoder = new TextEncoder();

/** As VS Code delivers: a task of its own for each message. */
const byWindow = (message: ToWebview) => window.postMessage(message, "*");

/** The same in order but without a task, for a world whose timers are in a test's hand. */
export const byMicrotask = (message: ToWebview) =>
  queueMicrotask(() =>
    window.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) })),
  );

/** A scripted host over the log that `rowAt` writes. `state` is what VS Code kept of an earlier view. */
export const makeScriptedHost = (
  rowAt: (position: number) => ScriptedRow,
  state?: unknown,
  deliver: (message: ToWebview) => void = byWindow,
): ScriptedHost => {
  const said: Array<ToHost> = [];
  const waiting: Array<Extract<ToHost, { _tag: "Need" }>> = [];
  let kept = state;
  let seq = 0;
  let acked = 0;
  let epoch = 7;
  let first = 0;
  let end = 0;
  let rate = 0;
  let shown = scriptedShown;
  let connection: Connection = { _tag: "Connecting" };
  let problem: Explanation | null = null;
  let window_: Extract<ToHost, { _tag: "Window" }> | undefined;
  let ready = false;

  const rows = (from: number, count: number): Rows => {
    const start = Math.max(first, from);
    const stop = Math.min(end, from + count);
    const list = Array.from({ length: Math.max(0, stop - start) }, (_, i) => rowAt(start + i));
    const texts = list.map((row) => encoder.encode(row.text));
    let total = 0;
    const ends = texts.map((text) => (total += text.length));
    const text = new Uint8Array(total);
    for (const [i, bytes] of texts.entries()) text.set(bytes, (ends[i] ?? 0) - bytes.length);
    return {
      first: start,
      count: list.length,
      text,
      ends,
      seconds: list.map((row, i) => row.seconds ?? 1_735_468_245 + start + i),
      nanos: list.map((row) => row.nanos ?? 123_456_789),
      levels: list.map((row) => row.level ?? 0),
      kinds: list.map((row) => row.kind ?? RowKind.line),
      flags: list.map((row) => row.flags ?? 0),
      sources: list.map((row) => row.source ?? 0),
    };
  };

  const send = (message: WithoutSeq<ToWebview>) => {
    if (ready) deliver({ ...message, seq: ++seq });
  };

  const sendBeat = () => {
    const follow = window_?.follow === true && window_.epoch === epoch;
    const count = window_?.count ?? 0;
    send({
      _tag: "Beat",
      epoch,
      first,
      end,
      lines: end - first,
      rate,
      bytes: (end - first) * 150,
      maxBytes: 256_000_000,
      ...(follow && end > first ? { rows: rows(end - count, count) } : {}),
    });
  };

  const answer = (need: Extract<ToHost, { _tag: "Need" }>) =>
    send({ _tag: "RowsAt", epoch, request: need.request, rows: rows(need.first, need.count) });

  const host: ScriptedHost = {
    said,
    answering: true,
    api: {
      getState: () => kept,
      setState: (next) => {
        kept = next;
      },
      postMessage: (message) => {
        const read = decodeToHost(structuredClone(message));
        said.push(read);
        switch (read._tag) {
          case "Ready":
            ready = true;
            send({ _tag: "Showing", epoch, shown });
            send({ _tag: "ConnectionIs", epoch, connection });
            send({ _tag: "Problem", epoch, problem });
            sendBeat();
            break;
          case "Ack":
            acked = Math.max(acked, read.seq);
            break;
          case "Window": {
            const before = window_;
            window_ = read;
            if (read.follow && before?.follow !== true && host.answering) sendBeat();
            break;
          }
          case "Need":
            if (read.epoch !== epoch) break;
            if (host.answering) answer(read);
            else waiting.push(read);
            break;
          default:
            break;
        }
      },
    },
    actions: () => said.flatMap((message) => (message._tag === "Do" ? [message.action._tag] : [])),
    send,
    beat: (nextEnd, nextFirst = first, nextRate = rate) => {
      end = nextEnd;
      first = nextFirst;
      rate = nextRate;
      sendBeat();
    },
    connection: (next) => {
      connection = next;
      send({ _tag: "ConnectionIs", epoch, connection });
    },
    problem: (next) => {
      problem = next;
      send({ _tag: "Problem", epoch, problem });
    },
    show: (next, options = {}) => {
      shown = { ...shown, ...next, options: { ...shown.options, ...next.options, ...options } };
      send({ _tag: "Showing", epoch, shown });
    },
    restart: () => {
      epoch++;
      first = 0;
      end = 0;
      send({ _tag: "Showing", epoch, shown });
      sendBeat();
    },
    answerAll: () => {
      for (const need of waiting.splice(0)) answer(need);
    },
    needs: () => said.filter((message) => message._tag === "Need").length,
    window: () => window_,
    unacknowledged: () => seq - acked,
    rows,
  };
  return host;
};
