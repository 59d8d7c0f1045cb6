import * as Effect from "effect/Effect";
import type { Shown } from "../protocol/shown.ts";
import { Commands } from "../vscode/commands.ts";

/** What commands and keys go by of the panel that has the workbench's attention. */
export interface ContextKeys {
  /** Whether it is one of its own (P2), and whether it scrolls in step with another. */
  readonly tell: (shown: Shown) => Effect.Effect<void>;
  /** Whether a field of it has the focus (T4). */
  readonly fieldFocus: (focused: boolean) => Effect.Effect<void>;
  /** Whether text of it is selected. */
  readonly selection: (any: boolean) => Effect.Effect<void>;
}

/** Sets the context keys of panels. */
export const makeContextKeys = Effect.map(Commands, ({ setContext }): ContextKeys => ({
  tell: ({ inStep = 0, own }) =>
    Effect.andThen(setContext("podlog.pinned", own), setContext("podlog.inStep", inStep > 0)),
  fieldFocus: (focused) => setContext("podlog.fieldFocus", focused),
  selection: (any) => setContext("podlog.selection", any),
}));
