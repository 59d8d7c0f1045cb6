import type { PageAssets } from "../vscode/webviews.ts";

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * The page of a panel (K6): it may run the one script that carries the nonce, and load styles and fonts of the
 * extension; nothing else, from nowhere. No word of a log or a cluster is in it.
 */
export const panelHtml = (assets: PageAssets, nonce: string): string => {
  const policy = [
    "default-src 'none'",
    `style-src ${assets.cspSource}`,
    `font-src ${assets.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(assets.asset("style.css"))}">
<title>Podlog</title>
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${escape(nonce)}" src="${escape(assets.asset("main.js"))}"></script>
</body>
</html>
`;
};
