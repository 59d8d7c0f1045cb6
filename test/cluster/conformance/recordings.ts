import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readHttpAnswer } from "../wire/http-answer.ts";
import type { HttpAnswer } from "../wire/http-answer.ts";

/** A recorded exchange: who asked for what, and the answer. */
export interface Recording {
  readonly name: string;
  readonly user: string;
  /** `GET /api/…` */
  readonly request: string;
  readonly answer: HttpAnswer;
}

const folder = path.join(import.meta.dirname, "..", "..", "recordings");

const readAnswer = (file: string): Recording => {
  const bytes = readFileSync(path.join(folder, "answers", file));
  const start = bytes.indexOf("\nHTTP/1.1 ") + 1;
  const head = bytes.subarray(0, start).toString("utf8").split("\n");
  const request = head.find((line) => line.endsWith(" HTTP/1.1")) ?? "";
  return {
    name: path.basename(file, ".http"),
    user: head.find((line) => line.startsWith("# as "))?.slice(5) ?? "",
    request: request.replace(/ HTTP\/1\.1$/u, ""),
    answer: readHttpAnswer(bytes.subarray(start), true),
  };
};

const readStream = (file: string): Recording => {
  const rows = readFileSync(path.join(folder, "streams", file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, string | number>>);
  const [first, ...rest] = rows;
  // The recorder replaced bytes that are not UTF-8: a chunk's length then no longer fits, so it is written anew.
  const text = rest.map((row) => String(row["data"] ?? "")).join("");
  return {
    name: path.basename(file, ".jsonl"),
    user: String(first?.["as"]),
    request: String(first?.["request"]),
    answer: readHttpAnswer(Buffer.from(rechunk(text)), rest.at(-1)?.["end"] === "closed"),
  };
};

const rechunk = (text: string): string => {
  const split = text.indexOf("\r\n\r\n") + 4;
  // A chunk ends where a line break is followed by the next size, or by nothing.
  const chunks = text.slice(split).split(/\r\n(?=[0-9a-f]+\r\n|$)/u);
  return (
    text.slice(0, split) +
    chunks
      .filter((chunk) => chunk !== "")
      .map((chunk) => {
        const [size = ""] = chunk.split("\r\n", 1);
        const data = chunk.slice(size.length + 2);
        if (size === "0") return "0\r\n\r\n";
        const replaced = data.includes("\uFFFD");
        return `${replaced ? Buffer.byteLength(data).toString(16) : size}\r\n${data}\r\n`;
      })
      .join("")
  );
};

/** Every recording, by its name. */
export const recordings = (): ReadonlyMap<string, Recording> =>
  new Map(
    [
      ...readdirSync(path.join(folder, "answers")).map((file) => readAnswer(file)),
      ...readdirSync(path.join(folder, "streams")).map((file) => readStream(file)),
    ].map((recording) => [recording.name, recording]),
  );
