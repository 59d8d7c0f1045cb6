import { sendError } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { openLog, READ_BYTES, readLogOptions } from "./kubelet.ts";
import type { LogReader } from "./log-reader.ts";
import { isApiError } from "./status.ts";
import type { ContainerLog } from "./container-log.ts";

/** What goes wrong inside a log. */
export interface LogFault {
  /** Printed after what is there, without a stamp and without a newline; then the body ends cleanly. */
  readonly inBand?: string;
}

const FOUR_HOURS_MS = 4 * 3_600_000;

/** Answers a log request. A follow waits for more until its container ends; it never goes on with the next instance. */
export const sendLog = async (exchange: Exchange, fault: LogFault = {}): Promise<void> => {
  const { request, world, answer } = exchange;
  const { namespace = "", name = "" } = request;
  const options = readLogOptions(request.query, name);
  if (isApiError(options)) {
    sendError(exchange, options);
    return;
  }
  const opened = openLog(world, namespace, name, options);
  switch (opened.kind) {
    case "error":
      sendError(exchange, opened.error);
      return;
    case "nothing":
      answer.head(204, exchange.headers());
      answer.end();
      return;
    case "inBand":
      answer.head(200, exchange.headers("text/plain"));
      // A proxied body has no length that the API server knows.
      answer.write(Buffer.from(opened.text));
      answer.endChunked();
      return;
    case "log":
      answer.head(200, exchange.headers("text/plain"));
      if (options.follow) answer.flush();
      await pump(exchange, opened.reader, opened.log, options.follow && fault.inBand === undefined);
      if (fault.inBand !== undefined) answer.writeFlushed([Buffer.from(fault.inBand)]);
      answer.endChunked();
  }
};

const pump = async (
  { answer, world }: Exchange,
  reader: LogReader,
  log: ContainerLog,
  follow: boolean,
): Promise<void> => {
  // The kubelet ends every answer after four hours, cleanly and whatever comes (its WriteTimeout, kubernetes#104595).
  const forget = world.clock.after(FOUR_HOURS_MS, () => {
    answer.finishNow();
  });
  const wake = log.changed.subscribe(() => {
    reader.leaveIfLost();
    answer.moved.raise();
  });
  try {
    while (!answer.over) {
      await answer.ready();
      const pieces = reader.next(READ_BYTES);
      if (pieces.length > 0) {
        if (follow) answer.writeFlushed(pieces);
        else answer.writeProxied(pieces);
      } else if (reader.done || !follow) return;
      else await answer.moved.wait();
    }
  } finally {
    forget();
    wake();
  }
};
