import { parseArgs } from "node:util";
import { ensureBuilt } from "../run/build.mjs";
import { launch } from "../run/processes.mjs";
import { startCluster } from "../cluster/server.ts";
import { readFileSync } from "node:fs";
import { startServer } from "./harness/server.ts";
import { openVSCode, type ThemeKind, type VSCode } from "./harness/vscode.ts";
import { type Scene, scenes } from "./scenes.ts";

// `npm run screenshots` saves every state of the panel and the tree in every theme and at every width, as
// .screenshots/STATE-THEME-WIDTH.png. Options narrow it, and may be given several times:
// `npm run screenshots -- --state waiting --theme dark --width 600`; a state by its beginning.

const themes: ReadonlyArray<ThemeKind> = ["light", "dark", "hc-dark", "hc-light"];

/** Of the panel, in px. */
const widths = [320, 600, 1200];

const height = 720;

await launch(async () => {
  const several = { type: "string", multiple: true } as const;
  const { values } = parseArgs({ options: { state: several, theme: several, width: several } });
  const states = Object.entries<Scene>(scenes).filter(
    ([name]) => values.state?.some((wanted) => name.startsWith(wanted)) ?? true,
  );
  const inThemes = themes.filter((theme) => values.theme?.includes(theme) ?? true);
  const atWidths = values.width?.map(Number) ?? widths;
  if (states.length === 0 || inThemes.length === 0 || atWidths.some((px) => !(px > 0))) {
    console.error(
      `States: ${Object.keys(scenes).join(", ")}. Themes: ${themes.join(", ")}. Widths in px.`,
    );
    return 1;
  }
  await ensureBuilt();
  const server = await startServer();
  const cluster = await startCluster();
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  let failed = 0;
  const vscode = await openVSCode(server, { viewport: { width: 1280, height } });
  await vscode.runCommand("View: Close Primary Side Bar");
  for (const [name, scene] of states) {
    try {
      await resize(vscode, 1280);
      await scene.show({ cluster, server, vscode });
      for (const theme of inThemes) {
        await vscode.setTheme(theme);
        for (const width of atWidths) await shoot(name, scene, theme, width);
      }
      console.log(`${name}: ${inThemes.length * atWidths.length} screenshots`);
    } catch (error) {
      failed += 1;
      const page = await vscode.screenshot(`failed-${name}`);
      console.error(`${name}: ${String(error)}\n${page}`);
    }
    await end(scene);
  }
  await vscode.close();
  await cluster.close();
  return failed === 0 ? 0 : 1;

  async function shoot(name: string, scene: Scene, theme: ThemeKind, width: number): Promise<void> {
    await resize(vscode, width);
    await scene.again?.({ cluster, server, vscode });
    // The pointer and the focus would be in the picture.
    await vscode.page.mouse.move(1, height - 1);
    await vscode.screenshot(`${name}-${theme}-${width}`);
  }

  async function end(scene: Scene): Promise<void> {
    await resize(vscode, 1280);
    try {
      await scene.leave?.({ cluster, server, vscode });
    } catch (error) {
      console.error(String(error));
    }
    await vscode.closeAllEditors();
  }
});

/** Makes the window so wide that its panel has this width. */
async function resize(vscode: VSCode, width: number): Promise<void> {
  const activityBar = 48;
  await vscode.page.setViewportSize({ width: width + activityBar, height });
}
