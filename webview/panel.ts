import { createSignal, type Accessor } from "solid-js";
import { decodeSaved, type Saved } from "../src/protocol/saved.ts";
import type { SourceChange } from "../src/protocol/sources.ts";
import type { Action, ToHost } from "../src/protocol/to-host.ts";
import type { ToWebview } from "../src/protocol/to-webview.ts";
import { type Choices, createChoices } from "./choices.ts";
import type { Host } from "./host.ts";
import type { ListEvents } from "./list/list-events.ts";
import { createTold, type Told } from "./told.ts";

/** What a command of the palette or a key asks the view to do. */
export type Performance = Extract<ToWebview, { readonly _tag: "Perform" }>["what"];

/** All that the components know and can do: what the host has told, what the user chooses, and what passes between. */
export interface Panel extends Told, Choices {
  /** Rows came that the view has not shown, since it left the end. */
  readonly unseen: Accessor<number>;
  readonly setUnseen: (rows: number) => void;
  /** The list of sources is open. */
  readonly sourcesOpen: Accessor<boolean>;
  readonly openSources: (open: boolean) => void;
  /** Shows the rows of other sources; the user stays at the row they are at, or at the one given. */
  readonly chooseSources: (change: SourceChange, near?: number) => void;
  /** Shows the rows that pass a filter, with `context` lines around each; `near` is the row to stay at. */
  readonly chooseFilter: (text: string, context: number, near?: number) => void;
  readonly foldTraces: (folded: boolean) => void;
  readonly act: (action: Action) => void;
  readonly post: (message: ToHost) => void;
  /** Joins the list to the panel; one list per panel. */
  readonly connectList: (events: ListEvents) => void;
  /** Does what a command, a key or a button asks for. */
  readonly perform: (what: Performance) => void;
  /** Calls `handle` for each such request; returns how to stop. */
  readonly onPerform: (handle: (what: Performance) => void) => () => void;
  /** Acknowledges all messages so far, once what they brought is on the screen. */
  readonly painted: () => void;
  /** What was kept of the view when it was hidden. */
  readonly restored: Saved | undefined;
  readonly remember: (state: Saved) => void;
}

/** Joins a host and the state of one panel; *Ready* is said with its list. `dispose` stops listening. */
export const createPanel = (
  host: Host,
): { readonly panel: Panel; readonly dispose: () => void } => {
  const restored = decodeSaved(host.getState());
  const [sourcesOpen, openSources] = createSignal(restored?.sources === true);
  const [unseen, setUnseen] = createSignal(0);
  const performers = new Set<(what: Performance) => void>();
  let list: ListEvents | undefined;
  let lastSeq = -1;
  let ackedSeq = -1;

  const act = (action: Action) => host.post({ _tag: "Do", action });
  const { choices, hosted } = createChoices(act);

  const perform = (what: Performance) => {
    if (what === "toggleFollow") choices.chooseFollow(!choices.following());
    if (what === "sources") openSources(!sourcesOpen());
    for (const handle of performers) handle(what);
  };

  const { take, told } = createTold({
    choices: hosted,
    list: () => list,
    renewed: () => setUnseen(0),
    perform,
    post: host.post,
  });

  const dispose = host.listen((message) => {
    lastSeq = Math.max(lastSeq, message.seq);
    take(message);
    list?.changed();
  });
  return {
    dispose,
    panel: {
      ...told,
      ...choices,
      unseen,
      setUnseen,
      sourcesOpen,
      openSources,
      chooseSources: (change, near) =>
        host.post({ _tag: "ShowSources", change, near: list?.near(near) ?? 0 }),
      chooseFilter: (text, context, near) =>
        host.post({ _tag: "Filter", text, context, near: list?.near(near) ?? 0 }),
      foldTraces: (folded) => host.post({ _tag: "FoldAll", folded, near: list?.near() ?? 0 }),
      act,
      post: host.post,
      connectList: (events) => {
        list = events;
        host.post({
          _tag: "Ready",
          ...(restored === undefined || restored.follow
            ? {}
            : { at: { run: restored.run, row: restored.row } }),
        });
      },
      perform,
      onPerform: (handle) => {
        performers.add(handle);
        return () => performers.delete(handle);
      },
      painted: () => {
        if (lastSeq <= ackedSeq) return;
        ackedSeq = lastSeq;
        host.post({ _tag: "Ack", seq: lastSeq });
      },
      restored,
      remember: host.setState,
    },
  };
};
