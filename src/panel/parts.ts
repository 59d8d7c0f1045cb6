import * as Effect from "effect/Effect";
import type { Saved } from "../protocol/saved.ts";
import { Extension, searchWorkerPath } from "../vscode/extension-context.ts";
import { makeFiltering } from "./filtering.ts";
import { makeFinding } from "./finding.ts";
import { makeManyLines } from "./many-lines.ts";
import { makeMapping } from "./mapping.ts";
import { makeReporting } from "./reporting.ts";
import { makeRestoring } from "./restoring.ts";
import { makeSearching } from "./searching.ts";
import { makeStepping } from "./stepping.ts";
import type { Viewing } from "./viewing.ts";

/** The parts of a panel that look at its rows; `older` asks for older lines. */
export const makeParts = Effect.fnUntraced(function* (
  viewing: Viewing,
  saved: Saved | undefined,
  older: Effect.Effect<void>,
) {
  const { reading } = viewing;
  const searching = yield* makeSearching(reading, searchWorkerPath(yield* Extension));
  const filtering = yield* makeFiltering(viewing, searching.search);
  const finding = yield* makeFinding(viewing, searching.search);
  const mapping = yield* makeMapping(viewing, finding.found);
  const reporting = yield* makeReporting(viewing);
  const restoring = yield* makeRestoring(viewing, saved, older);
  const stepping = yield* makeStepping(viewing);
  const manyLines = makeManyLines(viewing);
  let run: number | undefined;

  return {
    filtering,
    finding,
    mapping,
    reporting,
    restoring,
    stepping,
    /** To be run after each change of the rows: each part goes on with what came, or begins anew with others. */
    taken: Effect.gen(function* () {
      yield* searching.changed;
      if (run !== reading.run) {
        run = reading.run;
        yield* filtering.renew;
        yield* finding.renew;
      }
      yield* finding.changed;
      yield* mapping.changed;
      yield* restoring.look;
      yield* manyLines.look;
    }),
    /** To be run when a view has come, once it has been told all there is: it has asked for nothing yet. */
    begun: Effect.gen(function* () {
      yield* finding.stop;
      yield* mapping.want(0);
      yield* reporting.want(false);
      yield* restoring.look;
      yield* manyLines.look;
      yield* stepping.came;
    }),
  };
});

/** The parts of a panel that look at its rows, each by its own file. */
export type Parts = Effect.Success<ReturnType<typeof makeParts>>;
