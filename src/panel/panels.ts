import { randomUUID } from "node:crypto";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Layer from "effect/Layer";
import * as Scope from "effect/Scope";
import * as Semaphore from "effect/Semaphore";
import * as Stream from "effect/Stream";
import { targetKey } from "../domain/target.ts";
import { type Groups, partnersOf, type Step, withLink, withoutPanel } from "./in-step.ts";
import { openPanel, type Panel, type PanelRequest } from "./panel.ts";
import { sameCluster } from "./shown.ts";

/** How a target is opened: panels of debug sessions are found by them alone, and they find no others (O6). */
export interface OpenRequest extends Omit<PanelRequest, "own"> {
  /** In a panel of its own, that no other target takes over (P2). */
  readonly newPanel: boolean;
}

const isOfDebug = ({ ofDebug }: Pick<OpenRequest, "ofDebug">): boolean => ofDebug !== undefined;

/** Which of the open panels shows a target: the one that shows it already, else the cluster's common one (P1, P3). */
const panelFor = (
  open: ReadonlyArray<Panel>,
  request: OpenRequest,
): { readonly panel: Panel; readonly shows: boolean } | undefined => {
  if (request.newPanel) return undefined;
  const here = open.filter(
    (panel) =>
      isOfDebug(panel.shown()) === isOfDebug(request) &&
      sameCluster(panel.cluster, request.cluster),
  );
  const key = targetKey(request.target);
  const same = here.find((panel) => targetKey(panel.shown().target) === key);
  if (same !== undefined) return { panel: same, shows: true };
  const common = here.find((panel) => !panel.shown().own);
  return common === undefined ? undefined : { panel: common, shows: false };
};

/** Whether a panel that shows a target is asked to show it in another way than it does. */
const beginsOtherwise = (panel: Panel, begin: OpenRequest["begin"]): boolean =>
  begin !== undefined &&
  (begin.anchor !== undefined ||
    begin.options !== undefined ||
    begin.previous !== panel.shown().previous);

/** The panels that are open. */
export class Panels extends Context.Service<
  Panels,
  {
    /** Gives the panel that shows the target now. */
    readonly open: (request: OpenRequest) => Effect.Effect<Panel>;
    /** Fills a panel that VS Code has brought back (P5). */
    readonly restore: (request: Omit<PanelRequest, "own">) => Effect.Effect<void>;
    /** The panel that has the workbench's attention. */
    readonly active: Effect.Effect<Panel | undefined>;
    /** The panels that are open, but for this one. */
    readonly others: (panel: Panel) => Effect.Effect<ReadonlyArray<Panel>>;
    /** Has two panels scroll in step by time; the other comes to where this one stands. */
    readonly link: (panel: Panel, other: Panel) => Effect.Effect<void>;
    /** Has a panel scroll by itself again. */
    readonly unlink: (panel: Panel) => Effect.Effect<void>;
  }
>()("podlog/Panels") {
  static readonly layer = Layer.effect(
    Panels,
    Effect.gen(function* () {
      const scope = yield* Effect.scope;
      const services =
        yield* Effect.context<
          Exclude<Effect.Services<ReturnType<typeof openPanel>>, Scope.Scope>
        >();
      // Two clicks in a row must not open two panels.
      const oneAtATime = yield* Semaphore.make(1);
      const open: Array<Panel> = [];
      let groups: Groups<Panel> = new Map();

      /** Puts panels in step as told, and tells them all. */
      const group = (next: Groups<Panel>): Effect.Effect<void> =>
        Effect.suspend(() => {
          const concerned = open.filter((panel) => groups.has(panel) || next.has(panel));
          groups = next;
          return Effect.forEach(
            concerned,
            (panel) => panel.setInStep(partnersOf(next, panel).length, next.get(panel)),
            { discard: true },
          );
        });

      const follow = (panel: Panel, step: Step): Effect.Effect<void> =>
        Effect.suspend(() => {
          const partners = partnersOf(groups, panel);
          return step._tag === "Came"
            ? // It missed where they went; one of them tells it, if anybody looks at one.
              Effect.forEach(partners, (other) => other.perform("tellPlace"), { discard: true })
            : Effect.forEach(partners, (other) => other.stand(step), { discard: true });
        });

      const openNew = Effect.fnUntraced(function* (request: OpenRequest) {
        const life = yield* Scope.fork(scope);
        const own = request.newPanel || isOfDebug(request);
        const panel = yield* openPanel({ ...request, own }).pipe(Scope.provide(life));
        open.push(panel);
        yield* Effect.forkIn(
          Stream.runForEach(panel.steps, (step) => follow(panel, step)),
          life,
        );
        yield* panel.closed.pipe(
          Effect.andThen(
            Effect.suspend(() => {
              open.splice(open.indexOf(panel), 1);
              return Effect.andThen(
                group(withoutPanel(groups, panel)),
                Scope.close(life, Exit.void),
              );
            }),
          ),
          Effect.forkIn(scope),
        );
        return panel;
      }, Effect.provideContext(services));

      return Panels.of({
        open: Effect.fnUntraced(function* (request) {
          const found = panelFor(open, request);
          if (found === undefined) return yield* openNew(request);
          if (!found.shows || beginsOtherwise(found.panel, request.begin))
            yield* found.panel.show(request.target, request.begin);
          yield* found.panel.reveal(request.preserveFocus);
          return found.panel;
        }, oneAtATime.withPermits(1)),
        restore: Effect.fnUntraced(function* (request) {
          const { cluster, restored } = request;
          // A cluster has one common panel at most.
          const newPanel =
            restored?.saved.own === true ||
            open.some((panel) => !panel.shown().own && sameCluster(panel.cluster, cluster));
          const { group: saved, ofDebug } = restored?.saved ?? {};
          const panel = yield* openNew({
            ...request,
            newPanel,
            ...(ofDebug === undefined ? {} : { ofDebug }),
          });
          if (saved !== undefined) yield* group(new Map([...groups, [panel, saved]]));
        }, oneAtATime.withPermits(1)),
        active: Effect.suspend(() => Effect.findFirst(open, (panel) => panel.isActive)).pipe(
          Effect.map((found) => (found._tag === "Some" ? found.value : undefined)),
        ),
        others: (panel) => Effect.sync(() => open.filter((each) => each !== panel)),
        link: (panel, other) =>
          Effect.suspend(() => group(withLink(groups, panel, other, randomUUID()))).pipe(
            Effect.andThen(panel.perform("tellPlace")),
          ),
        unlink: (panel) => Effect.suspend(() => group(withoutPanel(groups, panel))),
      });
    }),
  );
}
