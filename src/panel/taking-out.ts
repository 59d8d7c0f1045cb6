import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import { type ExportFailed, exportSentence } from "../domain/export-problem.ts";
import { instantFromMillis } from "../domain/instant.ts";
import { printLink } from "../domain/link.ts";
import type { Since } from "../domain/since.ts";
import { targetName } from "../domain/target.ts";
import { exportFileName } from "../text/export-text.ts";
import { formatCount } from "../text/time.ts";
import { Dialogs } from "../vscode/dialogs.ts";
import { Saving } from "../vscode/saving.ts";
import { uriScheme } from "../vscode/uri-scheme.ts";
import type { Acting } from "./acting.ts";
import { type Copy, copyRows, textOptions } from "./copy.ts";
import { localOffset } from "./zone.ts";

/** Takes lines out of a panel: into the clipboard, and into files. */
export const makeTakingOut = Effect.gen(function* () {
  const dialogs = yield* Dialogs;
  const saving = yield* Saving;
  const savingContext = yield* Effect.context<Saving>();

  const labelsOf = (panel: Acting): ReadonlyMap<number, string> =>
    new Map(panel.shown().sources.map(({ id, label }) => [id, label]));

  /** What `Copy` says beside the rows: how they are written. */
  const copying = (
    panel: Acting,
    parts: { readonly timestamps: boolean; readonly sources: boolean },
  ): Pick<Copy, "labels" | "text"> => ({
    labels: labelsOf(panel),
    text: textOptions(panel.shown().options.timestamps, parts),
  });

  const copy = Effect.fnUntraced(function* (panel: Acting, what: Copy) {
    const copied = yield* copyRows(panel.list(), what);
    if (copied._tag === "TooMuch") {
      const answer = yield* dialogs.offer(
        "This is more than 50 MB, too much for the clipboard.",
        "Export to a File…",
      );
      if (answer !== undefined) yield* exportAll(panel, undefined);
      return;
    }
    if (copied.lines === 0) return yield* panel.say("Nothing to copy");
    yield* dialogs.copy(copied.text);
    yield* panel.say(
      copied.lines === 1 ? "1 line copied" : `${formatCount(copied.lines)} lines copied`,
    );
  });

  const copyLink = Effect.fnUntraced(function* (panel: Acting, wanted: Since | undefined) {
    const { options, previous, target } = panel.shown();
    const since = wanted ?? options.since;
    const link = { target, previous, ...(since === undefined ? {} : { since }) };
    yield* dialogs.copy(printLink(yield* uriScheme, link));
    yield* panel.say("Link copied");
  });

  const copyAll = (panel: Acting): Effect.Effect<void> => {
    const { options, sources } = panel.shown();
    const { end, first } = panel.list().store;
    const parts = { timestamps: options.timestamps !== "off", sources: sources.length > 1 };
    return copy(panel, { from: first, to: end - 1, raw: false, ...copying(panel, parts) });
  };

  const exportAll = Effect.fnUntraced(
    function* (panel: Acting, wanted: "text" | "jsonl" | undefined) {
      const { options, sources, target } = panel.shown();
      const now = instantFromMillis(yield* Clock.currentTimeMillis);
      const format = wanted ?? "text";
      const pod = target._tag === "Workload" ? target.name : targetName(target);
      const container =
        target.container ?? (sources.length === 1 ? sources[0]?.container : undefined);
      const name = exportFileName(
        { pod, format, ...(container === undefined ? {} : { container }) },
        now,
        localOffset,
      );
      const text = ["Log", ["log", "txt"]] as const;
      const json = ["JSON Lines", ["jsonl", "ndjson"]] as const;
      const destination = yield* saving.ask(
        "Export Logs",
        name,
        format === "text" ? [text, json] : [json, text],
      );
      if (destination === undefined) return;
      const { exportRows, formatOf } = yield* Effect.promise(() => import("./export.ts"));
      const parts = { timestamps: options.timestamps !== "off", sources: sources.length > 1 };
      const what = {
        list: panel.list(),
        format: formatOf(destination.name),
        ...copying(panel, parts),
      };
      const lines = yield* saving
        .withProgress(`Exporting to ${destination.name}`, (report) =>
          exportRows(what, destination, report),
        )
        .pipe(Effect.provideContext(savingContext));
      if (Option.isNone(lines)) return yield* panel.say("Export cancelled, nothing was written");
      const count = lines.value === 1 ? "1 line" : `${formatCount(lines.value)} lines`;
      yield* panel.say(`${count} exported to ${destination.name}`);
      const answer = yield* dialogs.offer(`${count} exported to ${destination.name}`, "Open");
      if (answer !== undefined) yield* saving.show(destination);
    },
    Effect.catchTag("ExportFailed", (error: ExportFailed) =>
      Effect.andThen(
        Effect.logError("An export failed", error.cause),
        dialogs.complain(exportSentence(error)),
      ),
    ),
  );

  return { copy, copyAll, copyLink, copying, exportAll };
});
