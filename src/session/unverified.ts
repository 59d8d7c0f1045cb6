import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { Kube } from "../kubernetes/kube.ts";

/**
 * Whether the certificate of a context's server goes unverified (`insecure-skip-tls-verify`): true if it does, and each
 * change of that. A kubeconfig that can't be read, or does not have the context, changes nothing.
 */
export const unverified = (context: string): Stream.Stream<boolean, never, Kube> =>
  Stream.unwrap(
    Effect.map(Kube, ({ configChanges, contexts }) =>
      Stream.concat(Stream.succeed(undefined), configChanges).pipe(
        Stream.mapEffect(() => Effect.orElseSucceed(contexts, () => [])),
        Stream.flatMap((infos) => Stream.fromIterable(infos)),
        Stream.filter(({ name }) => name === context),
        Stream.map(({ insecure }) => insecure),
        Stream.changes,
        Stream.dropWhile((insecure) => !insecure),
      ),
    ),
  );
