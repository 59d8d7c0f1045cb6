import { millisBetween, type Instant } from "../domain/instant.ts";
import type { PodView } from "../domain/pod.ts";
import { timeOf } from "./commit.ts";
import { getPod, wait } from "./draft.ts";
import { previousOf, sameInstance, serving, type Serving } from "./instances.ts";
import type { Lines } from "./lines.ts";
import { restarted } from "./restart.ts";
import { judgePod, resume } from "./resume.ts";
import type { Draft } from "./state.ts";

/**
 * Lines that no line of the history proves belong to this instance only if the pod says so after they came; of a
 * later instance it must say so twice, since its status may lag behind the kubelet.
 */
export const prove = (
  d: Draft,
  which: "current" | "previous",
  lines: Lines,
  then: (d: Draft) => void,
  twice = d.s.anyShown && d.s.rules.confirmsTwice,
): void => {
  if (d.s.podless || !d.s.rules.confirmsInstance) {
    then(d);
    return;
  }
  const last = timeOf(lines, lines.count - 1);
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, resume, (pod) => {
      const { container } = draft.s.config;
      const named = which === "current" ? serving(pod, container) : previousOf(pod, container);
      const again = twice && !(which === "current" && provenBySpan(draft, timeOf(lines, 0), last));
      if (!names(draft, pod, which)) restarted(draft, pod);
      else if (again || writtenLater(named, last)) {
        const ms = again ? betweenProofs(draft) : draft.s.rules.restartPatience;
        wait(draft, "main", { ms, jitter: 0 }, (later) => {
          getPod(later, "main", (final, said) =>
            judgePod(final, said, resume, (still) => {
              if (names(final, still, which)) then(final);
              else restarted(final, still);
            }),
          );
        });
      } else then(draft);
    }),
  );
};

/**
 * Whether the first and the last line of a log that is served lie so far apart that no status can lag behind the
 * instance they are of: it began before the first.
 */
export const provenBySpan = (
  d: Draft,
  first: Instant | undefined,
  last: Instant | undefined,
): boolean =>
  first !== undefined && last !== undefined && millisBetween(first, last) >= d.s.rules.provenSpan;

/** Whether a line was stamped after its instance had ended, by the same node's clock: it is rather the next one's. */
export const writtenLater = (of: Serving | undefined, last: Instant | undefined): boolean =>
  last !== undefined &&
  of?.ended?.finishedAt !== undefined &&
  last.seconds > of.ended.finishedAt.seconds;

/** Whether the pod's status names this instance as the one whose log is served. */
export const names = (d: Draft, pod: PodView, which: "current" | "previous"): boolean => {
  const { instance, config } = d.s;
  if (instance === undefined) return true;
  const named =
    which === "current" ? serving(pod, config.container) : previousOf(pod, config.container);
  return named !== undefined && sameInstance(named.instance, instance);
};

/** Milliseconds between two looks at the pod that shall prove a later instance. */
export const betweenProofs = (d: Draft): number => (d.s.frequent ? 10_000 : 3000);
