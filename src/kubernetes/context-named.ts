import * as Effect from "effect/Effect";
import { type ContextInfo, Kube } from "./kube.ts";

/** The cluster that a context leads to, as panels and what is remembered tell it from others. */
export const clusterOf = ({ name, server }: ContextInfo) => ({ context: name, server });

/** The context of a name; one that the kubeconfig does not have, or that can't be read, has no server. */
export const contextNamed = Effect.fnUntraced(function* (name: string) {
  const unknown: ContextInfo = {
    name,
    cluster: name,
    server: "",
    namespace: "default",
    current: false,
    insecure: false,
  };
  return yield* (yield* Kube).contexts.pipe(
    Effect.map((infos) => infos.find((info) => info.name === name) ?? unknown),
    // Whatever is opened with it tells what is wrong with the kubeconfig.
    Effect.orElseSucceed(() => unknown),
  );
});
