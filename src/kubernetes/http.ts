import * as http from "node:http";
import * as https from "node:https";
import { finished } from "node:stream";
import * as Cause from "effect/Cause";
import * as Data from "effect/Data";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { ConnectionCut, NotKubernetes, TimedOut } from "../domain/errors.ts";
import type { Access } from "./access.ts";
import { LongBody } from "./long-body.ts";
import { optional } from "./json.ts";
import { ownRequest, single } from "./own-request.ts";
import { placeOf } from "./proxy.ts";
import { wayThrough, type Way } from "./proxy-way.ts";
import { connectionError, errorCode, type ConnectionError, type Destination } from "./transport.ts";

/** One request, below the server's base path. */
export interface Call {
  /** As of the API's root: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  /** Sent by POST as JSON; absent: GET. */
  readonly body?: unknown;
  /**
   * `short`: an answer of a few pieces, over connections that are kept.
   * `long`: an answer that goes on, over a connection of its own with TCP keep-alive.
   */
  readonly kind: "short" | "long";
}

/** How long (ms) the head of an answer may take. */
const headMs = 30_000;
/** How long (ms) an answer that does not follow may be silent between two pieces. */
export const silenceMs = 30_000;
/** How long (ms) a JSON answer may take in all: one that drips for ever is none. */
const jsonMs = 120_000;
/** How often (ms) the kernel asks whether a long connection still stands; below the idle limits of load balancers. */
const keepAliveMs = 15_000;
/** Bytes of an answer's head. */
const maxHeadBytes = 64 * 1024;

/** The connections that short requests share, closed with the scope. */
export interface Connections {
  readonly https: https.Agent;
  readonly http: http.Agent;
}

/** Makes the connections that short requests share: kept for 10 s after the last request. */
export const makeConnections: Effect.Effect<Connections, never, Scope.Scope> =
  Effect.acquireRelease(
    Effect.sync(() => {
      const kept = { keepAlive: true, keepAliveMsecs: keepAliveMs, timeout: 10_000 };
      return { https: new https.Agent(kept), http: new http.Agent(kept) };
    }),
    (agents) =>
      Effect.sync(() => {
        agents.https.destroy();
        agents.http.destroy();
      }),
  );

const pathOf = (access: Access, call: Call): string => {
  const query = (call.query ?? [])
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  // A server behind a gateway has a path of its own, which `new URL(path, server)` would drop.
  const base = access.url.pathname.replace(/\/+$/u, "");
  return `${base}${call.path}${query === "" ? "" : `?${query}`}`;
};

/** Where an access leads, for the errors on the way there. */
export const destination = (access: Access): Destination => ({
  server: access.server,
  kubeconfig: access.kubeconfig,
});

/** An answer whose head is in. */
export interface Answered {
  readonly head: http.IncomingMessage;
  /** Of a long one, the body as it comes. */
  readonly body?: LongBody;
}

interface Opened {
  readonly request: http.ClientRequest;
  readonly answer: Answered;
}

/** A kept connection that the server closed just then: the request never arrived and may be sent again. */
class Stale extends Data.TaggedError("Stale")<{ readonly cause: unknown }> {}

/**
 * Sends a request and gives the answer once its head is in (at most 30 s). The scope ends the request:
 * an answer that was not read to its end loses its socket.
 */
export const send = (
  connections: Connections,
  access: Access,
  call: Call,
): Effect.Effect<Answered, ConnectionError, Scope.Scope> => {
  const plain = access.url.protocol === "http:";
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const once = (fresh: boolean, way: Way | undefined) =>
    Effect.callback<Opened, ConnectionError | Stale>((resume) => {
      let request: http.ClientRequest;
      const long = call.kind === "long" ? new LongBody() : undefined;
      const failed = (cause: unknown) =>
        resume(
          Effect.fail(
            !fresh &&
              request.reusedSocket &&
              body === undefined &&
              errorCode(cause) === "ECONNRESET"
              ? new Stale({ cause })
              : connectionError(cause, destination(access)),
          ),
        );
      try {
        request = ownRequest({
          ...access.options,
          protocol: access.url.protocol,
          ...placeOf(access.url),
          path: `${way?.origin ?? ""}${pathOf(access, call)}`,
          method: body === undefined ? "GET" : "POST",
          headers: {
            ...(access.options.headers as http.OutgoingHttpHeaders | undefined),
            ...access.headers,
            ...way?.headers,
            accept: "application/json, */*",
            "user-agent": "podlog",
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
          },
          maxHeaderSize: maxHeadBytes,
          ...(long === undefined ? {} : { onread: long.onread }),
          agent:
            way !== undefined || call.kind === "long" || fresh
              ? single(access.url.protocol, way?.connection)
              : plain
                ? connections.http
                : connections.https,
        });
      } catch (cause) {
        // Node throws at once for certificates and header values that it can't read.
        resume(Effect.fail(connectionError(cause, destination(access))));
        return;
      }
      // Stays for the life of the request: an error that nobody hears would end the process.
      request.on("error", failed);
      if (long !== undefined) {
        request.on("socket", (socket) => {
          socket.setKeepAlive(true, keepAliveMs);
          long.attach(socket);
        });
        request.on("information", () => long.interim());
      }
      request.on("response", (head) => {
        head.on("error", () => undefined);
        const refused = way?.refusal(head);
        if (refused !== undefined) {
          resume(Effect.fail(refused));
          return;
        }
        long?.answered(head);
        resume(Effect.succeed({ request, answer: { head, ...optional("body", long) } }));
      });
      request.end(body);
      return Effect.sync(() => {
        request.destroy();
      });
    });
  const way =
    access.proxy === undefined
      ? Effect.succeed(undefined)
      : wayThrough(access.proxy, access.url, access.options);
  const open = (fresh: boolean) =>
    Effect.flatMap(way, (through) =>
      Effect.acquireRelease(
        once(fresh, through),
        ({ request }) => Effect.sync(() => request.destroy()),
        { interruptible: true },
      ),
    );
  return open(false).pipe(
    Effect.catchTag("Stale", () => open(true)),
    Effect.catchTag("Stale", ({ cause }) =>
      Effect.fail(connectionError(cause, destination(access))),
    ),
    Effect.timeoutOrElse({
      duration: headMs,
      orElse: () => Effect.fail(new TimedOut({ server: access.server, afterMs: headMs })),
    }),
    Effect.map(({ answer }) => answer),
  );
};

/** What ends an answer whose server has fallen silent. */
class Silence extends Data.TaggedError("Silence") {}

/**
 * Ends an answer that brings no byte for `millis` (seen up to a third later) although all that came was taken.
 * One sleeper for the whole answer: a timer for each piece takes a third of the throughput.
 */
const endSilence = (answer: http.IncomingMessage, millis: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    let before = answer.socket.bytesRead;
    for (let quiet = 0; quiet < 3;) {
      yield* Effect.sleep(millis / 3);
      const now = answer.socket.bytesRead;
      quiet = now === before && answer.readableLength === 0 ? quiet + 1 : 0;
      before = now;
    }
    answer.destroy(new Silence());
  });

/**
 * The pieces of an answer's body as they come; several that came in one turn of the event loop are given together.
 * Ends when the body did; fails, after its last piece, with ConnectionCut when the connection ended before it, with
 * TimedOut after `silence` ms without a byte, where one is given.
 *
 * The socket is never held back (D8): it flows, and pieces wait in memory. Those of a long answer lie there side by
 * side.
 */
export const pieces = (
  access: Access,
  { head, body: long }: Answered,
  silence?: number,
): Stream.Stream<Uint8Array, ConnectionError> => {
  const errorOf = (cause: unknown): ConnectionError =>
    cause instanceof Silence
      ? new TimedOut({ server: access.server, afterMs: silence ?? 0 })
      : errorCode(cause).startsWith("HPE_")
        ? connectionError(cause, destination(access))
        : new ConnectionCut({ server: access.server, cause });
  const body = Stream.callback<Uint8Array, ConnectionError>((queue) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const take = (piece: Uint8Array): void => {
          Queue.offerUnsafe(queue, piece);
        };
        const end = (cause?: unknown): void => {
          if (cause) Queue.failCauseUnsafe(queue, Cause.fail(errorOf(cause)));
          else Queue.endUnsafe(queue);
        };
        const forget = finished(head, { readable: true, writable: false }, end);
        if (long === undefined) head.on("data", take);
        else long.read({ piece: take, end });
        return () => {
          head.off("data", take);
          forget();
          head.destroy();
        };
      }),
      (release) => Effect.sync(release),
    ),
  );
  return silence === undefined
    ? body
    : Stream.unwrap(Effect.as(Effect.forkScoped(endSilence(head, silence)), body));
};

/** A whole body of at most `limit` bytes as text; longer ones are NotKubernetes, slow ones TimedOut. */
export const wholeText = (
  access: Access,
  answer: Answered,
  limit: number,
): Effect.Effect<string, ConnectionError> =>
  Effect.suspend(() => {
    const tooLong = new NotKubernetes({
      server: access.server,
      what: `an answer of more than ${Math.round(limit / 1e6)} MB`,
    });
    if (Number(answer.head.headers["content-length"] ?? 0) > limit) return Effect.fail(tooLong);
    const held: Array<Uint8Array> = [];
    let bytes = 0;
    return pieces(access, answer, silenceMs).pipe(
      Stream.runForEach((piece) => {
        held.push(piece);
        bytes += piece.length;
        return bytes > limit ? Effect.fail(tooLong) : Effect.void;
      }),
      Effect.timeoutOrElse({
        duration: jsonMs,
        orElse: () => Effect.fail(new TimedOut({ server: access.server, afterMs: jsonMs })),
      }),
      Effect.map(() => Buffer.concat(held).toString("utf8")),
    );
  });
