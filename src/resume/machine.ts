import type { Command } from "./commands.ts";
import type { Event } from "./events.ts";
import { distrust, followClosed, followData, followOpened } from "./follow.ts";
import { olderAsked } from "./older.ts";
import { probe } from "./probe.ts";
import { rules as theRules, type Rules } from "./rules.ts";
import { start } from "./start.ts";
import { finish } from "./draft.ts";
import { initialState, type Await, type Config, type Draft, type State } from "./state.ts";

export type { Config, State } from "./state.ts";

/** The state before the first event. `rules` are those that ship, unless a variant is tried. */
export const initial = (config: Config, rules: Rules = theRules): State =>
  initialState(config, rules);

/** What one event makes of a state. */
export interface Step {
  readonly state: State;
  /** To be carried out in this order. */
  readonly commands: ReadonlyArray<Command>;
}

/** The machine that loses nothing: what happens goes in, what is to be done comes out. Pure. */
export const step = (state: State, event: Event): Step => {
  if (state.over) return { state, commands: [] };
  const d: Draft = { s: { ...state, now: Math.max(state.now, event.at) }, out: [] };
  handle(d, event);
  return { state: d.s, commands: d.out };
};

const handle = (d: Draft, event: Event): void => {
  const follow =
    d.s.follow !== undefined && "number" in event && !d.s.rules.heedsNumbers
      ? { ...d.s.follow, number: event.number ?? 0 }
      : d.s.follow;
  switch (event._tag) {
    case "FollowData":
      if (follow?.number === event.number) followData(d, follow, event.block);
      return;
    case "FollowOpened":
      if (follow?.number === event.number) followOpened(d, follow);
      return;
    case "FollowClosed":
      if (follow?.number === event.number) followClosed(d, follow, event.rest, event.error);
      return;
    case "LogAnswer":
      answered(d, event.number, (await_) => {
        if (await_._tag === "Log") await_.goOn(d, event);
      });
      return;
    case "PodAnswer":
      if (event.number === undefined) pushed(d, event.pod);
      else
        answered(d, event.number, (await_) => {
          if (await_._tag === "Pod") await_.goOn(d, { _tag: "Pod", pod: event.pod });
        });
      return;
    case "PodFailed":
      answered(d, event.number, (await_) => {
        if (await_._tag === "Pod") await_.goOn(d, { _tag: "Failed", error: event.error });
      });
      return;
    case "TimerFired":
      answered(d, event.number, (await_) => {
        if (await_._tag === "Timer") await_.goOn(d, undefined);
      });
      return;
    case "Start":
      start(d);
      return;
    case "Wake":
    case "NetworkChanged":
    case "RetryNow":
      hurry(d);
      return;
    case "OlderAsked":
      olderAsked(d, event.lines);
      return;
    case "Stop":
      finish(d, "stopped");
  }
};

const answered = (d: Draft, number: number, then: (await_: Await) => void): void => {
  const found = d.s.awaits.find((await_) => await_.number === number);
  if (found === undefined) return;
  d.s.awaits = d.s.awaits.filter((await_) => await_ !== found);
  then(found);
};

const pushed = (d: Draft, pod: NonNullable<State["pod"]>): void => {
  if (d.s.instance === undefined || d.s.instance.uid === pod.uid) d.s.pod = pod;
  d.s.onPod?.(d, pod);
};

const hurry = (d: Draft): void => {
  const { follow, onHurry } = d.s;
  if (follow?.streaming === true) probe(d);
  else if (follow !== undefined) distrust(d);
  else onHurry?.(d, undefined);
};
