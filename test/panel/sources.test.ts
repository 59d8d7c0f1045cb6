import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { copyRows, textOptions } from "../../src/panel/copy.ts";
import { startReading } from "../../src/panel/reading.ts";
import {
  allSources,
  changedChoice,
  showsSource,
  type SourceChange,
  type SourceInfo,
} from "../../src/protocol/sources.ts";
import type { SessionElement, SessionSource } from "../../src/session/session.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { makeDesk, makeScans, until } from "./desk.ts";
import { block } from "./rows.ts";
import { run } from "./sessions.ts";
import { shown } from "./view-world.ts";

const info = (id: number, container: string): SourceInfo => ({
  id,
  pod: "web",
  container,
  label: container,
});
const three = [info(0, "app"), info(1, "proxy"), info(2, "init")];

describe("the choice of sources (C5)", () => {
  const after = (...changes: ReadonlyArray<SourceChange>) => {
    const choice = changes.reduce((was, change) => changedChoice(was, change, three), allSources);
    const names = ["web/app", "web/proxy", "web/init", "web/later"];
    return names.filter((name) => showsSource(choice, name));
  };

  it("hides one, and not those that come later", () => {
    expect(after({ _tag: "Hide", name: "web/app" })).toEqual([
      "web/proxy",
      "web/init",
      "web/later",
    ]);
    expect(after({ _tag: "Hide", name: "web/app" }, { _tag: "Unhide", name: "web/app" })).toEqual(
      after(),
    );
  });

  it("shows one alone, those that come later hidden too; and all again by the same way", () => {
    const solo = { _tag: "Solo", name: "web/proxy" } as const;
    expect(after(solo)).toEqual(["web/proxy"]);
    expect(after(solo, solo)).toEqual(after());
    expect(after(solo, { _tag: "Unhide", name: "web/app" })).toEqual(["web/app", "web/proxy"]);
    expect(after(solo, { _tag: "Solo", name: "web/app" })).toEqual(["web/app"]);
    expect(after(solo, { _tag: "ShowAll" })).toEqual(after());
  });

  it("hides nothing that comes later once all that there are were shown again one by one", () => {
    expect(
      after(
        { _tag: "Solo", name: "web/proxy" },
        { _tag: "Unhide", name: "web/app" },
        { _tag: "Unhide", name: "web/init" },
      ),
    ).toContain("web/later");
  });
});

/** Lines of `app` and `proxy` by turns: `row 0` is the first's. */
const byTurns = (count: number, maxBytes = 10_000_000): Store => {
  const store = makeStore({ maxBytes });
  for (let i = 0; i < count; i++) store.append(i % 2, block([`row ${i}`]));
  return store;
};

const hide = (container: string) =>
  ({ change: { _tag: "Hide", name: `web/${container}` }, near: 0 }) as const;

const query = { text: "row", caseSensitive: false, wholeWord: false, regex: false };

describe("a panel with a hidden source (C5)", () => {
  it.effect(
    "shows the others by positions of another epoch, and says how many lines are left",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(byTurns(10));
        const { filtering } = yield* makeScans(desk);
        yield* filtering.choose({ ...hide("app"), near: 4 });
        expect(desk.all("ViewIs")[1]).toMatchObject({
          epoch: 6,
          run: 50,
          at: { row: 5 },
          rows: { numbers: [1, 3, 5, 7, 9] },
        });
        expect(desk.all("Showing").at(-1)?.shown.choice).toEqual({
          only: false,
          names: ["web/app"],
        });
        expect(desk.all("Beat").at(-1)?.passed).toEqual({ hits: 5, of: 10, whole: true });
        yield* filtering.choose({ change: { _tag: "Unhide", name: "web/app" }, near: 4 });
        expect(desk.all("Said").map(({ text }) => text)).toEqual([
          "web/app is hidden",
          "All sources are shown",
        ]);
      }).pipe(Effect.scoped),
  );

  it.effect("goes on collecting it, and has all of it when it is shown again", () =>
    Effect.gen(function* () {
      const desk = makeDesk(byTurns(4));
      const { changed, filtering } = yield* makeScans(desk);
      yield* filtering.choose(hide("app"));
      desk.reading.store.append(0, block(["more of app"]));
      desk.reading.store.append(1, block(["more of proxy"]));
      yield* changed;
      expect(desk.all("Beat").at(-1)).toMatchObject({
        first: 0,
        end: 3,
        passed: { hits: 3, of: 6, whole: true },
      });
      yield* filtering.choose({ change: { _tag: "ShowAll" }, near: 0 });
      expect(desk.all("ViewIs").at(-1)).toMatchObject({ first: 0, end: 6 });
      expect(desk.all("Beat").at(-1)).not.toHaveProperty("passed");
    }).pipe(Effect.scoped),
  );

  it.effect("copies what is shown", () =>
    Effect.gen(function* () {
      const desk = makeDesk(byTurns(4));
      const { filtering } = yield* makeScans(desk);
      yield* filtering.choose(hide("proxy"));
      const copied = yield* copyRows(desk.reading.list, {
        from: 0,
        to: 3,
        raw: false,
        labels: new Map(),
        text: textOptions("off", { timestamps: false, sources: false }),
      });
      expect(copied).toMatchObject({ text: "row 0\nrow 2" });
    }).pipe(Effect.scoped),
  );

  it.live("finds in what is shown, and filters it", () =>
    Effect.gen(function* () {
      const desk = makeDesk(byTurns(40));
      const { filtering, finding } = yield* makeScans(desk);
      yield* finding.start({ _tag: "Find", find: 1, query, near: 0 });
      yield* until(() => desk.all("Finding").find(({ total }) => total === 40));
      yield* filtering.choose(hide("app"));
      yield* until(() => desk.all("Finding").find(({ total }) => total === 20));
      yield* filtering.set({ text: "/row 1[0-3]$/", context: 1, near: 0 });
      const beat = yield* until(() => desk.all("Beat").find(({ passed }) => passed?.hits === 2));
      expect(beat.passed).toEqual({ hits: 2, of: 40, whole: true });
      // One line of context above and below, of those that are shown.
      expect(desk.all("ViewIs").at(-1)?.rows?.numbers).toEqual([9, 11, 13, 15]);
      yield* filtering.choose({ change: { _tag: "ShowAll" }, near: 0 });
      yield* until(() => desk.all("Beat").find(({ passed }) => passed?.hits === 4));
      expect(desk.all("ViewIs").at(-1)?.rows?.numbers).toEqual([9, 10, 11, 12, 13, 14]);
    }).pipe(Effect.scoped),
  );
});

const source = (id: number, container: string): SessionSource => ({
  id,
  ref: { context: "prod", namespace: "shop", pod: "web", container },
  label: container,
  followed: true,
});
const said = (id: number, text: string): SessionElement => ({
  _tag: "Source",
  source: id,
  element: { _tag: "Lines", block: block([text]), older: false },
});

describe("a reading whose user looks at one source alone", () => {
  const only = { only: true, names: ["web/app"] };
  const start = () =>
    startReading(
      makeStore({ maxBytes: 10_000_000 }),
      { epoch: 1, run: 10 },
      {
        ...shown,
        choice: only,
      },
    );

  it.effect("hides one that comes later from its first line", () =>
    Effect.gen(function* () {
      const reading = start();
      yield* run(reading, [
        [{ _tag: "Sources", sources: [source(0, "app")] }, said(0, "a")],
        [{ _tag: "Sources", sources: [source(0, "app"), source(1, "late")] }, said(1, "b")],
        [said(0, "c")],
      ]);
      expect(reading.store.end).toBe(3);
      expect([0, 1, 2].filter((row) => reading.list.passes(row))).toEqual([0, 2]);
    }),
  );

  it.effect("keeps the choice where the rows begin anew", () =>
    Effect.gen(function* () {
      const reading = start();
      yield* run(reading, [[{ _tag: "Sources", sources: [source(0, "app")] }, said(0, "a")]]);
      reading.stale = true;
      const sources = [source(0, "proxy"), source(1, "app")];
      yield* run(reading, [[{ _tag: "Sources", sources }], [said(0, "p"), said(1, "a")]]);
      expect(reading).toMatchObject({ run: 11, shown: { choice: only } });
      expect([0, 1].filter((row) => reading.list.passes(row))).toEqual([1]);
    }),
  );
});
