import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import { shellWord } from "../domain/shell-quote.ts";
import { ConsentToRun, KubeconfigSettings, type PluginToRun } from "../kubernetes/ports.ts";
import { Consents } from "./consents.ts";
import { Dialogs } from "./dialogs.ts";
import { Settings } from "./settings.ts";

/** The setting `podlog.kubeconfig`, as the kubernetes room wants to know it. */
export const kubeconfigSettings: Layer.Layer<KubeconfigSettings, never, Settings> = Layer.effect(
  KubeconfigSettings,
  Effect.map(Settings, (settings) =>
    KubeconfigSettings.of({
      path: Effect.map(settings.current, ({ kubeconfig }) =>
        kubeconfig === "" ? undefined : kubeconfig,
      ),
      changes: settings.changes.pipe(
        Stream.map(({ kubeconfig }) => kubeconfig),
        Stream.changes,
        Stream.map(() => undefined),
      ),
    }),
  ),
);

/** What the user is asked about: the whole line that would run, each word of it to be seen as it is, and who wants it. */
const consentQuestion = (
  plugin: PluginToRun,
): { readonly question: string; readonly detail: string } => ({
  question: `Run "${plugin.command}" to log in to "${plugin.context}"?`,
  detail: [
    `The kubeconfig ${plugin.kubeconfig} asks to run:`,
    [plugin.command, ...plugin.args].map(shellWord).join(" "),
    ...(plugin.variables.length === 0
      ? []
      : [`with the environment variables ${plugin.variables.map(shellWord).join(", ")}`]),
    "Only run programs that you trust.",
  ].join("\n\n"),
});

/**
 * Asks before a credential plugin runs the first time; a yes is remembered for just that command, arguments and variables.
 * A question stands until it is answered, once for all who ask, though they may be gone by then: the answer counts.
 */
export const consentToRun: Layer.Layer<ConsentToRun, never, Consents | Dialogs> = Layer.effect(
  ConsentToRun,
  Effect.gen(function* () {
    const dialogs = yield* Dialogs;
    const consents = yield* Consents;
    const scope = yield* Effect.scope;
    const standing = new Map<string, Fiber.Fiber<boolean>>();
    const ask = (plugin: PluginToRun): Effect.Effect<boolean> => {
      const { detail, question } = consentQuestion(plugin);
      return dialogs.confirmModal(question, detail, "Run").pipe(
        Effect.tap((yes) => (yes ? consents.keep("program", plugin.content, true) : Effect.void)),
        Effect.ensuring(Effect.sync(() => standing.delete(plugin.content))),
      );
    };
    return ConsentToRun.of({
      mayRun: Effect.fnUntraced(function* (plugin) {
        if (consents.of("program", plugin.content) === true) return true;
        const asking = standing.get(plugin.content) ?? (yield* Effect.forkIn(ask(plugin), scope));
        standing.set(plugin.content, asking);
        return yield* Fiber.join(asking);
      }),
    });
  }),
);
