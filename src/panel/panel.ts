import { randomBytes, randomInt } from "node:crypto";
import * as Effect from "effect/Effect";
import * as FiberSet from "effect/FiberSet";
import * as Stream from "effect/Stream";
import type { Target } from "../domain/target.ts";
import type { Saved } from "../protocol/saved.ts";
import type { OfDebug, Shown } from "../protocol/shown.ts";
import { allSources } from "../protocol/sources.ts";
import { type Action, decodeToHost } from "../protocol/to-host.ts";
import { unverified } from "../session/unverified.ts";
import { makeStore } from "../store/store.ts";
import { type ClusterId, Preferences } from "../vscode/preferences.ts";
import type { RestoredPanel } from "../vscode/restored-panels.ts";
import { Settings } from "../vscode/settings.ts";
import { Webviews } from "../vscode/webviews.ts";
import type { Acting } from "./acting.ts";
import { makeAct } from "./actions.ts";
import { type Beginning, makeLending } from "./beginning.ts";
import { makeContextKeys } from "./context-keys.ts";
import type { Performance } from "./delivery-events.ts";
import { makeHear } from "./hear.ts";
import { panelHtml } from "./html.ts";
import type { Stand, Step } from "./in-step.ts";
import { makeMemory } from "./memory.ts";
import { makeParts } from "./parts.ts";
import { contentOf, type Fresh, loginOffered, startReading } from "./reading.ts";
import { makeRunning, type Running } from "./running.ts";
import { firstOptions, firstShown, panelTitle, shownNext } from "./shown.ts";
import { makeViewLink } from "./view-link.ts";
import { makeViewing } from "./viewing.ts";

/**
 * The view types of panels, as `activeWebviewPanelId` has them in `when` clauses. VS Code brings back those alone of which
 * somebody fills the panels (P5): a panel that closes with its debug session is none, since no session outlives its window.
 */
const viewTypeOf = (ofDebug: OfDebug | undefined): string =>
  ofDebug === "closes" ? "podlog.logs.session" : "podlog.logs";

/** What a panel is opened with. */
export interface PanelRequest {
  readonly target: Target;
  readonly cluster: ClusterId;
  readonly beside: boolean;
  readonly preserveFocus: boolean;
  /** One of its own, that no other target takes over (P2). */
  readonly own: boolean;
  /** A debug session opens it, and no person (O6). */
  readonly ofDebug?: OfDebug;
  /** Absent: as the logs of the cluster usually begin. */
  readonly begin?: Beginning;
  /** A panel that VS Code has brought back, and what was saved of it (P5). */
  readonly restored?: { readonly panel: RestoredPanel; readonly saved: Saved };
}

/** An open panel: one target, its rows, its view. The scope that opened it closes it. */
export interface Panel {
  readonly cluster: ClusterId;
  readonly shown: () => Shown;
  /** Shows another target in this panel; its settings stay, but for what `begin` says of this one. */
  readonly show: (target: Target, begin?: Beginning) => Effect.Effect<void>;
  readonly reveal: (preserveFocus: boolean) => Effect.Effect<void>;
  readonly isActive: Effect.Effect<boolean>;
  /** What its user does, by its controls or by a command. */
  readonly act: (action: Action) => Effect.Effect<void>;
  /** Has the view do what only it can. */
  readonly perform: (what: Performance) => Effect.Effect<void>;
  /** Where its user goes while it scrolls in step with others, and that its view has come. */
  readonly steps: Stream.Stream<Step>;
  /** Goes where another panel's user went; does nothing while nobody looks. */
  readonly stand: (stand: Stand) => Effect.Effect<void>;
  /** Tells with how many others it scrolls in step, and the name of their group; undefined for none. */
  readonly setInStep: (others: number, group: string | undefined) => Effect.Effect<void>;
  /** Resumes when its tab was closed. */
  readonly closed: Effect.Effect<void>;
}

/** Opens a panel. The logs are asked for at once, beside the view that VS Code takes its time to open (D15). */
export const openPanel = Effect.fnUntraced(function* (request: PanelRequest) {
  const { begin, cluster, restored } = request;
  const saved = restored?.saved;
  const settings = yield* (yield* Settings).current;
  const keys = yield* makeContextKeys;
  const actions = yield* makeAct;

  const fresh: Fresh = {
    emptyStore: () => makeStore({ maxBytes: settings.maxMemory * 1_000_000 }),
    // Not from 0: a view that VS Code restores must not take these rows for those of an earlier session.
    nextRun: () => randomInt(2 ** 31),
  };
  const lend = makeLending();
  const preferred = firstOptions(settings, yield* (yield* Preferences).of(cluster));
  const reading = startReading(
    fresh.emptyStore(),
    { epoch: fresh.nextRun(), run: fresh.nextRun() },
    firstShown(request.target, cluster, {
      options: saved?.options ?? lend(preferred, begin),
      choice: saved?.choice ?? allSources,
      previous: saved?.previous ?? begin?.previous ?? false,
      own: request.own,
      ...(request.ofDebug === undefined ? {} : { ofDebug: request.ofDebug }),
    }),
    saved?.filter,
  );
  const fork = yield* FiberSet.makeRuntime<never, void, never>();
  const link = makeViewLink(
    contentOf(reading),
    () => reading.list,
    (ms, what) => void fork(Effect.andThen(Effect.sleep(ms), Effect.sync(what))),
  );
  const viewing = makeViewing(reading, link);

  const parts = yield* makeParts(
    viewing,
    saved,
    Effect.suspend(() => running.older),
  );
  const running: Running = yield* makeRunning(viewing, fresh, parts.taken);
  const memory = makeMemory(viewing, parts, running);
  if (begin !== undefined) yield* parts.restoring.begin(begin.anchor);
  yield* parts.taken;
  yield* running.start;

  const view = yield* (yield* Webviews).open({
    viewType: viewTypeOf(request.ofDebug),
    title: panelTitle(request.target),
    beside: request.beside,
    preserveFocus: request.preserveFocus,
    html: (assets) => panelHtml(assets, randomBytes(16).toString("base64")),
    restored: restored?.panel,
  });
  link.connect(view.post);

  const change = Effect.fnUntraced(function* (part: Partial<Shown>) {
    viewing.change({ shown: { ...reading.shown, ...part } });
    if (yield* view.isActive) yield* keys.tell(reading.shown);
  });
  const show = Effect.fnUntraced(function* (target: Target, beginning?: Beginning) {
    reading.shown = shownNext(reading.shown, target, {
      options: lend(reading.shown.options, beginning),
      previous: beginning?.previous ?? false,
    });
    yield* view.setTitle(panelTitle(target));
    yield* parts.restoring.begin(beginning?.anchor);
    yield* running.afresh;
  });
  const acting: Acting = {
    cluster,
    shown: () => reading.shown,
    list: () => reading.list,
    loginOffered: () => loginOffered(reading),
    change,
    show,
    afresh: running.afresh,
    empty: memory.empty,
    raise: memory.raise,
    retry: running.retry,
    follow: running.follow,
    close: view.close,
    say: (text) => Effect.sync(() => viewing.send({ _tag: "Said", text })),
  };
  const act = (action: Action): Effect.Effect<void> => actions.act(acting, action);

  const scope = yield* Effect.scope;
  const hear = makeHear({
    viewing,
    parts,
    keys,
    act,
    isFile: actions.isFile,
    older: memory.older(Effect.asVoid(Effect.forkIn(actions.offerMemory(acting), scope))),
  });

  /** A message that is none goes to the log and no further (K6). */
  const receive = (message: unknown) =>
    Effect.try({ try: () => decodeToHost(message), catch: (error) => String(error) }).pipe(
      Effect.matchEffect({
        onFailure: (why) => Effect.logWarning("A message of a panel was not understood", why),
        // An action may ask its user something, and files take a while to be found: what the view tells meanwhile must
        // not wait for the answer.
        onSuccess: (heard) =>
          heard._tag === "Do" || heard._tag === "FileWanted"
            ? Effect.asVoid(Effect.forkScoped(hear(heard)))
            : hear(heard),
      }),
    );

  const listen = <A, R>(
    stream: Stream.Stream<A, never, R>,
    hearing: (what: A) => Effect.Effect<void, never, R>,
  ) => Effect.forkScoped(Stream.runForEach(stream, hearing), { startImmediately: true });
  yield* listen(view.messages, receive);
  yield* listen(view.visible, (visible) =>
    Effect.sync(() => link.happen([{ _tag: "Visible", visible }])),
  );
  // The focus of a field does not outlive the panel's turn, nor what is said of its selection.
  yield* listen(
    view.active,
    Effect.fnUntraced(function* (active) {
      yield* keys.fieldFocus(false);
      yield* keys.selection(false);
      if (active) yield* keys.tell(reading.shown);
    }),
  );
  if (yield* view.isActive) yield* keys.tell(reading.shown);
  yield* listen(unverified(cluster.context), (insecure) => change({ insecure }));

  return {
    cluster,
    shown: acting.shown,
    show,
    reveal: view.reveal,
    isActive: view.isActive,
    act,
    perform: (what) => Effect.sync(() => viewing.send({ _tag: "Perform", what })),
    steps: parts.stepping.steps,
    stand: (stand) =>
      Effect.suspend(() => {
        parts.restoring.leave();
        return parts.stepping.stand(stand);
      }),
    setInStep: (inStep, group = "") => change({ inStep, group }),
    closed: view.closed,
  } satisfies Panel;
});
