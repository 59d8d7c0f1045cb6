import * as Effect from "effect/Effect";
import { Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import { readOpenOptions, readTarget } from "./check.ts";

/** Opens a panel as another extension asks; throws a TypeError where an argument is not valid. */
export const open = (
  target: unknown,
  options: unknown,
): Effect.Effect<void, never, Kube | Panels> => {
  const wanted = readTarget("open", target);
  const { beside = false, newPanel = false, preserveFocus = false } = readOpenOptions(options);
  return Effect.gen(function* () {
    const server = yield* (yield* Kube).contexts.pipe(
      Effect.map((infos) => infos.find(({ name }) => name === wanted.context)?.server ?? ""),
      // The panel tells what is wrong with the kubeconfig.
      Effect.orElseSucceed(() => ""),
    );
    yield* (yield* Panels).open({
      target: wanted,
      cluster: { context: wanted.context, server },
      newPanel,
      beside,
      preserveFocus,
    });
  });
};
