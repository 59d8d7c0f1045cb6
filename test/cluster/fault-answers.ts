import { sendError } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import type { Fault } from "./faults.ts";
import type { LogFault } from "./log-answer.ts";

/**
 * Lets a fault strike: it answers in place of the server (then the answer is undefined), or it is laid upon the
 * true answer, which then goes on, for a log with what goes wrong inside it.
 */
export const applyFault = async (
  exchange: Exchange,
  fault: Fault | undefined,
): Promise<LogFault | undefined> => {
  if (fault === undefined) return {};
  const { answer, world } = exchange;
  const later = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      world.clock.after(ms, resolve);
    });
  switch (fault.type) {
    case "status":
      sendError(exchange, fault.error);
      return undefined;
    case "answer":
      answer.head(fault.code, { ...exchange.headers(fault.contentType), ...fault.headers });
      answer.write(Buffer.from(fault.body));
      answer.end();
      return undefined;
    case "cut":
    case "stall":
    case "end":
      answer.fault = { at: fault.at, act: fault.type };
      return {};
    case "slow":
      answer.slowDown(fault.bytes, (run) => {
        world.clock.after(fault.ms, run);
      });
      return {};
    case "late":
      await later(fault.ms);
      return {};
    case "silence":
      answer.stall();
      return undefined;
    case "reset":
      answer.cut();
      return undefined;
    case "inBand":
      return { inBand: fault.text };
    case "bytes":
      answer.raw(Buffer.from(fault.bytes));
      return undefined;
    case "claims":
      answer.raw(
        Buffer.from(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${String(fault.length)}\r\n\r\n${fault.body}`,
        ),
      );
      return undefined;
    case "headerFlood": {
      const lines = Array.from(
        { length: fault.lines },
        (_, at) => `X-Flood-${String(at)}: ${"x".repeat(64)}\r\n`,
      );
      answer.raw(Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join("")}Content-Length: 0\r\n\r\n`));
      return undefined;
    }
    case "endless": {
      answer.head(200, exchange.headers(fault.contentType));
      answer.flush();
      const chunk = Buffer.from(fault.chunk);
      while (!answer.over) {
        await answer.ready();
        answer.writeFlushed([chunk]);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      return undefined;
    }
  }
};
