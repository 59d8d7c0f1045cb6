import * as Effect from "effect/Effect";
import type { Action, ToHost } from "../protocol/to-host.ts";
import type { ContextKeys } from "./context-keys.ts";
import type { DeliveryEvent } from "./delivery-events.ts";
import { foldsOf, withFold } from "./folds.ts";
import { errorFrom, lastOf, textOfStored } from "./moves.ts";
import type { Parts } from "./parts.ts";
import { placeIn, type Viewing } from "./viewing.ts";

/** What the messages of a view are carried out by. */
export interface Hearing {
  readonly viewing: Viewing;
  readonly parts: Parts;
  readonly keys: ContextKeys;
  readonly act: (action: Action) => Effect.Effect<void>;
  readonly older: Effect.Effect<void>;
  readonly isFile: (path: string) => Effect.Effect<boolean>;
}

/** Carries out what the view of a panel says. */
export const makeHear = ({
  act,
  isFile,
  keys,
  older,
  parts,
  viewing,
}: Hearing): ((message: ToHost) => Effect.Effect<void>) => {
  const { filtering, finding, mapping, reporting, restoring, stepping } = parts;
  const { link } = viewing;
  const happen = (event: DeliveryEvent): Effect.Effect<void> =>
    Effect.sync(() => link.happen([event]));

  const ready = ({ at }: Extract<ToHost, { readonly _tag: "Ready" }>): Effect.Effect<void> =>
    Effect.suspend(() => {
      const { list, run } = viewing.reading;
      return happen({
        _tag: "Ready",
        ...(at?.run === run ? { at: placeIn(list, at.row) } : {}),
      });
    }).pipe(Effect.andThen(parts.begun));

  const fold = (row: number, folded: boolean): void => {
    const { list } = viewing.reading;
    const head = list.headOf(row);
    viewing.show(list.withFolds(withFold(list.folds, head, folded)), head);
  };

  /** Sends the view to a row, or tells that there is none. */
  const goTo = (row: number | undefined, none: string): void => {
    const { epoch, list } = viewing.reading;
    const place = row === undefined ? undefined : placeIn(list, row);
    viewing.send(
      place === undefined ? { _tag: "Said", text: none } : { _tag: "Go", epoch, ...place },
    );
  };

  return (message) => {
    switch (message._tag) {
      case "Ready":
        return ready(message);
      case "Ack":
      case "Window":
      case "Need":
        return happen(message);
      case "Do":
        return act(message.action);
      case "Stood":
        return stepping.stood(message);
      case "Older":
        return Effect.suspend(() => (message.epoch === link.content().epoch ? older : Effect.void));
      case "Find":
        return finding.start(message);
      case "FindGo":
        restoring.leave();
        return finding.go(message);
      case "FindStop":
        return Effect.andThen(finding.stop, mapping.changed);
      case "Filter":
        restoring.leave();
        return filtering.set(message);
      case "ShowSources":
        restoring.leave();
        return filtering.choose(message);
      case "Fold":
        restoring.leave();
        return Effect.sync(() => fold(message.row, message.folded));
      case "FoldAll":
        return Effect.sync(() => {
          const { list } = viewing.reading;
          viewing.show(list.withFolds(foldsOf(message.folded)), message.near);
        });
      case "ErrorGo":
        restoring.leave();
        return Effect.sync(() => {
          const row = errorFrom(viewing.reading.list, message.from, message.step);
          goTo(row, "No errors among the lines that are shown");
        });
      case "SourceGo":
        restoring.leave();
        return Effect.sync(() => {
          const row = lastOf(viewing.reading.list, message.source);
          goTo(row, "No lines of it among those that are shown");
        });
      case "SourcesWanted":
        return reporting.want(message.wanted);
      case "MapWanted":
        return mapping.want(message.buckets);
      case "NeedText":
        return Effect.sync(() => {
          const { list, run } = viewing.reading;
          const { row } = message;
          viewing.send({
            _tag: "TextOf",
            run,
            row,
            ...textOfStored(list, row, message.maxBytes),
          });
        });
      case "FileWanted":
        return Effect.map(isFile(message.path), (found) =>
          viewing.send({ _tag: "FileIs", path: message.path, found }),
        );
      case "Selected":
        return keys.selection(message.any);
      case "FieldFocus":
        return keys.fieldFocus(message.focused);
      case "Trouble":
        return Effect.logWarning("The view of a panel had trouble", message.text);
    }
  };
};
