import { randomBytes, randomInt } from "node:crypto";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { type Target, targetKey } from "../domain/target.ts";
import type { Shown } from "../protocol/shown.ts";
import { type Action, decodeToHost, type ToHost } from "../protocol/toHost.ts";
import { openSession } from "../session/open.ts";
import type { Session } from "../session/session.ts";
import { makeStore } from "../store/store.ts";
import { Commands } from "../vscode/commands.ts";
import { type ClusterId, Preferences } from "../vscode/preferences.ts";
import { Settings } from "../vscode/settings.ts";
import { Webviews } from "../vscode/webviews.ts";
import { type Acting, makeAct } from "./actions.ts";
import type { DeliveryEvent, Performance } from "./delivery.ts";
import { panelHtml } from "./html.ts";
import { changes, contentOf, readInto, type Reading, startReading } from "./reading.ts";
import { firstOptions, panelTitle } from "./shown.ts";
import { makeViewLink } from "./view-link.ts";

/** The view type of a panel, as `activeWebviewPanelId` has it in `when` clauses. */
export const viewType = "podlog.logs";

/** What a panel is opened with. */
export interface PanelRequest {
  readonly target: Target;
  readonly cluster: ClusterId;
  readonly beside: boolean;
  readonly preserveFocus: boolean;
}

/** An open panel: one target, its rows, its view. The scope that opened it closes it. */
export interface Panel {
  readonly cluster: ClusterId;
  readonly shown: () => Shown;
  /** Shows another target in this panel; its settings stay. */
  readonly show: (target: Target) => Effect.Effect<void>;
  readonly reveal: (preserveFocus: boolean) => Effect.Effect<void>;
  readonly isActive: Effect.Effect<boolean>;
  /** What its user does, by its controls or by a command. */
  readonly act: (action: Action) => Effect.Effect<void>;
  /** Has the view do what only it can. */
  readonly perform: (what: Performance) => Effect.Effect<void>;
  /** Resumes when its tab was closed. */
  readonly closed: Effect.Effect<void>;
}

/** Whether two targets differ in their container at most. */
const samePod = (a: Target, b: Target): boolean =>
  targetKey({ ...a, container: "*" }) === targetKey({ ...b, container: "*" });

/** Opens a panel. The logs are asked for at once, beside the view that VS Code takes its time to open (D15). */
export const openPanel = Effect.fnUntraced(function* (request: PanelRequest) {
  const commands = yield* Commands;
  const settings = yield* (yield* Settings).current;
  const perform = yield* makeAct;
  const { cluster } = request;

  const emptyStore = () => makeStore({ maxBytes: settings.maxMemory * 1_000_000 });
  // Not from 0: a view that VS Code restores must not take these rows for those of an earlier session.
  let reading = startReading(emptyStore(), randomInt(2 ** 31), {
    target: request.target,
    cluster: cluster.context,
    containers: [],
    sources: [],
    options: firstOptions(settings, yield* (yield* Preferences).of(cluster)),
    previous: false,
    gone: false,
  });
  const link = makeViewLink(contentOf(reading), () => reading.store);
  const post = (events: ReadonlyArray<DeliveryEvent>): Effect.Effect<void> =>
    Effect.sync(() => link.happen(events));
  /** Changes the reading by hand, and tells the view. */
  const change = (part: Partial<Reading>): Effect.Effect<void> =>
    Effect.sync(() => {
      Object.assign(reading, part);
      link.happen(changes(link.content(), contentOf(reading)));
    });

  // One session at a time. After one failed, the next waits for the user.
  const running = yield* FiberHandle.make<void>();
  const retries = yield* Queue.dropping<void>(1);
  let session: Session | undefined;

  const readOnce = Effect.gen(function* () {
    const { options, previous, target } = reading.shown;
    session = yield* openSession(target, { limit: options.lineLimit, previous });
    yield* readInto(reading, session, emptyStore, { known: link.content, post });
  }).pipe(
    Effect.scoped,
    Effect.ensuring(
      Effect.sync(() => {
        session = undefined;
      }),
    ),
  );

  const read = readOnce.pipe(
    Effect.andThen(Queue.take(retries)),
    Effect.andThen(change({ connection: { _tag: "Connecting" }, problem: null, stale: true })),
    Effect.forever,
  );

  const start = Effect.asVoid(FiberHandle.run(running, read));
  const services = yield* Effect.context<Effect.Services<typeof start>>();

  const afresh = Effect.gen(function* () {
    yield* FiberHandle.clear(running);
    yield* Queue.clear(retries);
    reading = startReading(emptyStore(), reading.epoch + 1, reading.shown);
    yield* change({});
    yield* start;
  }).pipe(Effect.provideContext(services));

  yield* start;

  const view = yield* (yield* Webviews).open({
    viewType,
    title: panelTitle(request.target),
    beside: request.beside,
    preserveFocus: request.preserveFocus,
    html: (assets) => panelHtml(assets, randomBytes(16).toString("base64")),
  });
  link.connect(view.post);

  const acting: Acting = {
    cluster,
    shown: () => reading.shown,
    store: () => reading.store,
    change: (part) => Effect.suspend(() => change({ shown: { ...reading.shown, ...part } })),
    show: (target) =>
      Effect.suspend(() => {
        const { containers } = reading.shown;
        reading.shown = {
          ...reading.shown,
          target,
          containers: samePod(target, reading.shown.target) ? containers : [],
          sources: [],
          previous: false,
          gone: false,
        };
        return view.setTitle(panelTitle(target)).pipe(Effect.andThen(afresh));
      }),
    afresh,
    empty: Effect.suspend(() => {
      reading.store.clear();
      return change({});
    }),
    retry: Effect.suspend(() =>
      session === undefined ? Effect.asVoid(Queue.offer(retries, undefined)) : session.retryNow,
    ),
    close: view.close,
    say: (text) => post([{ _tag: "Say", text }]),
  };

  const hear = (message: ToHost): Effect.Effect<void> => {
    switch (message._tag) {
      case "Do":
        return perform(acting, message.action);
      case "Older":
        return message.epoch === link.content().epoch && session !== undefined
          ? session.older
          : Effect.void;
      case "FieldFocus":
        return commands.setContext("podlog.fieldFocus", message.focused);
      case "Trouble":
        return Effect.logWarning("The view of a panel had trouble", message.text);
      case "Ready":
      case "Ack":
      case "Window":
      case "Need":
        return post([message]);
      default:
        return Effect.void;
    }
  };

  /** A message that is none goes to the log and no further (K6). */
  const receive = (message: unknown) =>
    Effect.try({ try: () => decodeToHost(message), catch: (error) => String(error) }).pipe(
      Effect.matchEffect({
        onFailure: (why) => Effect.logWarning("A message of a panel was not understood", why),
        // An action may ask its user something: what the view tells meanwhile must not wait for the answer.
        onSuccess: (heard) =>
          heard._tag === "Do" ? Effect.asVoid(Effect.forkScoped(hear(heard))) : hear(heard),
      }),
    );

  yield* Effect.forkScoped(Stream.runForEach(view.messages, receive), { startImmediately: true });
  yield* Effect.forkScoped(
    Stream.runForEach(view.visible, (visible) => post([{ _tag: "Visible", visible }])),
    { startImmediately: true },
  );
  // The focus of a field does not outlive the panel's turn.
  yield* Effect.forkScoped(
    Stream.runForEach(view.active, () => commands.setContext("podlog.fieldFocus", false)),
    { startImmediately: true },
  );

  return {
    cluster,
    shown: acting.shown,
    show: acting.show,
    reveal: view.reveal,
    isActive: view.isActive,
    act: (action) => perform(acting, action),
    perform: (what) => post([{ _tag: "Perform", what }]),
    closed: view.closed,
  } satisfies Panel;
});
