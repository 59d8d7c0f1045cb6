import { readSelection, withType } from "./collection.ts";
import { json, sendError } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { apiVersion } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";
import { badRequest, expired, statusObject } from "./status.ts";
import type { Change } from "./store.ts";
import { table, wantsTable } from "./tables.ts";
import { truth } from "./request.ts";

const BOOKMARK_EVERY_MS = 60_000;

/** Answers a watch: what is there if no version is given, what changes, bookmarks, and its end after `timeoutSeconds`. */
export const sendWatch = async (exchange: Exchange, kind: Kind): Promise<void> => {
  const { request, world, answer } = exchange;
  const { query } = request;
  const { store, clock } = world;
  const selection = readSelection(exchange, kind);
  if (typeof selection !== "function") {
    sendError(exchange, selection);
    return;
  }
  const initial = query.get("sendInitialEvents");
  if (initial !== null && query.get("resourceVersionMatch") !== "NotOlderThan") {
    sendError(
      exchange,
      badRequest("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
    );
    return;
  }
  const text = query.get("resourceVersion") ?? "";
  if (text !== "" && !/^\d+$/u.test(text)) {
    sendError(
      exchange,
      badRequest(
        `invalid resource version: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
      ),
    );
    return;
  }
  const from = text === "" || text === "0" ? undefined : Number(text);
  const streaming = initial === "true";
  const bookmarks = truth(query, "allowWatchBookmarks");
  const columns = wantsTable(request.accept);
  let columnsSent = false;
  const pending: Buffer[] = [];
  const print = (type: string, object: object): void => {
    pending.push(json({ type, object }));
    answer.moved.raise();
  };
  const show = (type: Change["type"], object: KubeObject): void => {
    if (!columns) {
      print(type, withType(kind, object));
      return;
    }
    print(
      type,
      table(
        kind,
        [object],
        clock.now(),
        { resourceVersion: object.metadata.resourceVersion },
        query,
        columnsSent,
      ),
    );
    columnsSent = true;
  };
  let seen = store.version;
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    print("BOOKMARK", {
      kind: kind.kind,
      apiVersion: apiVersion(kind),
      metadata: { resourceVersion: String(seen), annotations },
      ...emptySections(kind),
    });
  };
  answer.head(200, exchange.headers(columns ? "application/json" : "application/json"));
  if (from !== undefined && !streaming) {
    const missed = store.since(kind, from);
    if (missed === undefined) {
      // Within a 200: the request is accepted, the watch cache then finds the version gone.
      answer.flush();
      answer.writeFlushed([
        json({
          type: "ERROR",
          object: statusObject(
            expired(`too old resource version: ${text} (${String(store.oldest)})`),
          ),
        }),
      ]);
      answer.end();
      return;
    }
    for (const change of missed) tell(change, selection, show);
  } else {
    for (const object of store.list(kind, request.namespace) ?? []) {
      if (selection(object)) show("ADDED", object);
    }
    if (streaming && bookmarks) bookmark({ "k8s.io/initial-events-end": "true" });
  }
  const unwatch = store.watch(kind, (change) => {
    seen = change.version;
    tell(change, selection, show);
  });
  let over = false;
  const timers: (() => void)[] = [];
  const seconds = Number(query.get("timeoutSeconds") ?? 0);
  // Without a limit of its own a watch ends after 30 to 60 minutes.
  const deadline = seconds > 0 ? seconds * 1000 : 2_700_000;
  timers.push(
    clock.after(deadline, () => {
      over = true;
      answer.moved.raise();
    }),
  );
  if (bookmarks) {
    const every = () => {
      seen = store.version;
      bookmark();
      timers.push(clock.after(BOOKMARK_EVERY_MS, every));
    };
    timers.push(clock.after(BOOKMARK_EVERY_MS, every));
    // Twice in the last three seconds: the watch cache looks once a second for watches that end within two.
    if (deadline >= 5000) {
      for (const before of [2700, 1600]) {
        timers.push(
          clock.after(deadline - before, () => {
            seen = store.version;
            bookmark();
          }),
        );
      }
    }
  }
  answer.flush();
  while (!answer.over) {
    if (pending.length > 0) {
      for (const event of pending.splice(0)) answer.writeFlushed([event]);
      await answer.ready();
    } else if (over) break;
    else await answer.moved.wait();
  }
  unwatch();
  for (const cancel of timers) cancel();
  answer.end();
};

/** A selector sees an object come when it begins to fit, and go when it ceases to. */
const tell = (
  change: Change,
  fits: (object: KubeObject) => boolean,
  show: (type: Change["type"], object: KubeObject) => void,
): void => {
  const now = change.type !== "DELETED" && fits(change.object);
  const before = change.previous !== undefined && fits(change.previous);
  if (now) show(before ? "MODIFIED" : "ADDED", change.object);
  else if (before) show("DELETED", change.object);
};

/** What a bookmark's object shows of an empty spec and status. */
const emptySections = (kind: Kind): object => {
  switch (kind.kind) {
    case "Pod":
      return { spec: { containers: null }, status: {} };
    case "Event":
      return {
        involvedObject: {},
        source: {},
        firstTimestamp: null,
        lastTimestamp: null,
        eventTime: null,
        reportingComponent: "",
        reportingInstance: "",
      };
    case "ConfigMap":
    case "Secret":
      return {};
    default:
      return { spec: {}, status: {} };
  }
};
