import { describe, expect, it } from "vitest";
import { readArgument } from "../../../src/features/open/argument.ts";

describe("the argument of podlog.openLogs", () => {
  it.each([[undefined], [null]])("may be missing: %j", (argument) => {
    expect(readArgument(argument)).toEqual({});
  });

  it("says how far the walk is done", () => {
    expect(readArgument({ context: "prod", namespace: "shop", newPanel: true })).toEqual({
      context: "prod",
      namespace: "shop",
      newPanel: true,
    });
  });

  it.each([["prod"], [7], [{ context: 7 }], [{ pod: "" }], [{ newPanel: "yes" }]])(
    "is refused as a whole where it is none: %j",
    (argument) => {
      expect(readArgument(argument)).toBeUndefined();
    },
  );
});
