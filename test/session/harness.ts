import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { KubeError } from "../../src/domain/errors.ts";
import type { Instant } from "../../src/domain/instant.ts";
import { LineFlag } from "../../src/domain/line.ts";
import { dividerText, markerText } from "../../src/domain/marker.ts";
import type { ConnectionState, SourceElement } from "../../src/domain/source.ts";
import type { Target } from "../../src/domain/target.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { openSession } from "../../src/session/open.ts";
import type {
  Session,
  SessionElement,
  SessionOptions,
  SessionSource,
} from "../../src/session/session.ts";
import { textsOf, type Bench } from "../source/harness.ts";

/** A row as the list shows it. */
export interface ShownRow {
  readonly source: number;
  /** A line's text; `[…]` a marker's, `(…)` a divider's words. */
  readonly text: string;
  readonly late: boolean;
  /** Of a line with a time, in nanoseconds since 1970. */
  readonly at?: bigint;
  /** When a divider says that it happened, in nanoseconds since 1970. */
  readonly told?: bigint;
}

const nanosOf = ({ nanos, seconds }: Instant): bigint =>
  BigInt(seconds) * 1_000_000_000n + BigInt(nanos);

/** A session as a reader of its rows sees it. */
export interface Opened {
  readonly session: Session;
  readonly rows: ReadonlyArray<ShownRow>;
  readonly texts: ReadonlyArray<string>;
  readonly sources: ReadonlyArray<SessionSource>;
  /** The rows of one pod. */
  readonly of: (pod: string) => ReadonlyArray<string>;
  readonly elements: ReadonlyArray<SessionElement>;
  readonly connection: ConnectionState | undefined;
  /** What ended it, or undefined. */
  readonly failure: KubeError | undefined;
}

const rowsOf = (source: number, element: SourceElement): ReadonlyArray<ShownRow> => {
  switch (element._tag) {
    case "Lines":
      return textsOf(element.block).map((text, i) => ({
        source,
        text,
        late: ((element.block.flags[i] ?? 0) & LineFlag.late) !== 0,
        at: nanosOf({
          seconds: element.block.seconds[i] ?? 0,
          nanos: element.block.nanos[i] ?? 0,
        }),
      }));
    case "Marker":
      return [{ source, text: `[${markerText(element.marker)}]`, late: false }];
    case "Divider": {
      const { divider } = element;
      const told = "at" in divider && divider.at !== undefined ? nanosOf(divider.at) : undefined;
      const text = `(${dividerText(divider)})`;
      return [{ source, text, late: false, ...(told === undefined ? {} : { told }) }];
    }
    case "State":
      return [];
  }
};

/** Opens a target for the rest of the scope and takes all that comes. */
export const open = (
  { kube, settle }: Bench,
  target: Target,
  options: Partial<SessionOptions> = {},
): Effect.Effect<Opened, never, Scope.Scope> =>
  Effect.gen(function* () {
    const elements: Array<SessionElement> = [];
    const rows: Array<ShownRow> = [];
    let sources: ReadonlyArray<SessionSource> = [];
    let connection: ConnectionState | undefined;
    let failure: KubeError | undefined;
    const session = yield* openSession(target, {
      limit: "all",
      previous: false,
      ...options,
    }).pipe(Effect.provideService(Kube, kube));
    const take = (element: SessionElement): void => {
      elements.push(element);
      if (element._tag === "Sources") sources = element.sources;
      else if (element._tag === "Connection") connection = element.state;
      else if (element._tag === "Source") {
        const shown = rowsOf(element.source, element.element);
        if (element.element._tag !== "State" && element.element.older) rows.unshift(...shown);
        else rows.push(...shown);
      }
    };
    yield* session.batches.pipe(
      Stream.runForEach((batch) => Effect.sync(() => batch.forEach(take))),
      Effect.catch(({ cause }) =>
        Effect.sync(() => {
          failure = cause;
        }),
      ),
      Effect.forkScoped,
    );
    yield* settle;
    return {
      session,
      rows,
      elements,
      get texts() {
        return rows.map(({ text }) => text);
      },
      get sources() {
        return sources;
      },
      of: (pod) => {
        const ids = new Set(sources.flatMap(({ id, ref }) => (ref.pod === pod ? [id] : [])));
        return rows.flatMap(({ source, text }) => (ids.has(source) ? [text] : []));
      },
      get connection() {
        return connection;
      },
      get failure() {
        return failure;
      },
    };
  });

/** The target that is a Deployment, or another workload, in the namespace `default`. */
export const workload = (
  name: string,
  kind: Extract<Target, { readonly _tag: "Workload" }>["kind"] = "Deployment",
): Target => ({ _tag: "Workload", context: "admin", namespace: "default", kind, name });

/** The target that is the pod of this name in the namespace `default`. */
export const podNamed = (pod: string): Target => ({
  _tag: "Pod",
  context: "admin",
  namespace: "default",
  pod,
});

/** The target that is all pods of the namespace `default` with these labels. */
export const selected = (selector: string): Target => ({
  _tag: "Selector",
  context: "admin",
  namespace: "default",
  selector,
});

/** The lines among these rows, without markers and dividers. */
export const lines = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.filter((text) => !/^[[(]/u.test(text));

/** What a session that shows nothing says instead. */
export const sentence = (list: Opened): string | undefined =>
  list.connection?._tag === "Waiting" ? list.connection.why.sentence : undefined;

/** The server's answer to one who may not do a thing with objects of this kind. */
export const forbidden = (kind: string) =>
  ({
    type: "status",
    error: {
      code: 403,
      reason: "Forbidden",
      message: `${kind} is forbidden`,
      details: { kind },
    },
  }) as const;
