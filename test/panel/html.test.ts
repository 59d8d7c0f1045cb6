import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { panelHtml } from "../../src/panel/html.ts";

const nonce = "bm9uY2Utb2YtdGhlLXBhZ2U=";

const page = (parts: { readonly script?: string; readonly style?: string }): string =>
  panelHtml(
    {
      script: "",
      style: "",
      ...parts,
      asset: (name) => `https://files.test/a&b/${name}`,
      cspSource: "https://csp.test",
    },
    nonce,
  );

/** What stands in the one element of this name. */
const inside = (html: string, element: "script" | "style"): string => {
  const found = html.match(new RegExp(`(?<=<${element} [^>]*>)[^]*?(?=</${element})`, "gi")) ?? [];
  expect(found).toHaveLength(1);
  return found[0] ?? "";
};

describe("the page of a panel (K6)", () => {
  it("allows its own script and style sheet by the nonce, fonts of the extension, and nothing else", () => {
    const [, policy] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page({})) ?? [];
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      "font-src https://csp.test",
      `script-src 'nonce-${nonce}'`,
    ]);
  });

  it("loads no file but the icons' font, by one address before and in the style sheet", () => {
    const html = page({ style: "@font-face{src:url(./codicon.ttf?721d4c)format(`truetype`)}" });
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual([
      'href="https://files.test/a&amp;b/codicon.ttf"',
    ]);
    expect(inside(html, "style")).toBe(
      '@font-face{src:url("https://files.test/a&b/codicon.ttf")format(`truetype`)}',
    );
  });

  it("runs a script that has the ends of elements in its words, as it is", () => {
    const words = ["</script><b>", "</SCRIPT >", "<!--<script>", "$& $1 $`", "\u2028"];
    const written = inside(page({ script: JSON.stringify(words) }), "script");
    expect(written).not.toContain("<!--");
    const said: unknown = runInNewContext(`JSON.stringify(${written})`);
    expect(said).toBe(JSON.stringify(words));
  });

  it("keeps a style sheet within its element, whatever it has in its words", () => {
    const style = 'a::after{content:"</style><script>alert(1)</script>"}';
    expect(inside(page({ style }), "style")).toBe(
      String.raw`a::after{content:"\3C /style><script>alert(1)</script>"}`,
    );
  });
});
