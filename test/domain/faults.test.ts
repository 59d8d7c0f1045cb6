import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { describe, expect, it } from "vitest";
import { checker } from "../../src/domain/faults.ts";

const check = checker(
  Schema.Struct({
    open: Schema.Struct({ pod: Schema.String }),
    wait: Schema.optionalKey(Schema.Int),
  }),
);

describe("what comes from outside", () => {
  it("is given as it is where it fits", () => {
    expect(check("rule", { open: { pod: "web" } })).toEqual(
      Result.succeed({ open: { pod: "web" } }),
    );
  });

  it("is refused with every fault and its place, what is not known counted", () => {
    const read = check("rule", { open: { pod: 7 }, wait: "long", whait: 1 });
    expect(Result.merge(read)).toEqual(
      expect.arrayContaining([
        "rule.open.pod: Expected string",
        expect.stringMatching(/^rule\.wait: Expected /),
        "rule.whait: is not known here",
      ]),
    );
    expect(Result.merge(check("rule", {}))).toEqual(["rule.open: is missing"]);
  });

  it.each([undefined, null, 7, "text", []])("is refused by its name where it is %j", (value) => {
    const read = check("rule", value);
    expect(Result.isFailure(read) && read.failure[0]).toMatch(/^rule: Expected /);
  });
});
