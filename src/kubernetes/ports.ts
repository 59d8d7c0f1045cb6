import * as Context from "effect/Context";
import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";

/** A program that a kubeconfig wants to run to get credentials, as the user is asked about it; no values of variables. */
export interface PluginToRun {
  readonly command: string;
  readonly args: ReadonlyArray<string>;
  /** The names of the environment variables it is given; their values may be secret. */
  readonly variables: ReadonlyArray<string>;
  /** Differs when anything of what would run does: command, arguments, names and values of variables. */
  readonly content: string;
  /** The kubeconfig file that names it. */
  readonly kubeconfig: string;
  readonly context: string;
}

/**
 * Asks the user whether a credential plugin may run. Asked only for plugins of a kubeconfig that kubectl
 * would not have read by itself (K5); false refuses.
 */
export class ConsentToRun extends Context.Service<
  ConsentToRun,
  { readonly mayRun: (plugin: PluginToRun) => Effect.Effect<boolean> }
>()("podlog/ConsentToRun") {}

/** The settings that say which kubeconfig is read. */
export class KubeconfigSettings extends Context.Service<
  KubeconfigSettings,
  {
    /** The setting `podlog.kubeconfig`, `~/` allowed; undefined or empty: `KUBECONFIG`, then `~/.kube/config`. */
    readonly path: Effect.Effect<string | undefined>;
    /** One element each time the setting changes. */
    readonly changes: Stream.Stream<void>;
  }
>()("podlog/KubeconfigSettings") {}
