import type { PageAssets } from "../vscode/webviews.ts";

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** A script as it may stand in its element: nothing in it ends that, or hides its end as a comment would. */
const inElement = (script: string): string =>
  script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`);

/** A style sheet as it may stand in its element, with the address of the icons' font. */
const withFont = (style: string, font: string): string =>
  style
    .replaceAll(/url\(\.\/codicon\.ttf[^)]*\)/g, () => `url("${font}")`)
    .replaceAll(/<(?=\/style)/gi, String.raw`\3C `);

/**
 * The page of a panel (K6): it may run the one script and use the one style sheet that carry the nonce (base64), and
 * load fonts of the extension; nothing else, from nowhere. No word of a log or a cluster is in it. Script and style
 * stand in the page, since each file that a page loads goes through the workbench and back before the first line can
 * show; the font, without which a page that shows icons counts as loading, is asked for before them.
 */
export const panelHtml = (assets: PageAssets, nonce: string): string => {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `font-src ${assets.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  const font = assets.asset("codicon.ttf");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="preload" as="font" type="font/ttf" crossorigin href="${escape(font)}">
<style nonce="${escape(nonce)}">${withFont(assets.style, font)}</style>
<title>Podlog</title>
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${escape(nonce)}">${inElement(assets.script)}</script>
</body>
</html>
`;
};
