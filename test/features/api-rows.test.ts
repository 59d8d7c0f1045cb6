import { describe, expect, it } from "vitest";
import type { SourceElement } from "../../src/domain/source.ts";
import { makeBacklog } from "../../src/features/api/rows.ts";
import { makeLineReader } from "../../src/source/lines.ts";

const web = { pod: "web", container: "app" };
const db = { pod: "db", container: "app" };

const lines = (...texts: ReadonlyArray<string>): SourceElement => {
  const stamped = texts.map((text) => `2026-03-01T10:30:45.000000001Z ${text}\n`).join("");
  const [block] = makeLineReader().push([Buffer.from(stamped)]);
  if (block === undefined) throw new Error("No line");
  return { _tag: "Lines", block, older: false };
};

const marker: SourceElement = { _tag: "Marker", marker: { _tag: "StartUnknown" }, older: false };
const divider: SourceElement = { _tag: "Divider", divider: { _tag: "StartOfLog" }, older: false };

describe("the rows that wait for a caller", () => {
  it("come in their order, so many at a time, each once", () => {
    const backlog = makeBacklog(1_000_000);
    backlog.push(web, lines("1", "2", "3"));
    backlog.push(web, marker);
    backlog.push(db, lines("4"));
    backlog.push(web, divider);
    const taken: Array<ReadonlyArray<string>> = [];
    for (let rows = backlog.take(2); rows.length > 0; rows = backlog.take(2))
      taken.push(rows.map(({ source, text }) => `${source.pod} ${text}`));
    expect(taken).toEqual([
      ["web 1", "web 2"],
      ["web 3", "web Start unknown: earlier lines may have rotated away"],
      ["db 4", "web start of the log"],
    ]);
  });

  it("have markers of our own among them", () => {
    const backlog = makeBacklog(1_000_000);
    backlog.push(web, lines("1"));
    backlog.note(db, "This log is not read");
    expect(backlog.take(10).map(({ kind, source, text }) => [kind, source.pod, text])).toEqual([
      ["line", "web", "1"],
      ["marker", "db", "This log is not read"],
    ]);
  });

  it("leave out what a connection says of itself", () => {
    const backlog = makeBacklog(1_000_000);
    backlog.push(web, { _tag: "State", state: { _tag: "Streaming" } });
    expect(backlog.take(10)).toEqual([]);
  });

  it("lose their oldest lines where there is no room, which a marker of each source counts", () => {
    const backlog = makeBacklog(200);
    backlog.push(web, lines("a".repeat(40), "b".repeat(40)));
    backlog.push(web, marker);
    backlog.push(db, lines("c".repeat(100)));
    backlog.push(web, lines("d".repeat(100)));
    expect(backlog.take(10).map(({ kind, source, text }) => [kind, source.pod, text])).toEqual([
      ["marker", "web", "2 lines are missing here: more came than were taken"],
      ["marker", "db", "1 line is missing here: more came than were taken"],
      ["marker", "web", "Start unknown: earlier lines may have rotated away"],
      ["line", "web", "d".repeat(100)],
    ]);
    expect(backlog.take(10)).toEqual([]);
  });

  it("count as missing only what was not taken of a block", () => {
    const backlog = makeBacklog(220);
    backlog.push(web, lines("1".repeat(20), "2".repeat(20), "3".repeat(20)));
    expect(backlog.take(1).map(({ text }) => text)).toEqual(["1".repeat(20)]);
    backlog.push(web, lines("4".repeat(100)));
    expect(backlog.take(10).map(({ text }) => text)).toEqual([
      "2 lines are missing here: more came than were taken",
      "4".repeat(100),
    ]);
  });

  it("have room again once rows are taken", () => {
    const backlog = makeBacklog(250);
    for (let i = 0; i < 100; i++) {
      backlog.push(web, lines("x".repeat(150)));
      expect(backlog.take(10).map(({ kind }) => kind)).toEqual(["line"]);
    }
  });
});
