// @ts-check
const vscode = require("vscode");

/** A page that does nothing but say that it is there, and show when that was heard (Unix ms). */
const page = () => {
  const nonce = globalThis.crypto.randomUUID();
  return `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'">
<title>Empty</title>
</head>
<body>
<script nonce="${nonce}">
window.addEventListener("message", ({ data }) => { document.body.dataset.heard = String(data); });
acquireVsCodeApi().postMessage("ready");
</script>
</body>
</html>
`;
};

const open = () => {
  const panel = vscode.window.createWebviewPanel(
    "emptyPanel",
    "Empty",
    { viewColumn: vscode.ViewColumn.Active },
    { enableScripts: true, localResourceRoots: [] },
  );
  panel.webview.onDidReceiveMessage(() => void panel.webview.postMessage(Date.now()));
  panel.webview.html = page();
};

exports.activate = () => {
  vscode.commands.registerCommand("emptyPanel.open", open);
};
