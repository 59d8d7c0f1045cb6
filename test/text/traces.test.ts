import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { Level } from "../../src/domain/level.ts";
import { continuationMark, Mark } from "../../src/text/continuation.ts";
import { detectLevel } from "../../src/text/levels.ts";
import { foldLevel, folds, foldStart, foldStep } from "../../src/text/traces.ts";

const encoder = new TextEncoder();

const stateAfter = (state: number, line: string): number => {
  const bytes = encoder.encode(line);
  return foldStep(
    state,
    detectLevel(bytes, 0, bytes.length),
    continuationMark(bytes, 0, bytes.length),
  );
};

/** Each line behind `> ` when it is a first line, behind `. ` when it folds under one. */
const folded = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let state = foldStart;
  return lines.map((line) => {
    state = stateAfter(state, line);
    return `${folds(state) ? "." : ">"} ${line}`;
  });
};

const samples: ReadonlyArray<readonly [string, string]> = [
  [
    "Java, logged with its causes",
    `> 2024-12-29 10:30:45,123 INFO [main] c.e.Shop - starting
> 2024-12-29 10:30:45,124 ERROR [main] c.e.Shop - cannot start
. java.lang.IllegalStateException: no store
. \tat com.example.Shop.open(Shop.java:42)
. \tat java.base/java.lang.Thread.run(Thread.java:1583)
. Caused by: java.net.ConnectException: Connection refused
. \tat java.base/sun.nio.ch.Net.connect0(Native Method)
. \t... 23 more
. \tSuppressed: java.io.IOException: close failed
. \t\tat com.example.Shop.close(Shop.java:50)
> 2024-12-29 10:30:46,000 INFO [main] c.e.Shop - stopped`,
  ],
  [
    "Java, uncaught",
    `> Exception in thread "main" java.lang.RuntimeException: boom
. \tat com.example.Main.main(Main.java:5)
> bye`,
  ],
  [
    "Java, two exceptions one after the other",
    `> java.lang.IllegalStateException: one
. \tat com.example.Main.a(Main.java:5)
> java.lang.IllegalStateException: two
. \tat com.example.Main.b(Main.java:6)`,
  ],
  [
    "Python, logged with the exception that it came from",
    `> ERROR:shop.cart:failed
. Traceback (most recent call last):
.   File "/app/shop/cart.py", line 12, in add
.     return int(text)
.            ^^^^^^^^^
. ValueError: invalid literal for int() with base 10: 'x'
. 
. During handling of the above exception, another exception occurred:
. 
. Traceback (most recent call last):
.   File "/app/shop/cart.py", line 14, in add
.     raise shop.BadItem("x")
. shop.BadItem: x
> INFO:shop.cart:next`,
  ],
  [
    "Python, uncaught behind an unrelated line",
    `> INFO:root:ready
> Traceback (most recent call last):
.   File "/app/main.py", line 3, in <module>
.     main()
. KeyboardInterrupt
> bye`,
  ],
  [
    "Python, a line of another thread before the exception's",
    `> Traceback (most recent call last):
.   File "/app/main.py", line 3, in <module>
> INFO:root:still here`,
  ],
  [
    "Go, a panic",
    `> panic: runtime error: invalid memory address or nil pointer dereference
. [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]
. 
. goroutine 1 [running]:
. main.(*Cart).Add(0x0, {0xc000012345, 0x5})
. \t/app/cart.go:12 +0x1d
. main.main()
. \t/app/main.go:5 +0x20
. 
. goroutine 18 [select]:
. net/http.(*persistConn).writeLoop(0xc0001)
. \t/usr/local/go/src/net/http/transport.go:2458 +0xe5
. created by net/http.(*Transport).dialConn in goroutine 17
. \t/usr/local/go/src/net/http/transport.go:1799 +0x152f
> exit status 2`,
  ],
  [
    "Go, zap's stack",
    `> 2024-12-29T10:30:45.123Z\tERROR\tcart/main.go:12\tfailed\t{"error": "x"}
. main.(*Cart).Add
. \t/app/cart.go:12
. main.main
. \t/app/main.go:5
> 2024-12-29T10:30:46.000Z\tINFO\tcart/main.go:20\tnext`,
  ],
  [
    "Node, an error with fields",
    `> TypeError: Cannot read properties of undefined (reading 'x')
.     at add (/app/src/cart.js:3:9)
.     at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
.   code: 'ERR_X'
. }
> listening on 3000`,
  ],
  [
    "Node, uncaught",
    `> /app/src/cart.js:3
.     throw new Error("boom");
.     ^
. 
. Error: boom
.     at Object.<anonymous> (/app/src/cart.js:3:9)
. 
. Node.js v22.12.0
> npm notice`,
  ],
  [
    ".NET, logged",
    `> fail: Shop.Cart[12]
.       failed
.       System.InvalidOperationException: boom
.        ---> System.IO.IOException: disk
.          at Shop.Cart.Add(Item i) in /src/Cart.cs:line 42
.          --- End of inner exception stack trace ---
> info: Shop.Cart[0]
.       next`,
  ],
  [
    ".NET, unhandled",
    `> Unhandled exception. System.InvalidOperationException: boom
.    at Shop.Program.Main(String[] args) in /src/Program.cs:line 3
> bye`,
  ],
  [
    "Ruby, uncaught",
    `> app/models/cart.rb:3:in 'add': boom (RuntimeError)
. \tfrom app/models/cart.rb:7:in 'run'
. \tfrom bin/shop:3:in '<main>'
> bye`,
  ],
  [
    "Ruby, Rails",
    `> NoMethodError (undefined method 'x' for nil):
.   
. app/controllers/carts_controller.rb:5:in 'index'
. lib/middleware.rb:9:in 'call'
> Started GET "/" for 10.0.0.1`,
  ],
  [
    "Rust, a panic",
    `> thread 'main' panicked at src/main.rs:4:5:
. error: could not read
. stack backtrace:
.    0: rust_begin_unwind
.              at /rustc/90b35a6/library/std/src/panicking.rs:665:5
.    1: shop::main
.              at ./src/main.rs:4:5
. note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.
> bye`,
  ],
  [
    "Rust, anyhow",
    `> Error: cannot start
. 
. Caused by:
.     0: no store
.     1: connection refused
. 
. Stack backtrace:
.    0: anyhow::error::new
> bye`,
  ],
  [
    "PHP, uncaught",
    `> PHP Fatal error:  Uncaught Exception: boom in /app/x.php:3
. Stack trace:
. #0 /app/x.php(7): App\\Cart->add()
. #1 {main}
.   thrown in /app/x.php on line 3
> bye`,
  ],
  [
    "PHP, Laravel",
    `> [2024-12-29 10:30:45] production.ERROR: boom {"exception":"[object] (Exception(code: 0): boom at /app/x.php:3)
. [stacktrace]
. #0 /app/x.php(7): App\\Cart->add()
. #1 {main}
. "} 
> [2024-12-29 10:30:46] production.INFO: next`,
  ],
  [
    "a printed object",
    `> {
.   "a": 1,
.   "b": [
.     2
.   ]
. }
> next`,
  ],
  [
    "a closing brace that closes nothing",
    `> one
> }`,
  ],
  [
    "ordinary lines, blank lines, and lines that a logger pads",
    `> one
> 
> two
>  WARN  three
>  INFO  four
> Caused by: rain
> note: none
> example.com`,
  ],
  [
    "what begins in the middle of a trace",
    `> \tat com.example.Shop.open(Shop.java:42)
. \tat com.example.Shop.run(Shop.java:50)
> next`,
  ],
];

describe("foldStep", () => {
  it.each(samples)("%s", (_name, text) => {
    const marked = text.split("\n");
    expect(folded(marked.map((line) => line.slice(2)))).toEqual(marked);
  });

  it("tells the level of the first line in all of its fold", () => {
    let state = foldStart;
    const levels = ["ERROR boom", "java.io.IOException: x", "\tat a.B.c(B.java:1)", "INFO on"].map(
      (line) => {
        state = stateAfter(state, line);
        return foldLevel(state);
      },
    );
    expect(levels).toEqual([Level.error, Level.error, Level.error, Level.info]);
  });

  const lines = samples.flatMap(([, text]) => text.split("\n").map((line) => line.slice(2)));

  it.prop(
    "never folds a first row, a frame always, and an ordinary line with a level never",
    [Schema.Array(Schema.Literals(lines))],
    ([run]) => {
      let state = foldStart;
      for (const [index, line] of run.entries()) {
        const bytes = encoder.encode(line);
        const level = detectLevel(bytes, 0, bytes.length);
        const mark = continuationMark(bytes, 0, bytes.length);
        const after = foldStep(state, level, mark);
        if (index === 0) expect(folds(after)).toBe(false);
        else if (mark === Mark.frame) expect(folds(after)).toBe(true);
        else if (mark === Mark.none && level !== Level.none && !line.startsWith("error:")) {
          expect(folds(after)).toBe(run[index - 1]?.startsWith("thread '") === true);
        }
        expect(foldLevel(after)).toBe(folds(after) ? foldLevel(state) : level);
        state = after;
      }
    },
    { arbitrary: { runs: 1000, seed: "folds" } },
  );
});

describe("continuation marks", () => {
  it.each([
    ["\tat com.example.Foo.bar(Foo.java:1)", "frame"],
    ["\u001b[31m\tat com.example.Foo.bar(Foo.java:1)", "frame"],
    ["\t... 23 more", "frame"],
    ['  File "/app/x.py", line 1, in f', "frame"],
    ["    at f (/app/x.js:1:2)", "frame"],
    ["   at Shop.Cart.Add()", "frame"],
    ["--- End of stack trace from previous location ---", "frame"],
    ["\tfrom x.rb:1:in 'f'", "frame"],
    ["   0: std::panicking", "frame"],
    ["#0 /app/x.php(7): f()", "frame"],
    ["#1 {main}", "frame"],
    ["Caused by: java.io.IOException: x", "chain"],
    ["stack backtrace:", "chain"],
    ["Traceback (most recent call last):", "traceback"],
    ["goroutine 1 [running]:", "goroutine"],
    ["  anything indented", "indented"],
    ["}", "closer"],
    ["", "blank"],
    ["word", "none"],
    ["at the end", "none"],
    ["#hashtag", "none"],
    ["# comment", "none"],
    ["--- a/file", "none"],
    ["goroutines", "none"],
    ["... and so on", "none"],
    ["{", "none"],
    ["10:30 x", "none"],
  ] as const)("%j is %s", (line, mark) => {
    const bytes = encoder.encode(line);
    expect(continuationMark(bytes, 0, bytes.length)).toBe(Mark[mark]);
  });

  it.prop(
    "never looks beyond the line",
    [
      Schema.Literals(samples.flatMap(([, text]) => text.split("\n").map((line) => line.slice(2)))),
      Schema.Int,
      Schema.String,
    ],
    ([line, at, after]) => {
      const bytes = encoder.encode(line);
      const to = Math.abs(at) % (bytes.length + 1);
      const mark = continuationMark(bytes.slice(0, to), 0, to);
      expect(continuationMark(bytes, 0, to)).toBe(mark);
      const both = encoder.encode(`Error: 1${line.slice(0, to)}\n${after}`);
      expect(continuationMark(both, 8, 8 + to)).toBe(mark);
    },
    { arbitrary: { runs: 1000, seed: "marks" } },
  );
});
