import {
  ConnectionCut,
  ConnectionRefused,
  Forbidden,
  Gateway,
  PodGone,
  TimedOut,
  type KubeError,
} from "../../src/domain/errors.ts";
import { LineFlag, type LineBlock } from "../../src/domain/line.ts";
import type { Command } from "../../src/resume/commands.ts";
import type { Event } from "../../src/resume/events.ts";
import type { LogFile, Printed } from "./file.ts";
import { said, type Node } from "./node.ts";
import { Run, viewOf, type Status } from "./pod.ts";
import type { Stage } from "./stage.ts";

type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>;

interface OpenFollow {
  readonly number: number;
  readonly run: Run;
  file: LogFile;
  /** How many of the run's rotations it has followed. */
  rotations: number;
  pos: number;
  stalled: boolean;
  closed: boolean;
  aborted: boolean;
  scheduled: boolean;
}

const inBandRest = (text: string): LineBlock => ({
  bytes: Uint8Array.from(text, (c) => c.charCodeAt(0)),
  count: 1,
  start: Uint32Array.of(0),
  end: Uint32Array.of(text.length),
  seconds: Uint32Array.of(0),
  nanos: Uint32Array.of(0),
  flags: Uint8Array.of(LineFlag.noTime | LineFlag.unterminated),
});

/** The way from the machine to the node: requests and streams, and what goes wrong with them. */
export interface Way {
  readonly answerPod: (number: number) => void;
  readonly answerLog: (command: CommandOf<"GetLog">) => void;
  readonly openFollow: (command: CommandOf<"OpenFollow">) => void;
  readonly abortFollow: (number: number) => void;
  /** A watch brings this status, if it can. */
  readonly push: (told: Status) => void;
  /** There is something to read for the streams of this run. */
  readonly nudge: (run: Run) => void;
  /** Open streams may miss that its file was rotated. */
  readonly rotated: (run: Run) => void;
  readonly cutAll: () => void;
  /** Nothing leads to the API server for a while. */
  readonly outage: () => void;
  /** Three answers in a row were cut cleanly at one place, which no client can decide. */
  readonly cutThrice: boolean;
}

/** Makes one, at whose end is `feed`. */
export const makeWay = (
  { active, mix, queue, random, say }: Stage,
  node: Node,
  feed: (event: Event) => void,
): Way => {
  let down = false;
  const outage = (): void => {
    down = true;
    say(() => "outage");
    const stalls = random.chance(0.5);
    for (const follow of follows) {
      if (follow.closed) continue;
      if (stalls) follow.stalled = true;
      else closeFollow(follow, new ConnectionCut(server));
    }
    queue.in(random.after(mix.outage * 1000), () => {
      down = false;
      say(() => "outage over");
      if (stalls && random.chance(0.3)) feed({ _tag: "Wake", at: queue.now() });
    });
  };

  const travel = (): number => random.between(1, 30);
  const server = { server: "s" };

  const requestFails = (): KubeError | undefined => {
    if (down) return new ConnectionRefused(server);
    if (!active()) return undefined;
    if (random.chance(mix.failedAnswers)) return new Gateway({ status: 503 });
    if (random.chance(mix.lostAnswers)) return new TimedOut({ server: "s", afterMs: 10_000 });
    return undefined;
  };

  const answerPod = (number: number): void => {
    queue.in(travel(), () => {
      const error: KubeError | undefined =
        requestFails() ??
        (mix.noPods
          ? new Forbidden({ context: "c", verb: "get", resource: "pods" })
          : node.visible.exists
            ? undefined
            : new PodGone({ namespace: "dev", pod: "web" }));
      const told = node.visible;
      const pod = viewOf(told);
      queue.in(error?._tag === "TimedOut" ? 10_000 : travel(), () => {
        const at = queue.now();
        say(() => `  #${number} pod: ${error?._tag ?? said(told)}`);
        feed(
          error === undefined
            ? { _tag: "PodAnswer", at, number, pod }
            : { _tag: "PodFailed", at, number, error },
        );
      });
    });
  };

  // Places at which the last answers were cut, to recognise what no client can decide.
  const cutPlaces: number[] = [];
  let cutThrice = false;
  const noteCut = (place: number): void => {
    cutPlaces.push(place);
    if (cutPlaces.length > 3) cutPlaces.shift();
    if (cutPlaces.length === 3 && place >= 0 && cutPlaces.every((other) => other === place))
      cutThrice = true;
  };

  // Nothing, all but the last lines, or anything.
  const cutPlace = (from: number, to: number): number => {
    const p = random.next();
    if (p < 0.15) return from;
    return p < 0.4
      ? Math.max(from, to - random.int(1, 4))
      : random.int(from, Math.max(from, to - 1));
  };

  const answerLog = (command: Extract<Command, { readonly _tag: "GetLog" }>): void => {
    const { number } = command;
    queue.in(travel(), () => {
      const failed = requestFails();
      const served = failed ?? node.serve(command.previous);
      if (!(served instanceof Run)) {
        const delay = served._tag === "TimedOut" ? 10_000 : travel();
        queue.in(delay, () =>
          feed({ _tag: "LogAnswer", at: queue.now(), number, blocks: [], error: served }),
        );
        return;
      }
      const { file } = served;
      let printed: Printed;
      let error: KubeError | undefined;
      if (command.limitBytes !== undefined) printed = file.printLimited(command.limitBytes);
      else {
        const from = file.fromEnd(command.tail);
        let to = file.count;
        if (active() && random.chance(mix.cutAnswers)) error = new ConnectionCut(server);
        const short = active() && random.chance(mix.shortAnswers);
        if (short || error !== undefined) to = cutPlace(from, to);
        noteCut(
          short && to < file.count ? served.number * 1e6 + to + served.rotations.length * 1e5 : -1,
        );
        printed =
          command.since === undefined
            ? file.printCut(from, to, to < file.count && random.chance(0.5))
            : file.printSince(command.since, to);
        const says = "unable to retrieve container logs for containerd://1";
        if (active() && random.chance(mix.inBand)) printed = { ...printed, rest: inBandRest(says) };
      }
      const { blocks, rest } = printed;
      say(
        () =>
          `  #${number} reads ${served.number}: ${blocks.reduce((n, b) => n + b.count, 0)} lines to entry ${printed.end} of ${file.count}${error ? " cut" : ""}`,
      );
      queue.in(travel(), () =>
        feed({
          _tag: "LogAnswer",
          at: queue.now(),
          number,
          blocks,
          ...(rest === undefined ? {} : { rest }),
          ...(error === undefined ? {} : { error }),
        }),
      );
    });
  };

  const follows: OpenFollow[] = [];

  const openFollow = (command: Extract<Command, { readonly _tag: "OpenFollow" }>): void => {
    const { number } = command;
    queue.in(travel(), () => {
      const served = requestFails() ?? node.serve(false);
      if (!(served instanceof Run)) {
        const delay = served._tag === "TimedOut" ? 10_000 : travel();
        queue.in(delay, () =>
          feed({ _tag: "FollowClosed", at: queue.now(), number, error: served }),
        );
        return;
      }
      const follow: OpenFollow = {
        number,
        run: served,
        file: served.file,
        rotations: served.rotations.length,
        pos: served.file.fromEnd(command.tail),
        stalled: false,
        closed: false,
        aborted: false,
        scheduled: false,
      };
      follows.push(follow);
      queue.in(travel(), () => {
        say(() => `  #${number} follows ${served.number} from entry ${follow.pos}`);
        feed({ _tag: "FollowOpened", at: queue.now(), number });
        pump(follow);
      });
      if (random.chance(mix.inBand) && active())
        queue.in(random.between(50, 3000), () =>
          closeFollow(
            follow,
            undefined,
            inBandRest("failed to create fsnotify watcher: too many open files"),
          ),
        );
      if (mix.idleTimeout > 0)
        queue.in(mix.idleTimeout * 1000, () => {
          if (active() && !follow.stalled) closeFollow(follow, undefined);
        });
      if (mix.streamLife > 0)
        queue.in(random.after(mix.streamLife * 1000), () => breakFollow(follow));
    });
  };

  const breakFollow = (follow: OpenFollow): void => {
    if (!active() || follow.closed || follow.stalled) return;
    const { cut, clean, stall } = mix.ends;
    const p = random.next() * (cut + clean + stall);
    if (p < cut) closeFollow(follow, new ConnectionCut(server));
    else if (p < cut + clean) closeFollow(follow, undefined);
    else {
      say(() => `  #${follow.number} stalls`);
      follow.stalled = true;
      if (random.chance(mix.ghosts))
        queue.in(random.after(30_000), () => {
          follow.stalled = false;
          pump(follow);
        });
    }
  };

  const closeFollow = (
    follow: OpenFollow,
    error: KubeError | undefined,
    rest?: LineBlock,
  ): void => {
    if (follow.closed) return;
    follow.closed = true;
    const open = follow.file.print(follow.pos, follow.file.count).rest;
    const half =
      rest ??
      open ??
      (follow.pos < follow.file.count && random.chance(0.5)
        ? follow.file.printCut(follow.pos, follow.pos, true).rest
        : undefined);
    queue.in(travel(), () => {
      say(() => `  #${follow.number} ends ${error?._tag ?? "cleanly"}`);
      feed({
        _tag: "FollowClosed",
        at: queue.now(),
        number: follow.number,
        ...(half === undefined ? {} : { rest: half }),
        ...(error === undefined ? {} : { error }),
      });
    });
  };

  const nudge = (run: Run): void => {
    for (const follow of follows) if (follow.run === run && !follow.closed) pump(follow);
  };

  const pump = (follow: OpenFollow): void => {
    if (follow.scheduled || follow.closed || follow.stalled) return;
    follow.scheduled = true;
    queue.in(travel(), () => {
      follow.scheduled = false;
      if (follow.closed || follow.stalled) return;
      const { file, run } = follow;
      let to = file.count;
      while (to > follow.pos && file.ends[to - 1] === 0) to--;
      const whole = to;
      if (to > follow.pos) {
        if (random.chance(0.2)) {
          to = random.int(follow.pos + 1, to);
          while (to < file.count && file.ends[to - 1] === 0) to++;
        }
        const { blocks } = file.print(follow.pos, to);
        follow.pos = to;
        for (const block of blocks)
          feed({ _tag: "FollowData", at: queue.now(), number: follow.number, block });
      }
      if (follow.pos < whole) {
        pump(follow);
        return;
      }
      const next = follow.rotations < 0 ? undefined : run.rotations[follow.rotations];
      if (next !== undefined && file.count === follow.pos) {
        follow.rotations++;
        follow.file = run.rotations[follow.rotations]?.file ?? run.file;
        follow.pos = 0;
        pump(follow);
      } else if (run.finished) closeFollow(follow, undefined);
    });
  };

  const cutAll = (): void => {
    for (const follow of follows)
      if (!follow.closed) closeFollow(follow, new ConnectionCut(server));
  };

  const rotated = (run: Run): void => {
    for (const follow of follows)
      if (follow.run === run && !follow.closed && random.chance(mix.missed)) follow.rotations = -1;
  };

  const abortFollow = (number: number): void => {
    const follow = follows.find((one) => one.number === number);
    say(() => `abort #${number}`);
    if (follow !== undefined && !random.chance(mix.ghosts)) follow.closed = true;
  };

  const push = (told: Status): void => {
    if (down || mix.noPods) return;
    say(() => `  watch: ${said(told)}`);
    feed({ _tag: "PodAnswer", at: queue.now(), pod: viewOf(told) });
  };

  return {
    answerPod,
    answerLog,
    openFollow,
    abortFollow,
    push,
    nudge,
    rotated,
    cutAll,
    outage,
    get cutThrice() {
      return cutThrice;
    },
  };
};
