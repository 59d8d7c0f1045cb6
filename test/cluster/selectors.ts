import { badRequest } from "./status.ts";
import type { ApiError } from "./status.ts";
import type { LabelSelector, Strings } from "./objects.ts";

/** Whether an object's labels fit. */
export type LabelMatch = (labels: Strings) => boolean;

interface Token {
  readonly kind: "identifier" | "symbol" | "end";
  readonly text: string;
}

const SYMBOLS = ["==", "!=", "=", "!", "(", ")", ",", "<", ">"];

const tokens = (text: string): Token[] => {
  const list: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (symbol !== undefined) {
      list.push({ kind: "symbol", text: symbol });
      at += symbol.length;
      continue;
    }
    const start = at;
    while (at < text.length && !/[\s=!(),<>]/u.test(text.charAt(at))) at += 1;
    list.push({ kind: "identifier", text: text.slice(start, at) });
  }
  list.push({ kind: "end", text: "" });
  return list;
};

class Unparsable extends Error {}

/** Reads a label selector, equality and set based; what can't be read gets the API server's 400 (`labels/selector.go`). */
export const parseLabelSelector = (text: string): LabelMatch | ApiError => {
  try {
    return parse(tokens(text));
  } catch (error) {
    if (error instanceof Unparsable) {
      return badRequest(`unable to parse requirement: ${error.message}`);
    }
    throw error;
  }
};

const parse = (list: readonly Token[]): LabelMatch => {
  let at = 0;
  const peek = (): Token => list[at] ?? { kind: "end", text: "" };
  const take = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const unexpected = (token: Token, expected: string): never => {
    throw new Unparsable(`found '${token.text}', expected: ${expected}`);
  };
  const requirement = (): LabelMatch => {
    let negated = false;
    if (peek().text === "!") {
      take();
      negated = true;
    }
    const key = take();
    if (key.kind !== "identifier")
      return unexpected(key, negated ? "identifier" : "!, identifier, or 'end of string'");
    checkKey(key.text);
    if (negated) return (labels) => labels[key.text] === undefined;
    const operator = peek();
    if (operator.kind === "end" || operator.text === ",") {
      return (labels) => labels[key.text] !== undefined;
    }
    take();
    switch (operator.text) {
      case "=":
      case "==": {
        const value = exact(take, peek, unexpected);
        return (labels) => labels[key.text] === value;
      }
      case "!=": {
        const value = exact(take, peek, unexpected);
        return (labels) => labels[key.text] !== value;
      }
      case "in": {
        const values = set(take, peek, unexpected);
        return (labels) => values.includes(labels[key.text] ?? "\0");
      }
      case "notin": {
        const values = set(take, peek, unexpected);
        return (labels) => !values.includes(labels[key.text] ?? "\0");
      }
      default:
        return unexpected(operator, "in, notin, =, ==, !=, gt, lt");
    }
  };
  const all: LabelMatch[] = [];
  if (peek().kind === "end") return () => true;
  for (;;) {
    all.push(requirement());
    const next = take();
    if (next.kind === "end") break;
    if (next.text !== ",") unexpected(next, "',' or 'end of string'");
    if (peek().kind === "end" || peek().text === ",") {
      unexpected(peek(), "identifier after ','");
    }
  }
  return (labels) => all.every((fits) => fits(labels));
};

const exact = (
  take: () => Token,
  peek: () => Token,
  unexpected: (token: Token, expected: string) => never,
): string => {
  const token = peek();
  if (token.kind === "end" || token.text === ",") return "";
  take();
  if (token.kind !== "identifier") unexpected(token, "identifier");
  checkValue(token.text);
  return token.text;
};

const set = (
  take: () => Token,
  peek: () => Token,
  unexpected: (token: Token, expected: string) => never,
): string[] => {
  const open = take();
  if (open.text !== "(") unexpected(open, "'('");
  const values: string[] = [];
  for (;;) {
    if (peek().kind === "identifier") {
      const value = take().text;
      checkValue(value);
      values.push(value);
    } else values.push("");
    const next = take();
    if (next.text === ")") return values;
    if (next.text !== ",") unexpected(next, "',' or ')'");
  }
};

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/u;

const checkKey = (key: string): void => {
  const name = key.includes("/") ? key.slice(key.indexOf("/") + 1) : key;
  if (NAME.test(name) && name.length <= 63) return;
  throw new Unparsable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
};

const checkValue = (value: string): void => {
  if (value === "" || (NAME.test(value) && value.length <= 63)) return;
  throw new Unparsable(
    `values[0][${value}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  );
};

/** A workload's selector as a match. */
export const labelsFit = (selector: LabelSelector, labels: Strings): boolean =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
    }
  });
