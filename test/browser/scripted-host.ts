import type { Explanation, Connection, Options, Shown } from "../../src/protocol/shown.ts";
import { allSources, changedChoice } from "../../src/protocol/sources.ts";
import type { Rows } from "../../src/protocol/rows.ts";
import { decodeToHost, type ToHost } from "../../src/protocol/to-host.ts";
import type { ToWebview } from "../../src/protocol/to-webview.ts";
import { compileSearch } from "../../src/text/search.ts";
import { stripAnsi } from "../../src/text/ansi.ts";
import type { WebviewApi } from "../../webview/host.ts";
import { rowsOf, type ScriptedRow } from "./scripted-rows.ts";
import {
  nearestPosition,
  scriptedCopy,
  scriptedMarks,
  scriptedView,
  type ScriptedView,
  type ScriptedWays,
} from "./scripted-view.ts";

/** What a scripted panel shows unless a test says otherwise. */
export const scriptedShown: Shown = {
  target: { _tag: "Pod", context: "prod", namespace: "shop", pod: "web-6d4f9", container: "app" },
  cluster: "prod",
  containers: [{ name: "app", kind: "container", hasPrevious: false }],
  sources: [{ id: 0, pod: "web-6d4f9", container: "app", label: "app" }],
  options: { lineLimit: 1000, timestamps: "off", follow: true, wrap: true },
  choice: allSources,
  previous: false,
  own: false,
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
  /** What was copied, oldest first. */
  readonly copied: ReadonlyArray<string>;
  /** The filter that the view asked for last. */
  readonly filter: () => string;
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
  let run = 7;
  let buckets = 0;
  let first = 0;
  let end = 0;
  let rate = 0;
  let shown = scriptedShown;
  let connection: Connection = { _tag: "Connecting" };
  let problem: Explanation | null = null;
  let window_: Extract<ToHost, { _tag: "Window" }> | undefined;
  let ready = false;

  const copied: Array<string> = [];
  let ways: ScriptedWays = { filter: "", context: 0, foldAll: false, apart: new Set() };
  let view: ScriptedView | undefined;
  let find: Extract<ToHost, { _tag: "Find" }> | undefined;
  let current: { readonly row: number; readonly match: number } | undefined;

  const firstPosition = () => (view === undefined ? first : 0);
  const endPosition = () => (view === undefined ? end : view.rows.length);
  const numberAt = (position: number) => view?.rows[position] ?? position;
  const positionOf = (row: number) =>
    view === undefined ? Math.max(first, Math.min(end - 1, row)) : nearestPosition(view, row);

  const rows = (from: number, count: number): Rows => {
    const start = Math.max(firstPosition(), from);
    const stop = Math.min(endPosition(), from + count);
    const numbers = Array.from({ length: Math.max(0, stop - start) }, (_, i) =>
      numberAt(start + i),
    );
    const list = numbers.map(rowAt);
    if (view === undefined) return rowsOf(start, list);
    const folded = numbers.flatMap((row, i): ReadonlyArray<readonly [number, number]> => {
      const under = view?.folded.get(row);
      return under === undefined ? [] : [[i, under]];
    });
    return { ...rowsOf(start, list, numbers), folded };
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
      first: firstPosition(),
      end: endPosition(),
      lines: end - first,
      rate,
      bytes: (end - first) * 150,
      maxBytes: 256_000_000,
      ...(follow && end > first ? { rows: rows(endPosition() - count, count) } : {}),
      ...(ways.filter === ""
        ? {}
        : { passed: { hits: view?.hits ?? 0, of: end - first, whole: true } }),
      ...(first > 0 ? { above: { evicted: first, since: 1_767_263_400, full: false } } : {}),
    });
  };

  const sendView = (near: number | undefined) => {
    const some = endPosition() > firstPosition();
    const follow = window_?.follow === true;
    const position = near === undefined || !some ? undefined : positionOf(near);
    send({
      _tag: "ViewIs",
      epoch,
      run,
      first: firstPosition(),
      end: endPosition(),
      foldAll: ways.foldAll,
      ...(position === undefined ? {} : { at: { row: numberAt(position), position } }),
      ...(some ? { rows: rows(follow ? endPosition() - 60 : (position ?? 0) - 60, 120) } : {}),
    });
  };

  const look = (change: Partial<ScriptedWays>, near: number) => {
    ways = { ...ways, ...change };
    view = scriptedView(rowAt, first, end, ways);
    epoch++;
    sendView(near);
    send({ _tag: "FilterIs", text: ways.filter, context: ways.context });
    sendBeat();
    if (find !== undefined) sendFinding(false);
  };

  /** All matches of the find, in order. */
  const matches = (): ReadonlyArray<{ readonly row: number; readonly match: number }> => {
    if (find === undefined) return [];
    const compiled = compileSearch(find.query);
    if (compiled._tag === "Wrong") return [];
    const found: Array<{ row: number; match: number }> = [];
    for (let position = firstPosition(); position < endPosition(); position++) {
      const row = numberAt(position);
      const ranges = compiled.matcher.ranges(stripAnsi(rowAt(row).text));
      for (const match of ranges.keys()) found.push({ row, match });
    }
    return found;
  };

  const sendFinding = (go: boolean) => {
    if (find === undefined) return;
    const all = matches();
    const index = all.findIndex(
      ({ row, match }) => row === current?.row && match === current.match,
    );
    send({
      _tag: "Finding",
      find: find.find,
      total: all.length,
      whole: true,
      go,
      ...(current === undefined || index < 0
        ? {}
        : { current: { ...current, index, epoch, position: positionOf(current.row) } }),
    });
  };

  const startFind = (asked: Extract<ToHost, { _tag: "Find" }>) => {
    find = asked;
    const all = matches();
    current = undefined;
    for (const one of all)
      if (
        current === undefined ||
        Math.abs(one.row - asked.near) < Math.abs(current.row - asked.near)
      )
        current = one;
    sendFinding(current !== undefined);
  };

  const goFind = (step: 1 | -1, from: number | undefined) => {
    const all = matches();
    if (all.length === 0) return;
    const at = all.findIndex(({ row, match }) => row === current?.row && match === current.match);
    const forward = all.findIndex(({ row }) => row > (from ?? 0));
    const backward = all.findLastIndex(({ row }) => row < (from ?? 0));
    const next = from === undefined ? at + step : step > 0 ? forward : backward;
    current = all.at(next < 0 ? -1 : next % all.length);
    sendFinding(true);
  };

  const sendMap = () => {
    if (buckets === 0 || end - first > 100_000) return;
    const list = Array.from({ length: endPosition() - firstPosition() }, (_, i) =>
      rowAt(numberAt(firstPosition() + i)),
    );
    send({
      _tag: "MapIs",
      epoch,
      marks: scriptedMarks(list, buckets),
    });
  };

  const act = (action: Extract<ToHost, { _tag: "Do" }>["action"]) => {
    if (action._tag !== "CopyRows") return;
    const rowsShown = view?.rows;
    copied.push(
      scriptedCopy(
        action,
        rowAt,
        (row) => rowsShown === undefined || ways.filter === "" || rowsShown.includes(row),
        first,
        end,
      ),
    );
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
            sendView(read.at?.run === run ? read.at.row : undefined);
            send({ _tag: "FilterIs", text: ways.filter, context: ways.context });
            send({ _tag: "Showing", shown });
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
          case "Filter":
            look({ filter: read.text, context: read.context }, read.near);
            break;
          case "ShowSources":
            shown = { ...shown, choice: changedChoice(shown.choice, read.change, shown.sources) };
            send({ _tag: "Showing", shown });
            break;
          case "Fold": {
            const apart = new Set(ways.apart);
            if (read.folded === ways.foldAll) apart.delete(read.row);
            else apart.add(read.row);
            look({ apart }, read.row);
            break;
          }
          case "FoldAll":
            look({ foldAll: read.folded, apart: new Set() }, read.near);
            break;
          case "Find":
            startFind(read);
            break;
          case "FindGo":
            goFind(read.step, read.from);
            break;
          case "FindStop":
            find = undefined;
            break;
          case "MapWanted":
            buckets = read.buckets;
            sendMap();
            break;
          case "NeedText": {
            const { text, whole = text } = rowAt(read.row);
            const all = encoder.encode(whole);
            const part = all.slice(0, read.maxBytes);
            send({
              _tag: "TextOf",
              run,
              row: read.row,
              text: part,
              rest: all.length - part.length,
            });
            break;
          }
          case "Do":
            act(read.action);
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
      if (view !== undefined) view = scriptedView(rowAt, first, end, ways);
      sendBeat();
      sendMap();
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
      send({ _tag: "Showing", shown });
    },
    restart: () => {
      epoch++;
      run++;
      first = 0;
      end = 0;
      sendView(undefined);
      send({ _tag: "Showing", shown });
      sendBeat();
    },
    answerAll: () => {
      for (const need of waiting.splice(0)) answer(need);
    },
    needs: () => said.filter((message) => message._tag === "Need").length,
    window: () => window_,
    unacknowledged: () => seq - acked,
    rows,
    copied,
    filter: () => ways.filter,
  };
  return host;
};
