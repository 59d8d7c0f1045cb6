import { readFileSync } from "node:fs";
import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { Faults } from "../cluster/faults.ts";
import { folder } from "../kubernetes/files.ts";
import { cutFollows, failureOf, makeBench, numbered, read } from "./harness.ts";

/** A user who logs in by a plugin; it notes each of its runs, and gives the token that stands in a file. */
const loggedIn = Effect.gen(function* () {
  const place = yield* folder;
  const script = `printf x >> '${place.path("runs")}'; printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat '${place.path("token")}')"`;
  const bench = yield* makeBench({}, ({ caPem, tokens, url }) => {
    place.write("token", tokens["admin"]);
    return place.write("config", {
      "current-context": "admin",
      clusters: [
        {
          name: "k",
          cluster: {
            server: url,
            "certificate-authority-data": Buffer.from(caPem).toString("base64"),
          },
        },
      ],
      users: [
        {
          name: "u",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "/bin/sh",
              args: ["-c", script],
              interactiveMode: "Never",
            },
          },
        },
      ],
      contexts: [{ name: "admin", context: { cluster: "k", user: "u" } }],
    });
  });
  const app = bench.cluster.world.pod({ name: "web" }).container();
  app.lines(numbered("A", 1, 5));
  const reading = yield* read(bench);
  yield* bench.advance(1000);
  return {
    app,
    bench,
    reading,
    /** How often the plugin ran. */
    runs: (): number => readFileSync(place.path("runs"), "utf8").length,
    /** The server knows the token no more; the plugin gives the new one, or `another` that nobody knows. */
    renew: (another?: string): void => {
      const token = bench.cluster.renewToken("admin");
      place.write("token", another ?? token);
    },
  };
});

describe("credentials", () => {
  it.effect("22 laptop sleep 2 h, the token expired and the log rotated", () =>
    Effect.gen(function* () {
      const { app, bench, reading, renew, runs } = yield* loggedIn;
      for (const follow of bench.cluster.open("follow")) follow.stall();
      app.lines(["A6"]);
      app.rotate();
      app.lines(numbered("B", 1, 5));
      renew();
      // Nothing of the engine runs while the machine sleeps: the clock leaps.
      const clock = yield* TestClock.testClockWith((testClock) => Effect.succeed(testClock));
      yield* clock.setTime(clock.currentTimeMillisUnsafe() + 7_200_000);
      reading.signal({ _tag: "Wake" });
      yield* bench.advance(30_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 5),
        expect.stringMatching(/may be missing: the node rotated this log/u),
        ...numbered("B", 1, 5),
      ]);
      expect(reading.state?._tag).toBe("Streaming");
      expect(runs()).toBe(2);
    }),
  );

  it.effect("53 401 own credentials", () =>
    Effect.gen(function* () {
      const { bench, reading, renew, runs } = yield* loggedIn;
      const requests = (): number => bench.cluster.counters.requests.get;
      expect(runs()).toBe(1);
      renew("of-no-use");
      const before = requests();
      cutFollows(bench);
      yield* bench.advance(10_000);
      expect(failureOf(reading)?.cause).toMatchObject({ _tag: "NotLoggedIn", context: "admin" });
      expect(reading.state?._tag).toBe("Disconnected");
      expect(runs()).toBe(2);
      expect(requests()).toBe(before + 2);
      yield* bench.advance(600_000, 30_000);
      expect(requests()).toBe(before + 2);
      expect(reading.rows).toEqual(numbered("A", 1, 5));
    }),
  );

  it.effect("54 401 from kubelet", () =>
    Effect.gen(function* () {
      const { bench, reading, runs } = yield* loggedIn;
      const fault = bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        Faults.nodeUnauthorized("web"),
      );
      cutFollows(bench);
      yield* bench.advance(10_000);
      expect(failureOf(reading)?.cause).toMatchObject({ _tag: "NodeAuth", pod: "web" });
      expect(fault.hits).toBe(1);
      // The user's own credentials are not what is wrong.
      expect(runs()).toBe(1);
    }),
  );

  it.effect("74 token expires during a follow", () =>
    Effect.gen(function* () {
      const { app, bench, reading, renew, runs } = yield* loggedIn;
      renew();
      app.lines(["A6"]);
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(numbered("A", 1, 6));
      expect(bench.cluster.counters.requests.follow).toBe(1);
      expect(runs()).toBe(1);
      cutFollows(bench);
      app.lines(["A7"]);
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 7));
      expect(reading.states).toEqual(["Connecting", "Streaming", "Reconnecting", "Streaming"]);
      expect(runs()).toBe(2);
    }),
  );
});
