import { describe, expect, it } from "vitest";
import { bestMatches, type FramePath, framePath, searchFor } from "../../src/domain/frame-path.ts";

const read = (path: string): FramePath => {
  const found = framePath(path);
  if (found === undefined) throw new Error(`${path} is no path`);
  return found;
};

describe("the files of a workspace that a path may name (V10)", () => {
  const matching = (path: string, ...files: ReadonlyArray<string>): ReadonlyArray<string> =>
    bestMatches(
      read(path),
      files.map((file) => ({ path: file })),
    ).map((file) => file.path);

  it.each([
    ["the root of the image is the root of the folder", "/app/src/x.js", "/w/src/x.js"],
    ["or a folder in it", "/app/src/x.js", "/w/services/web/src/x.js"],
    ["a file right in a known root", "/app/index.js", "/w/services/web/index.js"],
    ["and in a longer one", "/usr/src/app/main.py", "/w/main.py"],
    ["the very path", "/home/me/shop/a/b/c/x.js", "/home/me/shop/a/b/c/x.js"],
    ["a relative path", "src/main.rs", "/w/src/main.rs"],
    ["one that goes up", "../src/main.rs", "/w/src/main.rs"],
    ["a name alone", "main.go", "/w/cmd/main.go"],
    ["a package", "com/acme/Cart.java", "/w/src/main/java/com/acme/Cart.java"],
    ["Kotlin's short folders", "com/acme/cart/Cart.kt", "/w/src/main/kotlin/cart/Cart.kt"],
    ["a module of Go", "github.com/acme/shop/cart/cart.go", "/w/cart/cart.go"],
    ["right in the module", "github.com/acme/shop/main.go", "/w/main.go"],
    ["a dependency that is there", "/app/node_modules/x/a.js", "/w/node_modules/x/a.js"],
    ["a path of Windows", "C:\\build\\src\\Cart.cs", "/w/src/Cart.cs"],
    ["brackets", "/app/app/[id]/page.tsx", "/w/app/[id]/page.tsx"],
  ])("%s: %s", (_name, path, file) => {
    expect(matching(path, file)).toEqual([file]);
  });

  it.each([
    ["another folder", "/app/services/cart/index.js", "/w/lib/index.js"],
    ["a dependency", "/app/node_modules/express/index.js", "/w/index.js"],
    ["a dependency's folder", "/app/node_modules/express/lib/router.js", "/w/lib/router.js"],
    ["Go's own", "/usr/local/go/src/net/http/server.go", "/w/http/server.go"],
    ["Go's own, trimmed", "net/http/server.go", "/w/http/server.go"],
    ["a module of others", "/go/pkg/mod/x.io/y@v1.2.3/http/z.go", "/w/http/z.go"],
    ["Java's own", "java/util/List.java", "/w/src/util/List.java"],
    ["Python's own", "/usr/lib/python3.12/json/decoder.py", "/w/json/decoder.py"],
    ["a name that only ends so", "/app/x.js", "/w/max.js"],
  ])("but not %s: %s", (_name, path, file) => {
    expect(matching(path, file)).toEqual([]);
  });

  it("are those with the most in common", () => {
    const files = ["/w/a/src/x.js", "/w/b/src/x.js", "/w/src/other/x.js", "/w/a/lib/src/x.js"];
    expect(matching("/app/a/src/x.js", ...files)).toEqual(["/w/a/src/x.js"]);
    expect(matching("/app/src/x.js", ...files)).toEqual([
      "/w/a/src/x.js",
      "/w/b/src/x.js",
      "/w/a/lib/src/x.js",
    ]);
  });

  it("are searched by no more than must be the same, whatever signs are in it", () => {
    const glob = (path: string) => searchFor(read(path)).glob;
    expect(glob("/app/src/x.js")).toBe("**/src/x.js");
    expect(glob("/app/x.js")).toBe("**/x.js");
    expect(glob("com/acme/Cart.java")).toBe("**/com/acme/Cart.java");
    expect(glob("/app/app/[id]/{a,b}*!.ts")).toBe("**/?id?/?a?b???.ts");
    expect(searchFor(read("/app/node_modules/x/a.js"))).toEqual({
      glob: "**/node_modules/x/a.js",
      inDependency: true,
    });
  });
});
