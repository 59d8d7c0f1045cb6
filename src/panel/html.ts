import type { PageAssets } from "../vscode/webviews.ts";

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * The page of a panel (K6): it may run the one script and use the one style sheet that carry the nonce (base64), and
 * load fonts of the extension; nothing else, from nowhere. No word of a log or a cluster is in it, and neither script
 * nor style sheet: VS Code parses, writes and sends what stands in a page several times before it begins, which took
 * longer than the two files take. The script is no module, and so waits for nothing but the element it draws into.
 */
export const panelHtml = ({ asset, cspSource }: PageAssets, nonce: string): string => {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${escape(nonce)}" href="${escape(asset("style.css"))}">
<title>Podlog</title>
</head>
<body>
<div id="app"></div>
<script nonce="${escape(nonce)}" src="${escape(asset("main.js"))}"></script>
</body>
</html>
`;
};
