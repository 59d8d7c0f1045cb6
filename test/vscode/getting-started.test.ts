import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents: ReadonlyArray<string>;
}

const manifest: {
  readonly publisher: string;
  readonly name: string;
  readonly contributes: {
    readonly commands: ReadonlyArray<{ readonly command: string }>;
    readonly menus: {
      readonly commandPalette: ReadonlyArray<{ readonly command: string; readonly when: string }>;
    };
    readonly views: { readonly podlog: ReadonlyArray<{ readonly id: string }> };
    readonly viewsWelcome: ReadonlyArray<{ readonly when: string; readonly contents: string }>;
    readonly walkthroughs: ReadonlyArray<{
      readonly id: string;
      readonly steps: ReadonlyArray<Step>;
    }>;
    readonly configuration: ReadonlyArray<{
      readonly properties: Readonly<Record<string, unknown>>;
    }>;
  };
} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const { commands, configuration, views, viewsWelcome, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
const settings = configuration.flatMap(({ properties }) => Object.keys(properties));
const viewIds = views.podlog.map(({ id }) => id);
const known = new Set([
  ...commands.map(({ command }) => command),
  ...viewIds.map((id) => `${id}.focus`),
  "workbench.action.openSettings",
  "workbench.action.openWalkthrough",
]);

/** The commands that a text links to, with their arguments. */
const linked = (
  text: string,
): ReadonlyArray<{ readonly command: string; readonly args: unknown }> =>
  [...text.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(([, command = "", args]) => ({
    command,
    args: args === undefined ? undefined : JSON.parse(decodeURIComponent(args)),
  }));

describe("what the palette offers", () => {
  const { commandPalette } = manifest.contributes.menus;
  const whenOf = (id: string) => commandPalette.find(({ command }) => command === id)?.when;

  it.each(commands.map(({ command }) => command))("can be done where it is offered: %s", (id) => {
    const [, place] = id.split(".");
    if (place === "panel") expect(whenOf(id)).toContain("activeWebviewPanelId");
    // What a row of the tree has to be named for, and what the view itself has to be there for.
    if (place === "tree" && id !== "podlog.tree.refresh")
      expect(["false", "view.podlog.clusters.visible", "podlog.treeFiltered"]).toContain(
        whenOf(id),
      );
  });
});

describe("what a new user is shown", () => {
  it.each([
    ...viewsWelcome.map(({ contents, when }) => [when, contents] as const),
    ...steps.map(({ description, id }) => [id, description] as const),
  ])("leads on by commands, settings and walkthroughs that exist: %s", (_what, text) => {
    for (const { args, command } of linked(text)) {
      expect(known).toContain(command);
      if (command === "workbench.action.openSettings")
        expect(settings).toEqual(expect.arrayContaining(args as Array<string>));
      if (command === "workbench.action.openWalkthrough")
        expect(args).toEqual([`${manifest.publisher}.${manifest.name}#${walkthroughs[0]?.id}`]);
    }
  });

  it("is a way out wherever there are no clusters to show", () => {
    const values = viewsWelcome.map(({ when }) => /== '(\w+)'$/.exec(when)?.[1]);
    expect(values).toEqual(["noKubeconfig", "noContexts"]);
    for (const { contents } of viewsWelcome)
      expect(linked(contents).map(({ command }) => command)).toContain("podlog.tree.refresh");
  });

  it.each(steps)(
    "has a page that is packed, and is done by something that exists: $title",
    (step) => {
      expect(step.media.markdown).toMatch(/^media\/walkthrough\/[\w-]+\.md$/);
      expect(existsSync(join(root, step.media.markdown))).toBe(true);
      expect(readFileSync(join(root, ".vscodeignore"), "utf8")).toContain("!media/walkthrough/*");
      expect(step.completionEvents.length).toBeGreaterThan(0);
      for (const event of step.completionEvents) {
        const [kind = "", what = ""] = event.split(":");
        const there: Readonly<Record<string, ReadonlyArray<string>>> = {
          onCommand: commands.map(({ command }) => command),
          onSettingChanged: settings,
          onView: viewIds,
        };
        expect(there[kind]).toContain(what);
      }
    },
  );
});
