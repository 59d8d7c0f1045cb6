import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { findLinks } from "../../src/text/line-links.ts";

/** What is underlined, and where it leads: `path:line:column`, or the address. */
const links = (text: string): ReadonlyArray<string> =>
  findLinks(text).map(({ from, link, to }) => {
    const target =
      link._tag === "Url"
        ? link.url
        : [link.path, link.line, ...(link.column === undefined ? [] : [link.column])].join(":");
    const shown = text.slice(from, to);
    return shown === target ? shown : `${shown} → ${target}`;
  });

describe("a stack frame names its place in the source (V10)", () => {
  it.each([
    ["Node", "    at add (/app/src/cart.js:3:9)", "/app/src/cart.js:3:9"],
    ["Node, without a function", "    at /app/src/cart.js:3:9", "/app/src/cart.js:3:9"],
    [
      "Node, a module",
      "    at async file:///app/my%20shop/x.mjs:3:9",
      "file:///app/my%20shop/x.mjs:3:9 → /app/my shop/x.mjs:3:9",
    ],
    ["Node on Windows", "at add (C:\\shop\\cart.js:3:9)", "C:\\shop\\cart.js:3:9"],
    [
      "Node on Windows, a module",
      "at file:///C:/shop/x.mjs:3:9",
      "file:///C:/shop/x.mjs:3:9 → C:/shop/x.mjs:3:9",
    ],
    ["Next.js", "at GET (/app/app/(shop)/[id]/route.ts:3:9)", "/app/app/(shop)/[id]/route.ts:3:9"],
    [
      "webpack",
      "at x (webpack://shop/./src/cart.ts:3:9)",
      "//shop/./src/cart.ts:3:9 → /shop/./src/cart.ts:3:9",
    ],
    ["Firefox", "add@/app/src/cart.js:3:9", "/app/src/cart.js:3:9"],
    [
      "Java",
      "\tat com.acme.shop.Cart.add(Cart.java:42) ~[app.jar:1.0]",
      "Cart.java:42 → com/acme/shop/Cart.java:42",
    ],
    [
      "Java, a nested class, its module and its loader",
      "\tat app//java.base/com.acme.Foo$Bar.<init>(Foo.java:7)",
      "Foo.java:7 → com/acme/Foo.java:7",
    ],
    ["Kotlin", "\tat shop.MainKt$main$1.invoke(Main.kt:3)", "Main.kt:3 → shop/Main.kt:3"],
    ["Logback", "INFO [main] (Cart.java:42) - added", "Cart.java:42"],
    [
      "Python",
      '  File "/app/my shop/cart.py", line 12, in add',
      '/app/my shop/cart.py", line 12 → /app/my shop/cart.py:12',
    ],
    ["Go", "\t/app/cmd/main.go:42 +0x1d", "/app/cmd/main.go:42"],
    ["Go, a module", "\t/go/pkg/mod/x.io/y@v1.2.3/z.go:5 +0x1", "/go/pkg/mod/x.io/y@v1.2.3/z.go:5"],
    ["klog", "E1229 10:30:45.123456       1 main.go:12] boom", "main.go:12"],
    ["logfmt", "level=error caller=server/main.go:12 msg=boom", "server/main.go:12"],
    [
      ".NET",
      "   at Shop.Cart.Add(Item i) in /src/Shop/Cart.cs:line 42",
      "/src/Shop/Cart.cs:line 42 → /src/Shop/Cart.cs:42",
    ],
    [
      ".NET, built on Windows",
      "   at Shop.Cart.Add() in C:\\src\\Cart.cs:line 42",
      "C:\\src\\Cart.cs:line 42 → C:\\src\\Cart.cs:42",
    ],
    ["Ruby", "\tfrom app/models/cart.rb:7:in 'Cart#add'", "app/models/cart.rb:7"],
    ["Ruby, a program", "bin/rails:4:in '<main>'", "bin/rails:4"],
    ["Rust", "             at ./src/main.rs:4:5", "./src/main.rs:4:5"],
    ["Rust, a panic", "thread 'main' panicked at src/main.rs:4:5:", "src/main.rs:4:5"],
    [
      "PHP",
      "#0 /app/src/Cart.php(7): App\\Cart->add()",
      "/app/src/Cart.php(7) → /app/src/Cart.php:7",
    ],
    [
      "PHP, a warning",
      "PHP Warning:  x in /app/x.php on line 3",
      "/app/x.php on line 3 → /app/x.php:3",
    ],
    ["PHP, uncaught", "Uncaught Exception: boom in /app/x.php:3", "/app/x.php:3"],
    ["Elixir", "    (shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.add/2", "lib/shop/cart.ex:12"],
    ["TypeScript", "src/cart.ts(3,9): error TS2304", "src/cart.ts(3,9) → src/cart.ts:3:9"],
    ["a template", "ActionView::Template::Error at views/cart.hbs:3", "views/cart.hbs:3"],
    ["letters of any script", "at /приложение/корзина.py:3", "/приложение/корзина.py:3"],
    ["a sentence", "see src/cart.ts:3.", "src/cart.ts:3"],
  ])("%s", (_name, text, link) => {
    expect(links(text)).toEqual([link]);
  });

  it.each([
    [
      "Node",
      String.raw`{"stack":"Error: x\n    at f (/app/a.js:1:2)\n    at /app/b.js:3:4"}`,
      ["/app/a.js:1:2", "/app/b.js:3:4"],
    ],
    [
      "Go",
      String.raw`{"stacktrace":"main.add\n\t/app/a.go:1\nmain.main\n\t/app/b.go:2"}`,
      ["/app/a.go:1", "/app/b.go:2"],
    ],
    [
      "Python",
      String.raw`{"exc":"  File \"/app/a.py\", line 1, in add\n"}`,
      [String.raw`/app/a.py\", line 1 → /app/a.py:1`],
    ],
    [
      "Java",
      String.raw`{"e":"x\n\tat com.acme.A.b(A.java:1)\n"}`,
      ["A.java:1 → com/acme/A.java:1"],
    ],
    [
      "PHP",
      String.raw`{"trace":["#0 \/app\/a.php(1)"]}`,
      [String.raw`\/app\/a.php(1) → /app/a.php:1`],
    ],
    [
      ".NET",
      String.raw`{"e":"in C:\\src\\A.cs:line 1\n"}`,
      [String.raw`C:\\src\\A.cs:line 1 → C:\src\A.cs:1`],
    ],
    ["a place of its own", `{"caller":"shop/main.go:12","n":1}`, ["shop/main.go:12"]],
  ])("within JSON: %s", (_name, text, found) => {
    expect(links(text)).toEqual(found);
  });

  it.each([
    "10.0.0.1:8080 and [::1]:80 at 10:30:45.123",
    "listening on example.org:443",
    "pulled quay.io/acme/web.v2:3 and docker.io/library/nginx:1",
    "    at node:internal/main/run_main_module:36:49",
    "\tat java.base/java.lang.Thread.run(Native Method)",
    '  File "<string>", line 1, in <module>',
    'said "hello", line 3',
    "list.get(3) and Foo.bar(12)",
    "/app/cart.js:0 and /app/cart.js:12345678 and /app/cart.js:3ms",
    "took 3:4:5 or a:1 or .js:3",
  ])("and nothing else is one: %s", (text) => {
    expect(links(text)).toEqual([]);
  });
});

describe("an address in a line (V10)", () => {
  it.each([
    ["see https://example.org/a?b=c#d.", "https://example.org/a?b=c#d"],
    ["(https://example.org/x)", "https://example.org/x"],
    ["[docs](https://example.org/x_(y)), then", "https://example.org/x_(y)"],
    ['{"url":"http://a.example/x","n":1}', "http://a.example/x"],
    [String.raw`{"msg":"at http://a.example/x\nthen"}`, "http://a.example/x"],
    ["at http://a.example/x.js:3:9", "http://a.example/x.js:3:9"],
    ["<https://a.example>", "https://a.example"],
    ["http://[::1]:8080/x!", "http://[::1]:8080/x"],
    ["HTTPS://A.EXAMPLE/X", "HTTPS://A.EXAMPLE/X"],
    ["https://a.example/\u202ereversed", "https://a.example/"],
    ["'https://a.example/%C3%A9?q=%26'", "https://a.example/%C3%A9?q=%26"],
  ])("%s", (text, url) => {
    expect(links(text)).toEqual([url]);
  });

  it("stands beside places in files", () => {
    expect(links("GET http://a.example, src/a.ts:1, https://b.example/b.ts:2 src/c.ts:3")).toEqual([
      "http://a.example",
      "src/a.ts:1",
      "https://b.example/b.ts:2",
      "src/c.ts:3",
    ]);
  });

  it.each([
    "https:// and http://",
    "xhttp://a.example",
    "javascript:alert(1) file:///etc/passwd ftp://a.example command:x data:text/html,x",
  ])("is one of http or https only: %s", (text) => {
    expect(links(text)).toEqual([]);
  });
});

/** Pieces of which links are made, in any order. */
const Pieces = Schema.Array(
  Schema.Literals([
    "a",
    "b/",
    "/app/",
    "x.js",
    ".js",
    ":",
    ":1",
    ":22:3",
    "(",
    ")",
    "[",
    "]",
    "(3)",
    '"',
    '", line 4',
    'File "',
    "\\",
    "\\n",
    "C:\\",
    " ",
    "\t",
    "@",
    "file://",
    "http://",
    "https://a.example/",
    ",",
    "é",
    "😀",
    "\ud83d",
    "\u202e",
    " on line 5",
    ".java:6)",
    "com.acme.A.b(",
    ":in ",
  ]),
);

describe("the links of any line", () => {
  const often = (seed: string) => ({ arbitrary: { runs: 500, size: 40, seed } });

  it.prop(
    "lie in it, in order, apart from each other, and lead somewhere",
    [Pieces],
    ([pieces]) => {
      const text = pieces.join("");
      let last = 0;
      for (const { from, link, to } of findLinks(text)) {
        expect(from).toBeGreaterThanOrEqual(last);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
        last = to;
        if (link._tag === "Url") expect(text.slice(from, to)).toBe(link.url);
        else {
          expect(link.path).not.toBe("");
          expect(link.line).toBeGreaterThan(0);
          expect(link.column).not.toBe(0);
        }
      }
    },
    often("links"),
  );

  it.prop(
    "are the same with more before and behind",
    [Pieces],
    ([pieces]) => {
      const text = pieces.join("");
      const shifted = findLinks(`then ${text} and`).map((link) => ({
        ...link,
        from: link.from - 5,
        to: link.to - 5,
      }));
      expect(shifted).toEqual(findLinks(text));
    },
    often("shifted"),
  );

  it.each([
    ["colons", ":"],
    ["places", ":1"],
    ["calls", "a(1)"],
    ["brackets", "("],
    ["closed brackets", "a)]"],
    ["addresses", "http://"],
    ["addresses of brackets", "https://a.example/((("],
    ["slashes", "\\/"],
    ["escapes", "\\n"],
    ["quotes", '", line 1'],
    ["dots", ".:1"],
    ["classes", "a.(A.java:1"],
  ])("take no longer than the line is long: %s", (_name, piece) => {
    const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const begun = performance.now();
    findLinks(line);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
