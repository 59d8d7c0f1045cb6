import * as Effect from "effect/Effect";
import { clusterOf, contextNamed } from "../../kubernetes/context-named.ts";
import { withDefaultContainer } from "../../kubernetes/default-container.ts";
import type { Kube } from "../../kubernetes/kube.ts";
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
    yield* (yield* Panels).open({
      target: yield* withDefaultContainer(wanted),
      cluster: clusterOf(yield* contextNamed(wanted.context)),
      newPanel,
      beside,
      preserveFocus,
    });
  });
};
