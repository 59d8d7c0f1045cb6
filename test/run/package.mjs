import { statSync } from "node:fs";
import { ensureInstalled } from "./install.mjs";
import { launch } from "./processes.mjs";
import { makePackage, namesInZip } from "./vsix.mjs";

// `npm run package` makes podlog-VERSION.vsix in the top folder and says what is in it.
await launch(async () => {
  await ensureInstalled();
  const path = await makePackage();
  console.log([...namesInZip(path), "", `${path}  ${statSync(path).size} bytes`].join("\n"));
  return 0;
});
