import { randomBytes, randomInt } from "node:crypto";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as FiberSet from "effect/FiberSet";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { type Target, targetKey } from "../domain/target.ts";
import type { Options, Shown } from "../protocol/shown.ts";
import type { Saved } from "../protocol/saved.ts";
import { allSources } from "../protocol/sources.ts";
import { type Action, decodeToHost } from "../protocol/to-host.ts";
import { openSession } from "../session/open.ts";
import type { Session } from "../session/session.ts";
import { makeStore } from "../store/store.ts";
import { Commands } from "../vscode/commands.ts";
import { Extension, searchWorkerPath } from "../vscode/extension-context.ts";
import { type ClusterId, Preferences } from "../vscode/preferences.ts";
import type { RestoredPanel } from "../vscode/restored-panels.ts";
import { Settings } from "../vscode/settings.ts";
import { Webviews } from "../vscode/webviews.ts";
import { type Acting, makeAct } from "./actions.ts";
import { type Beginning, giveBack, type Loan, optionsOf } from "./beginning.ts";
import type { DeliveryEvent, Performance } from "./delivery-events.ts";
import { makeFiltering } from "./filtering.ts";
import { makeFinding } from "./finding.ts";
import { contextKeys, makeHear } from "./hear.ts";
import { panelHtml } from "./html.ts";
import type { Stand, Step } from "./in-step.ts";
import { makeManyLines } from "./many-lines.ts";
import { makeMapping } from "./mapping.ts";
import { type Fresh, takeRefused, takesOlder } from "./intake.ts";
import { readInto } from "./pipe.ts";
import { contentOf, type Reading, restart, startReading } from "./reading.ts";
import { makeReporting } from "./reporting.ts";
import { makeRestoring } from "./restoring.ts";
import { makeSearching } from "./searching.ts";
import { firstOptions, panelTitle } from "./shown.ts";
import { makeStepping } from "./stepping.ts";
import { makeViewLink } from "./view-link.ts";
import { makeViewing } from "./viewing.ts";

/** The view type of a panel, as `activeWebviewPanelId` has it in `when` clauses. */
export const viewType = "podlog.logs";

/** What a panel is opened with. */
export interface PanelRequest {
  readonly target: Target;
  readonly cluster: ClusterId;
  readonly beside: boolean;
  readonly preserveFocus: boolean;
  /** One of its own, that no other target takes over (P2). */
  readonly own: boolean;
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
  /** Tells with how many others it scrolls in step. */
  readonly setInStep: (others: number) => Effect.Effect<void>;
  /** Resumes when its tab was closed. */
  readonly closed: Effect.Effect<void>;
}

/** Whether a change of what is shown changes what commands go by. */
const changesKeys = ({ inStep, own }: Partial<Shown>): boolean =>
  own !== undefined || inStep !== undefined;

/** Whether two targets differ in their container at most. */
const samePod = (a: Target, b: Target): boolean =>
  targetKey({ ...a, container: "*" }) === targetKey({ ...b, container: "*" });

/** Opens a panel. The logs are asked for at once, beside the view that VS Code takes its time to open (D15). */
export const openPanel = Effect.fnUntraced(function* (request: PanelRequest) {
  const commands = yield* Commands;
  const { current } = yield* Settings;
  const settings = yield* current;
  const { act: perform, offerMemory } = yield* makeAct;
  const makeHearing = yield* makeHear;
  const { begin, cluster, restored } = request;
  const saved = restored?.saved;
  /** What the beginning of this target has set, until another is shown. */
  let loan: Loan | undefined;
  const lend = (options: Options, beginning: Beginning | undefined): Options => {
    const before = loan === undefined ? options : giveBack(options, loan);
    const lent = beginning === undefined ? {} : optionsOf(beginning);
    loan = { before, lent };
    return { ...before, ...lent };
  };

  // Not from 0: a view that VS Code restores must not take these rows for those of an earlier session.
  const nextRun = (): number => randomInt(2 ** 31);
  const fresh: Fresh = {
    emptyStore: () => makeStore({ maxBytes: settings.maxMemory * 1_000_000 }),
    nextRun,
  };
  const reading = startReading(
    fresh.emptyStore(),
    { epoch: nextRun(), run: nextRun() },
    {
      target: request.target,
      cluster: cluster.context,
      containers: [],
      sources: [],
      options:
        saved?.options ??
        lend(firstOptions(settings, yield* (yield* Preferences).of(cluster)), begin),
      choice: saved?.choice ?? allSources,
      previous: saved?.previous ?? begin?.previous ?? false,
      own: request.own,
      gone: false,
    },
    saved?.filter,
  );
  const fork = yield* FiberSet.makeRuntime<never, void, never>();
  const link = makeViewLink(
    contentOf(reading),
    () => reading.list,
    (ms, what) => void fork(Effect.andThen(Effect.sleep(ms), Effect.sync(what))),
  );
  const post = (events: ReadonlyArray<DeliveryEvent>): Effect.Effect<void> =>
    Effect.sync(() => link.happen(events));
  const viewing = makeViewing(reading, link);
  /** Tells what commands on the panel go by, where it is the one that has the workbench's attention. */
  const tellKeys = Effect.suspend(() =>
    Effect.andThen(
      commands.setContext(contextKeys.pinned, reading.shown.own),
      commands.setContext(contextKeys.inStep, (reading.shown.inStep ?? 0) > 0),
    ),
  );
  /** Changes the reading by hand, and tells the view. */
  const change = (part: Partial<Reading>): Effect.Effect<void> =>
    Effect.sync(() => {
      Object.assign(reading, part);
      viewing.tell();
    });

  const scope = yield* Effect.scope;
  /** The limit at which the user has been asked for more: once is enough. */
  let offeredAt = 0;

  let session: Session | undefined;
  const older = Effect.suspend(() => session?.older ?? Effect.void);
  const searching = yield* makeSearching(reading, searchWorkerPath(yield* Extension));
  const filtering = yield* makeFiltering(viewing, searching.search);
  const finding = yield* makeFinding(viewing, searching.search);
  const mapping = yield* makeMapping(viewing, finding.found);
  const reporting = yield* makeReporting(viewing);
  const restoring = yield* makeRestoring(viewing, saved, older);
  const manyLines = makeManyLines(viewing);
  const stepping = yield* makeStepping(viewing);

  let run: number | undefined;
  /** After each change of the rows: what looks at them goes on with what came, or begins anew with others. */
  const taken = Effect.gen(function* () {
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
  });

  // One session at a time. After one failed, the next waits for the user.
  const running = yield* FiberHandle.make<void>();
  const retries = yield* Queue.dropping<void>(1);

  const readOnce = Effect.gen(function* () {
    const { options, previous, target } = reading.shown;
    const { lineLimit: limit, since } = options;
    const { maxFollows: follows, maxOpenings: openings } = yield* current;
    session = yield* openSession(target, {
      limit,
      previous,
      follows,
      openings,
      ...(since === undefined ? {} : { since }),
    });
    yield* readInto(reading, session, fresh, { known: link.content, post, taken });
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
    restart(reading, fresh.emptyStore(), { epoch: reading.epoch + 1, run: nextRun() });
    yield* change({});
    yield* taken;
    yield* start;
  }).pipe(Effect.provideContext(services));

  if (begin !== undefined) yield* restoring.begin(begin.anchor);
  yield* taken;
  yield* start;

  const view = yield* (yield* Webviews).open({
    viewType,
    title: panelTitle(request.target),
    beside: request.beside,
    preserveFocus: request.preserveFocus,
    html: (assets) => panelHtml(assets, randomBytes(16).toString("base64")),
    restored: restored?.panel,
  });
  link.connect(view.post);

  const acting: Acting = {
    cluster,
    shown: () => reading.shown,
    list: () => reading.list,
    change: (part) =>
      Effect.suspend(() => change({ shown: { ...reading.shown, ...part } })).pipe(
        Effect.andThen(view.isActive),
        Effect.flatMap((active) => (active && changesKeys(part) ? tellKeys : Effect.void)),
      ),
    show: (target, beginning) =>
      Effect.suspend(() => {
        const { containers, options } = reading.shown;
        reading.shown = {
          ...reading.shown,
          target,
          containers: samePod(target, reading.shown.target) ? containers : [],
          sources: [],
          choice: allSources,
          options: lend(options, beginning),
          previous: beginning?.previous ?? false,
          gone: false,
        };
        return view
          .setTitle(panelTitle(target))
          .pipe(Effect.andThen(restoring.begin(beginning?.anchor)), Effect.andThen(afresh));
      }),
    afresh,
    empty: Effect.suspend(() => {
      reading.store.clear();
      reading.cleared = reading.store.lines;
      reading.refused = [];
      reading.list.grow();
      return Effect.andThen(change({}), taken);
    }),
    raise: Effect.suspend(() => {
      const { store } = reading;
      const waited = reading.refused.length > 0;
      store.raise(store.maxBytes * 2);
      takeRefused(reading);
      return change({}).pipe(
        Effect.andThen(taken),
        Effect.andThen(waited ? older : Effect.void),
        Effect.as(store.maxBytes),
      );
    }),
    retry: Effect.suspend(() =>
      session === undefined ? Effect.asVoid(Queue.offer(retries, undefined)) : session.retryNow,
    ),
    follow: (source) => Effect.suspend(() => session?.follow(source) ?? Effect.void),
    close: view.close,
    say: (text) => Effect.sync(() => viewing.send({ _tag: "Said", text })),
  };

  const hear = makeHearing({
    viewing,
    filtering,
    finding,
    mapping,
    reporting,
    restoring,
    stepping,
    begun: restoring.look.pipe(Effect.andThen(manyLines.look), Effect.andThen(stepping.came)),
    act: (action) => perform(acting, action),
    // Where nothing can stand above the first row, nothing is asked of the cluster.
    older: Effect.suspend(() => {
      if (takesOlder(reading)) return older;
      const { refused, store } = reading;
      if (refused.length === 0 || offeredAt === store.maxBytes) return Effect.void;
      offeredAt = store.maxBytes;
      return Effect.asVoid(Effect.forkIn(offerMemory(acting), scope));
    }),
  });

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
  // The focus of a field does not outlive the panel's turn, nor what is said of its selection.
  yield* Effect.forkScoped(
    Stream.runForEach(view.active, (active) =>
      commands
        .setContext(contextKeys.fieldFocus, false)
        .pipe(
          Effect.andThen(commands.setContext(contextKeys.selection, false)),
          Effect.andThen(active ? tellKeys : Effect.void),
        ),
    ),
    { startImmediately: true },
  );
  if (yield* view.isActive) yield* tellKeys;

  return {
    cluster,
    shown: acting.shown,
    show: acting.show,
    reveal: view.reveal,
    isActive: view.isActive,
    act: (action) => perform(acting, action),
    perform: (what) => Effect.sync(() => viewing.send({ _tag: "Perform", what })),
    steps: stepping.steps,
    stand: (stand) => Effect.suspend(() => (restoring.leave(), stepping.stand(stand))),
    setInStep: (inStep) => acting.change({ inStep }),
    closed: view.closed,
  } satisfies Panel;
});
