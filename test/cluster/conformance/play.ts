import { startCluster } from "../server.ts";
import type { Cluster } from "../server.ts";
import { DeclaredWorld } from "./declared-world.ts";
import type { Names, Words } from "./declared-world.ts";
import { firstScenes, laterScenes, questions } from "./exchanges.ts";
import type { Hour, Question, Scene, Stage } from "./exchanges.ts";
import type { HttpAnswer } from "../wire/http-answer.ts";
import { send } from "../wire/send.ts";

/** An exchange that was played: what was asked, and the answer. */
export interface Played {
  readonly question: Question;
  readonly answer: HttpAnswer;
}

/** Declares the world of these names and words, asks everything that was recorded, and plays every stream. */
export const playAll = async (names: Names, words: Words): Promise<ReadonlyMap<string, Played>> => {
  const declared = new DeclaredWorld(names, words);
  const web = declared.begin();
  const cluster = await startCluster({ world: declared.world });
  const played = new Map<string, Played>();
  const stage: Stage = {
    declared,
    scale: (replicas) => {
      web.scale(replicas);
    },
    settled: cluster.settled,
    die: cluster.die,
  };
  const askAll = async (hour: Hour): Promise<void> => {
    for (const [name, question] of Object.entries(questions(names))) {
      if (question.hour !== hour) continue;
      played.set(name, { question, answer: await ask(cluster, question).closed });
    }
  };
  const play = async (scene: Scene): Promise<void> => {
    const wires = Object.entries(scene.streams).map(
      ([name, question]) => [name, question, ask(cluster, question)] as const,
    );
    await cluster.settled();
    await until(() => wires.every(([, , wire]) => wire.now().statusLine !== ""));
    await cluster.settled();
    await scene.script(stage);
    await (scene.hangUp === true ? cluster.settled() : undefined);
    for (const [name, question, wire] of wires) {
      const answer = scene.hangUp === true ? wire.now() : await wire.closed;
      wire.hangUp();
      played.set(name, { question, answer });
    }
  };
  const later = laterScenes(names);
  try {
    await askAll("first");
    for (const scene of firstScenes(names)) await play(scene);
    declared.goOn();
    await askAll("second");
    await play(later.completed);
    declared.runOneshot();
    await play(later.restart);
    await askAll("restarted");
    await play(later.deletion);
    await askAll("deleted");
    await play(later.death);
  } finally {
    await cluster.close();
  }
  return played;
};

const ask = (cluster: Cluster, question: Question) =>
  send(cluster, question.request.replace("VERSION", String(cluster.world.store.version)), {
    body: question.body,
    token: {
      admin: cluster.tokens["admin"],
      nologs: cluster.tokens["nologs"],
      "bad-token": "not-a-token-of-this-cluster",
      nobody: undefined,
    }[question.user],
  });

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
};
