import { describe, expect, it } from "vitest";
import { arranged, placed, type Placing } from "../../../src/features/tree/namespace-order.ts";
import type { NamespaceChoice } from "../../../src/vscode/namespace-choices.ts";
import { makeRandom } from "../../fuzz/random.ts";

const nobody: NamespaceChoice = { pinned: [], hidden: [] };

describe("the namespaces of a context", () => {
  it.each<readonly [names: string, choice: NamespaceChoice, shown: string]>([
    ["a b c", nobody, "| a b c |"],
    ["a b c", { pinned: ["c"], hidden: [] }, "c | a b |"],
    ["a b c", { pinned: ["c", "a"], hidden: [] }, "c a | b |"],
    ["a b c", { pinned: [], hidden: ["b"] }, "| a c | b"],
    ["a b c", { pinned: ["b"], hidden: ["c"] }, "b | a | c"],
    ["a", { pinned: ["gone"], hidden: ["left"] }, "| a |"],
  ])("%s, chosen as %j: %s", (names, choice, shown) => {
    const { hidden, others, pinned } = arranged(names.split(" "), choice);
    expect([...pinned, "|", ...others, "|", ...hidden].join(" ")).toBe(shown);
  });

  it("are each shown in one place, whatever was wished for before", () => {
    const names = ["a", "b", "c", "d"];
    const placings: ReadonlyArray<Placing> = ["pin", "unpin", "hide", "show"];
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = makeRandom(seed);
      let choice = nobody;
      for (let i = 0; i < 20; i += 1) {
        const name = names[random.int(0, 3)] ?? "a";
        const placing = placings[random.int(0, 3)] ?? "pin";
        choice = placed(choice, name, placing);
        const { hidden, others, pinned } = arranged(names, choice);
        expect([...pinned, ...others, ...hidden].sort(), `seed ${seed}`).toEqual(names);
        const at = pinned.includes(name) ? "pinned" : hidden.includes(name) ? "hidden" : "plain";
        expect(at).toBe({ pin: "pinned", hide: "hidden", unpin: "plain", show: "plain" }[placing]);
      }
    }
  });
});
