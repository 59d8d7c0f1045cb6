import type { User } from "./access.ts";
import type { Answer, Headers } from "./answer.ts";
import { goJson } from "./go-json.ts";
import type { ApiRequest } from "./request.ts";
import { statusObject } from "./status.ts";
import type { ApiError } from "./status.ts";
import type { World } from "./world.ts";

/** A request on its way to its answer. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly user: User;
  readonly answer: Answer;
  readonly world: World;
  /** Headers of every answer; those of flow control are not on logs (long-running requests are outside it). */
  readonly headers: (contentType?: string) => Headers;
}

/** An object as the API server prints it: no blanks, a newline at the end. */
export const json = (object: object): Buffer => Buffer.from(`${goJson(object)}\n`);

/** Answers with one object. */
export const sendObject = (exchange: Exchange, object: object, code = 200): void => {
  exchange.answer.head(code, exchange.headers("application/json"));
  exchange.answer.write(json(object));
  exchange.answer.end();
};

/** Answers with an error. */
export const sendError = (exchange: Exchange, error: ApiError): void => {
  exchange.answer.head(error.code, {
    ...exchange.headers("application/json"),
    ...error.headers,
  });
  exchange.answer.write(json(statusObject(error)));
  exchange.answer.end();
};
