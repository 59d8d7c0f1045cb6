import { beforeAll, describe, expect, it } from "vitest";
import { formOf } from "./conformance/form.ts";
import { questions } from "./conformance/exchanges.ts";
import { playAll } from "./conformance/play.ts";
import type { Played } from "./conformance/play.ts";
import { otherNames, otherWords, recordedWords, treeNames } from "./conformance/vocabularies.ts";

/** No recording is read here: two declared worlds are compared with each other. */
describe("a world of other names and other lines answers in the same forms", () => {
  let first: ReadonlyMap<string, Played> = new Map();
  let second: ReadonlyMap<string, Played> = new Map();

  beforeAll(async () => {
    first = await playAll(treeNames, recordedWords);
    second = await playAll(otherNames, otherWords);
  }, 60_000);

  it("is asked the same questions", () => {
    expect([...second.keys()]).toEqual([...first.keys()]);
    expect(second.size).toBeGreaterThan(Object.keys(questions(otherNames)).length);
  });

  it("says the same of things that have other names", () => {
    const forms = (played: ReadonlyMap<string, Played>, names: typeof otherNames) =>
      [...played].map(([name, { answer }]) => ({
        name,
        form: withoutLengths(formOf(answer, names, "shape")),
      }));
    expect(forms(second, otherNames)).toEqual(forms(first, treeNames));
  });

  it("prints its own lines, and none of the other's", () => {
    const text = [...second.values()]
      .map(({ answer }) => Buffer.concat(answer.chunks).toString())
      .join("");
    expect(text).toContain("throw 8\n");
    expect(text).toContain("farewell\n");
    for (const name of Object.values(treeNames)) {
      expect(text).not.toContain(`"${name}"`);
    }
  });
});

/** Where bodies are cut into chunks depends on the length of names and lines. */
const withoutLengths = (form: object): unknown =>
  JSON.parse(
    JSON.stringify(form, (key: string, value: unknown) => (key === "size" ? undefined : value)),
  );
