import type { Names, Words } from "./declared-world.ts";

/** The names of the recorded cluster. */
export const recordedNames: Names = {
  namespace: "dev",
  otherNamespace: "staging",
  node: "localhost",
  container: "app",
  init: "setup",
  second: "sidecar",
  third: "web",
  chatty: "chatty",
  crasher: "crasher",
  initWaiting: "init-waiting",
  multi: "multi",
  neverStarted: "never-started",
  pullFails: "pull-fails",
  report: "report",
  streams: "streams",
  unscheduled: "unscheduled",
  waiting: "waiting",
  web: "web",
  bulk: "bulk",
  leaver: "leaver",
  oneshot: "oneshot",
  done: "done",
  longline: "longline",
  odd: "odd",
  image: "localhost/logbox:1",
  missing: "localhost/does-not-exist:1",
};

/** Other names in the same order. */
export const otherNames: Names = {
  namespace: "engine-room",
  otherNamespace: "upper-deck",
  node: "titan",
  container: "main",
  init: "warmup",
  second: "xenon",
  third: "yttrium",
  chatty: "babbler",
  crasher: "breaker",
  initWaiting: "dawdler",
  multi: "family",
  neverStarted: "nowhere",
  pullFails: "outage",
  report: "quota",
  streams: "rivers",
  unscheduled: "stranded",
  waiting: "tarrying",
  web: "utopia",
  bulk: "cargo",
  leaver: "goer",
  oneshot: "harpoon",
  done: "finished",
  longline: "giraffe",
  odd: "kraken",
  image: "harbour.test/crew:7",
  missing: "harbour.test/ghost:7",
};

/** Names that sort as the recorded ones do, and are no words of the API's own. */
export const treeNames: Names = {
  namespace: "dunes",
  otherNamespace: "woods",
  node: "summit",
  container: "peak",
  init: "spring",
  second: "xylem",
  third: "yarrow",
  chatty: "aspen",
  crasher: "birch",
  initWaiting: "cedar",
  multi: "dogwood",
  neverStarted: "elm",
  pullFails: "fir",
  report: "gingko",
  streams: "hazel",
  unscheduled: "larch",
  waiting: "maple",
  web: "nutmeg",
  bulk: "cone",
  leaver: "damson",
  oneshot: "elder",
  done: "fern",
  longline: "gorse",
  odd: "hawthorn",
  image: "forest.test/tree:3",
  missing: "forest.test/stump:3",
};

const number = (value: number): string => `seq=${String(value).padStart(10, "0")}`;

/** What the recorded programs printed, where it is compared word by word. */
export const recordedWords: Words = {
  chatter: (count) =>
    JSON.stringify({
      ts: "2026-11-22T12:10:48.761150Z",
      level: "info",
      msg: "request handled",
      seq: count,
      status: 200,
    }),
  start: (run) =>
    run === 2
      ? "start 1795349470 run 221ec57e-ac8d-4e3a-9167-f1f14039385a"
      : "start 1795349497 run d84da581-8a5c-4fdc-b5d6-ec8635edd7c9",
  crash: (count) => `${number(count)} abcdefghij`,
  tick: (count) => `${number(count)} abcdefghijklmnopqrst`,
  panic: "panic: fatal error",
  step: (count) => `step ${String(count)}`,
  line: (count) => `line ${String(count)}`,
  goodbye: ["got TERM", "bye"],
  setup: (count) => `init step ${String(count)} of 5`,
  done: ["hello", "world", "no newline at the end"],
  long: ["A".repeat(40_000), "short", "B".repeat(20_000)],
  odd: Buffer.concat([
    Buffer.from(
      "crlf line\n\u001B[31mred\u001B[0m and \u001B[1;44mbold on blue\u001B[0m\nprogress 10%\rprogress 90%\rdone\nnul\0byte\nbad utf8 ",
    ),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(
      " here\nemoji 👩‍🚀 and 中文 and café\n\u001B]0;title\u0007osc\n\n\n<script>alert(1)</script>\n",
    ),
  ]),
};

/** Other words, in as many lines. */
export const otherWords: Words = {
  chatter: (count) =>
    `ahoy ${String(count)}: all is well on this ship, and on every other in sight of it, as far as we can tell`,
  start: (run) => `cast off for the voyage number ${String(run)}`,
  crash: (count) => `leak ${String(count)}`,
  tick: (count) => `bell ${String(count)}`,
  panic: "abandon ship",
  step: (count) => `throw ${String(count)}`,
  line: (count) => `wave ${String(count)}`,
  goodbye: ["the tide turns", "farewell"],
  setup: (count) => `boiler ${String(count)}`,
  done: ["harbour", "in sight", "and nothing after"],
  long: ["o".repeat(40_000), "brief", "x".repeat(20_000)],
  odd: Buffer.from("one\ntwo\nthree\nfour\nfive\nsix\nseven\n\n\nten\n"),
};
