import * as Effect from "effect/Effect";
import { clusterOf, contextNamed } from "../kubernetes/context-named.ts";
import { Panels } from "../panel/panels.ts";
import { readSaved } from "../panel/restoring.ts";
import type { RestoredPanel } from "../vscode/restored-panels.ts";

/** Fills a panel that VS Code has brought back with the log that it showed (P5). One that says nothing goes. */
export const restorePanel = Effect.fnUntraced(function* (panel: RestoredPanel, state: unknown) {
  const saved = readSaved(state);
  if (saved === undefined) {
    yield* Effect.logDebug("A panel was brought back without its state");
    panel.dispose();
    return;
  }
  yield* (yield* Panels).restore({
    target: saved.target,
    cluster: clusterOf(yield* contextNamed(saved.target.context)),
    beside: false,
    preserveFocus: true,
    restored: { panel, saved },
  });
});
