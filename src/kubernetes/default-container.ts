import * as Effect from "effect/Effect";
import type { Target } from "../domain/target.ts";
import { Kube } from "./kube.ts";

/**
 * A target as it is opened where nobody can be asked for a container (C1): of a pod the one that its annotation
 * `kubectl.kubernetes.io/default-container` names, if any; `*` stands for all of a pod. What can't be read is opened
 * as it is: whoever shows it tells what stands in the way.
 */
export const withDefaultContainer = Effect.fnUntraced(function* (
  target: Target,
): Effect.fn.Return<Target, never, Kube> {
  if (target._tag !== "Pod") return target;
  const { container, context, namespace, pod } = target;
  if (container !== undefined && container !== "*") return target;
  const { container: _, ...whole } = target;
  if (container === "*") return whole;
  const { defaultContainer } = yield* (yield* Kube)
    .pod(context, namespace, pod)
    .pipe(Effect.orElseSucceed(() => ({ defaultContainer: undefined })));
  return defaultContainer === undefined ? target : { ...target, container: defaultContainer };
});
