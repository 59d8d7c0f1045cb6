/** An answer as it came off the wire. */
export interface HttpAnswer {
  /** `HTTP/1.1 200 OK` */
  readonly statusLine: string;
  /** By name as it was written. */
  readonly headers: Readonly<Record<string, string>>;
  /** The chunks of a chunked body; the one piece of another. */
  readonly chunks: readonly Buffer[];
  /** `clean`: all of it came. `cut`: the connection closed before. `open`: we hung up. */
  readonly ending: "clean" | "cut" | "open";
}

/** Reads an answer from the bytes of its connection; `closed` tells whether the server closed it. */
export const readHttpAnswer = (bytes: Buffer, closed: boolean): HttpAnswer => {
  const split = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.subarray(0, split).toString("latin1").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
  const body = bytes.subarray(split + 4);
  if (headers["Transfer-Encoding"] !== "chunked") {
    const whole = body.length >= Number(headers["Content-Length"] ?? 0);
    return {
      statusLine,
      headers,
      chunks: body.length === 0 ? [] : [body],
      ending: whole ? "clean" : closed ? "cut" : "open",
    };
  }
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = body.indexOf("\r\n", at);
    const size = line === -1 ? Number.NaN : Number.parseInt(body.toString("latin1", at, line), 16);
    if (size === 0) return { statusLine, headers, chunks, ending: "clean" };
    if (Number.isNaN(size) || body.length < line + 2 + size + 2) {
      return { statusLine, headers, chunks, ending: closed ? "cut" : "open" };
    }
    chunks.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
};
