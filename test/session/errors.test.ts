import { describe, expectTypeOf, it } from "@effect/vitest";
import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";
import type { KubeError, SessionError, SourceError } from "../../src/domain/errors.ts";
import type { openSession } from "../../src/session/open.ts";
import type { Session } from "../../src/session/session.ts";
import type { readSource } from "../../src/source/source.ts";

type ErrorOf<S> = S extends Stream.Stream<infer _A, infer E, infer _R> ? E : "not a stream";

describe("error channels", () => {
  it("a source fails with SourceError and nothing else: neither never nor unknown", () => {
    type E = ErrorOf<ReturnType<typeof readSource>>;
    expectTypeOf<E>().not.toBeNever();
    expectTypeOf<E>().not.toBeUnknown();
    expectTypeOf<E>().toEqualTypeOf<SourceError>();
    expectTypeOf<E["cause"]>().toEqualTypeOf<KubeError>();
  });

  it("a session fails with SessionError and nothing else: neither never nor unknown", () => {
    type E = ErrorOf<Session["batches"]>;
    expectTypeOf<E>().not.toBeNever();
    expectTypeOf<E>().not.toBeUnknown();
    expectTypeOf<E>().toEqualTypeOf<SessionError>();
    expectTypeOf<E["cause"]>().toEqualTypeOf<KubeError>();
  });

  it("opening a session can't fail: its batches tell", () => {
    expectTypeOf<Effect.Error<ReturnType<typeof openSession>>>().toBeNever();
  });
});
