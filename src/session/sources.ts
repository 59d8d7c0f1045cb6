import * as Effect from "effect/Effect";
import * as FiberMap from "effect/FiberMap";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { KubeError } from "../domain/errors.ts";
import type { ConnectionState, SourceElement, SourceId, SourceRef } from "../domain/source.ts";
import { Kube } from "../kubernetes/kube.ts";
import { readSource, type SourceOptions, type SourceSignal } from "../source/source.ts";
import type { SessionSource } from "./session.ts";

/** A source of a session, read or only listed. */
export interface Source {
  readonly id: SourceId;
  readonly ref: SourceRef;
  readonly how: SourceOptions;
  /** It was there when the target was opened. */
  readonly opening: boolean;
  /** It had nothing more to say when it was met: where not all can be read, others are read first. */
  readonly saidAll: boolean;
  readonly signals: Queue.Queue<SourceSignal>;
  /** What else is shown of it. */
  facts: Pick<SessionSource, "node" | "image" | "restarts">;
  state: ConnectionState;
  /** `listed`: not read; `ended`: nothing comes any more. */
  stage: "listed" | "reading" | "ended";
}

/** Who is told what becomes of sources. */
export interface SourcesTold {
  /** A source will be read; `opening`: with the others that were there when the target was opened. */
  readonly begins: (source: Source, opening: boolean) => void;
  /** Something about the list is another. */
  readonly changed: () => void;
  readonly gave: (source: Source, element: SourceElement) => void;
  /** It makes progress with what it will show first. */
  readonly works: (source: Source) => void;
  /** All older lines of a wish have been given; `more`: there may be more. */
  readonly olderRead: (source: Source, more: boolean) => void;
  /** After its last element; with what ended it, if it did not end by itself. */
  readonly ended: (source: Source, error: KubeError | undefined) => void;
}

/** The sources of a session, of which only so many are read at a time. */
export interface Sources {
  readonly all: () => ReadonlyArray<Source>;
  /** Whether any is being read. */
  readonly anyReading: () => boolean;
  /** Lists a source; `fill` reads it. */
  readonly add: (source: Pick<Source, "ref" | "how" | "opening" | "saidAll" | "facts">) => Source;
  /** Reads as many of those that are listed as there is room for. */
  readonly fill: () => void;
  /** Reads one that is listed, room or not. */
  readonly follow: (id: SourceId) => void;
  /** Those of them that are only listed will not be read: there is nothing to read any more. */
  readonly drop: (these: ReadonlyArray<Source>) => void;
  readonly signal: (signal: SourceSignal, to?: ReadonlyArray<Source>) => void;
  /** Ends all that are being read; nothing is told of it. */
  readonly stop: () => void;
}

/** The sources of a session, read over `kube`, `most` at a time; the scope ends them. */
export const makeSources = (
  kube: Kube["Service"],
  most: number,
  told: SourcesTold,
): Effect.Effect<Sources, never, Scope.Scope> =>
  Effect.gen(function* () {
    const fibers = yield* FiberMap.make<SourceId, void, never>();
    const run = yield* FiberMap.runtime(fibers)();
    const list: Array<Source> = [];
    let filled = false;

    const read = (source: Source): Effect.Effect<void> =>
      readSource(source.ref, source.how, source.signals).pipe(
        Stream.runForEachArray((taken) =>
          Effect.sync(() => {
            for (const element of taken)
              if (element._tag === "OlderRead") told.olderRead(source, element.more);
              else if (element._tag === "AtWork") told.works(source);
              else told.gave(source, element);
          }),
        ),
        Effect.match({
          onSuccess: () => end(source, undefined),
          onFailure: ({ cause }) => end(source, cause),
        }),
        Effect.provideService(Kube, kube),
      );

    const begin = (chosen: ReadonlyArray<Source>): void => {
      if (chosen.length === 0) return;
      // All at once, so that the first backlogs wait for each other.
      for (const source of chosen) {
        source.stage = "reading";
        told.begins(source, source.opening && !filled);
      }
      told.changed();
      for (const source of chosen) run(source.id, read(source));
    };

    const fill = (): void => {
      const room = most - list.filter(({ stage }) => stage === "reading").length;
      const listed = list.filter(({ stage }) => stage === "listed");
      // Those that came later first: of the others there were more at the start than anyone reads.
      const later = listed.filter(({ opening }) => !opening);
      const others = listed.filter(({ opening, saidAll }) => opening && !saidAll);
      const last = listed.filter(({ opening, saidAll }) => opening && saidAll);
      begin([...later, ...others, ...last].slice(0, Math.max(0, room)));
      filled ||= list.length > 0;
    };

    const end = (source: Source, error: KubeError | undefined): void => {
      source.stage = "ended";
      fill();
      told.ended(source, error);
    };

    return {
      all: () => list,
      anyReading: () => list.some(({ stage }) => stage === "reading"),
      add: (parts) => {
        const source: Source = {
          ...parts,
          id: list.length,
          signals: Effect.runSync(Queue.unbounded<SourceSignal>()),
          state: { _tag: "Connecting" },
          stage: "listed",
        };
        list.push(source);
        return source;
      },
      fill,
      follow: (id) => {
        const source = list[id];
        if (source?.stage === "listed") begin([source]);
      },
      drop: (these) => {
        for (const source of these) {
          if (source.stage !== "listed") continue;
          source.stage = "ended";
          told.gave(source, { _tag: "State", state: { _tag: "Ended", why: "pod deleted" } });
        }
      },
      signal: (signal, to = list) => {
        for (const { signals, stage } of to)
          if (stage === "reading") Queue.offerUnsafe(signals, signal);
      },
      stop: () => {
        // Not awaited: it may be one of them that asks.
        for (const [, fiber] of fibers) fiber.interruptUnsafe();
      },
    };
  });
