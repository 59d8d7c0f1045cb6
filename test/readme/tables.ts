/** The parts of package.json that the README's tables tell. */
export interface Manifest {
  readonly contributes: {
    readonly commands: ReadonlyArray<{ command: string; title: string; category?: string }>;
    readonly keybindings?: ReadonlyArray<{ command: string; key: string; mac?: string }>;
    readonly configuration: ReadonlyArray<{
      readonly properties: Readonly<
        Record<string, { default?: unknown; markdownDescription?: string; description?: string }>
      >;
    }>;
  };
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A Markdown table of the commands, in the order of package.json, with their keys. */
export const commandsTable = (manifest: Manifest): string =>
  [
    "| Command | Title | Key |",
    "| --- | --- | --- |",
    ...manifest.contributes.commands.map((command) => {
      const keys = (manifest.contributes.keybindings ?? [])
        .filter((binding) => binding.command === command.command)
        .map((binding) => `\`${binding.key}\``);
      const title =
        command.category === undefined ? command.title : `${command.category}: ${command.title}`;
      return `| \`${command.command}\` | ${cell(title)} | ${[...new Set(keys)].join(", ")} |`;
    }),
  ].join("\n");

/** A Markdown table of the settings, in the order of package.json. */
export const settingsTable = (manifest: Manifest): string =>
  [
    "| Setting | Default | What it does |",
    "| --- | --- | --- |",
    ...manifest.contributes.configuration
      .flatMap(({ properties }) => Object.entries(properties))
      .map(
        ([name, setting]) =>
          `| \`${name}\` | \`${JSON.stringify(setting.default ?? null)}\` | ${cell(
            setting.markdownDescription ?? setting.description ?? "",
          )} |`,
      ),
  ].join("\n");

/** The README with its two tables made anew between their comment marks. */
export const withTables = (readme: string, manifest: Manifest): string =>
  (
    [
      ["commands", commandsTable(manifest)],
      ["settings", settingsTable(manifest)],
    ] as const
  ).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`),
        (_all, open: string, close: string) => `${open}\n\n${table}\n\n${close}`,
      ),
    readme,
  );
