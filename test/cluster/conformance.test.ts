import { beforeAll, describe, expect, it } from "vitest";
import { formOf } from "./conformance/form.ts";
import { firstScenes, laterScenes, questions } from "./conformance/exchanges.ts";
import { playAll } from "./conformance/play.ts";
import type { Played } from "./conformance/play.ts";
import { recordings } from "./conformance/recordings.ts";
import { recordedNames, recordedWords } from "./conformance/vocabularies.ts";

const recorded = recordings();
const all = [
  ...Object.keys(questions(recordedNames)),
  ...firstScenes(recordedNames).flatMap(({ streams }) => Object.keys(streams)),
  ...Object.values(laterScenes(recordedNames)).flatMap(({ streams }) => Object.keys(streams)),
];

describe("the cluster answers as the recorded one did", () => {
  let played: ReadonlyMap<string, Played> = new Map();

  beforeAll(async () => {
    played = await playAll(recordedNames, recordedWords);
  }, 60_000);

  it("is asked every recorded question, and no other", () => {
    expect([...all].sort()).toEqual([...recorded.keys()].sort());
  });

  it.each(all)("%s", (name) => {
    const truth = recorded.get(name);
    const own = played.get(name);
    if (truth === undefined || own === undefined) throw new Error(`${name} was not played`);
    expect(own.question.request).toBe(
      truth.request.replace(/resourceVersion=\d+/u, "resourceVersion=VERSION"),
    );
    expect(own.question.user).toBe(truth.user);
    const detail = own.question.detail ?? "shape";
    expect(formOf(own.answer, recordedNames, detail)).toEqual(
      formOf(truth.answer, recordedNames, detail),
    );
  });
});
