import { describe, expect, it } from "vitest";
import { panelHtml } from "../../src/panel/html.ts";

const nonce = "bm9uY2Utb2YtdGhlLXBhZ2U=";

const html = panelHtml(
  { asset: (name) => `https://files.test/a&b/${name}`, cspSource: "https://csp.test" },
  nonce,
);

describe("the page of a panel (K6)", () => {
  it("allows its own script and style sheet by the nonce, fonts of the extension, and nothing else", () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      "font-src https://csp.test",
      `script-src 'nonce-${nonce}'`,
    ]);
  });

  it("loads one style sheet and one script, both with the nonce", () => {
    expect(html.match(/<[^>]*(?:src|href)="[^"]*">/g)).toEqual([
      `<link rel="stylesheet" nonce="${nonce}" href="https://files.test/a&amp;b/style.css">`,
      `<script nonce="${nonce}" src="https://files.test/a&amp;b/main.js">`,
    ]);
  });

  it("has no script and no style inline", () => {
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script[^>]*>[^<]/i);
  });
});
