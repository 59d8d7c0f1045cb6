import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { findLinks, type Link } from "../../src/text/links.ts";

/** `path:line:column`, or the URL, with the text that it underlines. */
const seen = (text: string): ReadonlyArray<string> =>
  findLinks(text).map((link: Link) => {
    const target =
      link._tag === "Url"
        ? link.url
        : [link.path, link.line, ...(link.column === undefined ? [] : [link.column])].join(":");
    return `${text.slice(link.from, link.to)} → ${target}`;
  });

describe("findLinks", () => {
  it.each([
    [
      "Java",
      "\tat com.example.shop.Cart.add(Cart.java:42) ~[app.jar:1.0]",
      ["Cart.java:42 → com/example/shop/Cart.java:42"],
    ],
    [
      "Java, a nested class and a constructor",
      "\tat com.example.Foo$Bar.<init>(Foo.java:7)",
      ["Foo.java:7 → com/example/Foo.java:7"],
    ],
    ["Java, a native frame", "\tat java.base/java.lang.Thread.run(Native Method)", []],
    [
      "Java with its module",
      "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
      ["Thread.java:1583 → java/lang/Thread.java:1583"],
    ],
    ["Kotlin", "\tat shop.MainKt.main(Main.kt:3)", ["Main.kt:3 → shop/Main.kt:3"]],
    [
      "Python",
      '  File "/app/shop/cart.py", line 12, in add',
      ['/app/shop/cart.py", line 12 → /app/shop/cart.py:12'],
    ],
    ["Go", "\t/app/cmd/main.go:42 +0x1d", ["/app/cmd/main.go:42 → /app/cmd/main.go:42"]],
    [
      "Go, a module",
      "\t/go/pkg/mod/x.io/y@v1.2.3/z.go:5 +0x1",
      ["/go/pkg/mod/x.io/y@v1.2.3/z.go:5 → /go/pkg/mod/x.io/y@v1.2.3/z.go:5"],
    ],
    ["klog", "E1229 10:30:45.123456 1 main.go:12] boom", ["main.go:12 → main.go:12"]],
    ["Node", "    at add (/app/src/cart.js:3:9)", ["/app/src/cart.js:3:9 → /app/src/cart.js:3:9"]],
    ["Node, modules", "    at file:///app/x.mjs:3:9", ["file:///app/x.mjs:3:9 → /app/x.mjs:3:9"]],
    ["a place in brackets", "[main.go:12] boom", ["main.go:12 → main.go:12"]],
    ["Node's own", "    at node:internal/main/run_main_module:36:49", []],
    [
      "Next.js",
      "    at GET (/app/app/[id]/route.ts:3:9)",
      ["/app/app/[id]/route.ts:3:9 → /app/app/[id]/route.ts:3:9"],
    ],
    [
      ".NET",
      "   at Shop.Cart.Add(Item i) in /src/Shop/Cart.cs:line 42",
      ["/src/Shop/Cart.cs:line 42 → /src/Shop/Cart.cs:42"],
    ],
    [
      ".NET on Windows",
      "   at Shop.Cart.Add() in C:\\src\\Cart.cs:line 42",
      ["C:\\src\\Cart.cs:line 42 → C:\\src\\Cart.cs:42"],
    ],
    [
      "Ruby",
      "\tfrom app/models/cart.rb:7:in 'add'",
      ["app/models/cart.rb:7 → app/models/cart.rb:7"],
    ],
    ["Rust", "             at ./src/main.rs:4:5", ["./src/main.rs:4:5 → ./src/main.rs:4:5"]],
    [
      "Rust, the panic",
      "thread 'main' panicked at src/main.rs:4:5:",
      ["src/main.rs:4:5 → src/main.rs:4:5"],
    ],
    [
      "PHP",
      "#0 /app/src/Cart.php(7): App\\Cart->add()",
      ["/app/src/Cart.php(7) → /app/src/Cart.php:7"],
    ],
    [
      "PHP, the error",
      "PHP Warning:  x in /app/x.php on line 3",
      ["/app/x.php on line 3 → /app/x.php:3"],
    ],
    ["PHP, uncaught", "Uncaught Exception: boom in /app/x.php:3", ["/app/x.php:3 → /app/x.php:3"]],
  ])("%s", (_name, text, links) => {
    expect(seen(text)).toEqual(links);
  });

  it.each([
    [
      "see https://example.org/a?b=c#d.",
      ["https://example.org/a?b=c#d → https://example.org/a?b=c#d"],
    ],
    ["(https://example.org/x)", ["https://example.org/x → https://example.org/x"]],
    [
      "https://en.example.org/x_(y)",
      ["https://en.example.org/x_(y) → https://en.example.org/x_(y)"],
    ],
    ['{"url":"http://a.example/x","n":1}', ["http://a.example/x → http://a.example/x"]],
    ["http://a.example/x.js:3:9", ["http://a.example/x.js:3:9 → http://a.example/x.js:3:9"]],
    [
      "http://a.example, https://b.example",
      ["http://a.example → http://a.example", "https://b.example → https://b.example"],
    ],
    ["https:// and http://", []],
    ["javascript:alert(1) file:///etc/passwd ftp://a.example", []],
  ])("URL: %s", (text, links) => {
    expect(seen(text)).toEqual(links);
  });

  it.each([
    "10.0.0.1:8080",
    "listening on example.org:443",
    "10:30:45.123",
    "ratio 3:4",
    "image nginx:1.27",
    "x.go:0",
    "version 1.2.go",
  ])("none in: %s", (text) => {
    expect(seen(text)).toEqual([]);
  });

  it.prop(
    "are in order, apart, and within the line, whatever it holds",
    [
      Schema.Array(
        Schema.Literals([
          "/app/x.js:3",
          "https://a.example/",
          "(",
          ")",
          " ",
          ".php(3)",
          'File "',
          '", line 2',
          "a.B.c(B.java:1)",
          "x",
          ":",
          ".",
        ]),
      ),
    ],
    ([parts]) => {
      const text = parts.join("");
      let at = 0;
      for (const link of findLinks(text)) {
        expect(link.from).toBeGreaterThanOrEqual(at);
        expect(link.to).toBeGreaterThan(link.from);
        at = link.to;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    },
    { arbitrary: { runs: 1000, seed: "links" } },
  );
});
