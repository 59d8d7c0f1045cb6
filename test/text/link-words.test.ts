import { describe, expect, it } from "@effect/vitest";
import { readLinkText } from "../../src/domain/link.ts";
import { linkSentence } from "../../src/text/link-words.ts";

const open = "vscode://podlog.podlog/open?";

describe("A link that opens nothing", () => {
  it.each([
    [
      "vscode://podlog.podlog/close?context=a",
      `The link asks for "/close", which Podlog does not have.`,
    ],
    [`${open}context=a&colour=red`, `The link has a part that Podlog does not know: "colour".`],
    [`${open}context=a&context=b`, "The link says twice what its context is."],
    [`${open}context=a&pod=web`, "The link does not say what its namespace is."],
    [`${open}context=a&namespace=B`, `The link's namespace can't be "B".`],
    [`${open}context=a&namespace=b`, "The link names no pod, workload or selector."],
    [
      `${open}context=a&namespace=b&pod=c&selector=d`,
      "The link names more than one of a pod, a workload and a selector.",
    ],
  ])("%s: %s", (text, sentence) => {
    const read = readLinkText(text);
    expect(read?._tag === "Failure" && linkSentence(read.failure)).toBe(sentence);
  });
});
