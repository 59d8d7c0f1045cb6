import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { dividerText, type Divider, tellsOfEnd } from "../../src/domain/marker.ts";
import { giveBack, type LastDeath, optionsOf } from "../../src/panel/beginning.ts";
import { makeRestoring } from "../../src/panel/restoring.ts";
import type { Options } from "../../src/protocol/shown.ts";
import { makeStore } from "../../src/store/store.ts";
import { makeDesk } from "./desk.ts";
import { block, start } from "./rows.ts";
import { shown } from "./view-world.ts";

const death: LastDeath = {
  _tag: "LastDeath",
  container: "app",
  at: { seconds: start + 3, nanos: 0 },
};
const restarted: Divider = { _tag: "Restarted", exitCode: 137, reason: "OOMKilled" };

describe("a log that begins at a death (O10)", () => {
  it("is read from a minute before it, without following", () => {
    expect(optionsOf({ previous: false, anchor: death })).toEqual({
      since: { _tag: "At", at: { seconds: start - 57, nanos: 0 } },
      follow: false,
    });
  });

  it.effect("puts the user on the row that tells of it, once that has come", () =>
    Effect.gen(function* () {
      const store = makeStore({ maxBytes: 1_000_000 });
      store.append(0, block(["last words"]));
      store.append(1, block(["the sibling's"], start + 1));
      store.appendDivider(1, restarted);
      const desk = makeDesk(store);
      const restoring = yield* makeRestoring(desk.viewing, undefined, Effect.void);
      yield* restoring.begin(death);
      yield* restoring.look;
      expect(desk.all("Go")).toEqual([]);
      store.appendDivider(0, restarted);
      store.append(0, block(["first words"], start + 9));
      store.appendDivider(0, restarted);
      desk.viewing.tell();
      yield* restoring.look;
      yield* restoring.look;
      const [go, ...more] = desk.all("Go");
      // With the keyboard on it, and room for the first lines of the next instance.
      expect(go).toMatchObject({ row: 3, position: 3, hold: true });
      expect(go).not.toHaveProperty("offset");
      expect(more).toEqual([]);
    }).pipe(Effect.scoped),
  );

  it.effect("asks for older lines once where the dead one had been silent", () =>
    Effect.gen(function* () {
      const store = makeStore({ maxBytes: 1_000_000 });
      store.append(1, block(["the sibling's"]));
      store.appendDivider(0, restarted);
      let asked = 0;
      const desk = makeDesk(store);
      const restoring = yield* makeRestoring(
        desk.viewing,
        undefined,
        Effect.sync(() => void asked++),
      );
      yield* restoring.begin(death);
      yield* restoring.look;
      yield* restoring.look;
      expect(asked).toBe(1);
    }).pipe(Effect.scoped),
  );

  it.effect("stands at its time where no row tells of it for long", () =>
    Effect.gen(function* () {
      const store = makeStore({ maxBytes: 1_000_000 });
      store.append(1, block(["a", "b", "c", "d", "e"]));
      const desk = makeDesk(store);
      const restoring = yield* makeRestoring(desk.viewing, undefined, Effect.void);
      yield* restoring.begin(death);
      yield* restoring.look;
      yield* TestClock.adjust("10 seconds");
      expect(desk.all("Go")).toMatchObject([{ row: 3 }]);
    }).pipe(Effect.scoped),
  );

  it.effect("leaves the user alone who goes elsewhere, and with the next target", () =>
    Effect.gen(function* () {
      const store = makeStore({ maxBytes: 1_000_000 });
      const desk = makeDesk(store);
      const restoring = yield* makeRestoring(desk.viewing, undefined, Effect.void);
      yield* restoring.begin(death);
      restoring.leave();
      store.appendDivider(0, restarted);
      desk.viewing.tell();
      yield* restoring.look;
      yield* restoring.begin(death);
      yield* restoring.begin(undefined);
      yield* restoring.look;
      yield* TestClock.adjust("10 seconds");
      expect(desk.all("Go")).toEqual([]);
    }).pipe(Effect.scoped),
  );

  it("gives the panel's own options back with the next target, but for what its user has changed", () => {
    const before: Options = { ...shown.options, since: { _tag: "Ago", seconds: 300 } };
    const lent = optionsOf({ previous: false, anchor: death });
    const during: Options = { ...before, ...lent };
    expect(giveBack(during, { before, lent })).toEqual(before);
    expect(giveBack({ ...during, follow: true, wrap: false }, { before, lent })).toEqual({
      ...before,
      follow: true,
      wrap: false,
    });
    const { since: _, ...withoutSince } = during;
    expect(giveBack(withoutSince, { before, lent })).toEqual({
      ...withoutSince,
      follow: before.follow,
    });
    expect(giveBack(before, { before, lent: {} })).toEqual(before);
    expect(giveBack(withoutSince, { before, lent: {} })).toEqual(withoutSince);
  });
});

describe("the words of a divider", () => {
  it.each([
    [restarted, true],
    [{ ...restarted, of: "web-1 app" }, true],
    [{ _tag: "Exited", exitCode: 0, of: "app" }, true],
    [{ _tag: "Exited" }, true],
    [{ _tag: "StartOfLog" }, false],
    [{ _tag: "PodDeleted", pod: "web" }, false],
    [{ _tag: "PodReplaced", uid: "restarted" }, false],
    [{ _tag: "PodFailed", pod: "web", reason: "Evicted", message: "all exited" }, false],
    [{ _tag: "Started", image: "restarted" }, false],
  ] as ReadonlyArray<[Divider, boolean]>)("of %j tell of an end: %j", (divider, tells) => {
    expect(tellsOfEnd(dividerText(divider))).toBe(tells);
  });
});
