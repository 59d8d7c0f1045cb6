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

type Row = readonly [string, string, string];

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A Markdown table as the formatter writes it: every column as wide as its widest cell. */
const table = (head: Row, rows: ReadonlyArray<Row>): string => {
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  return [head, widths.map((width) => "-".repeat(width)), ...rows]
    .map((row) => `| ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join(" | ")} |`)
    .join("\n");
};

/** A Markdown table of the commands, in the order of package.json, with their keys. */
export const commandsTable = (manifest: Manifest): string =>
  table(
    ["Command", "Title", "Key"],
    manifest.contributes.commands.map(({ category, command, title }) => {
      const keys = (manifest.contributes.keybindings ?? [])
        .filter((binding) => binding.command === command)
        .map((binding) => `\`${binding.key}\``);
      return [
        `\`${command}\``,
        cell(category === undefined ? title : `${category}: ${title}`),
        [...new Set(keys)].join(", "),
      ];
    }),
  );

/** A Markdown table of the settings, in the order of package.json. */
export const settingsTable = (manifest: Manifest): string =>
  table(
    ["Setting", "Default", "What it does"],
    manifest.contributes.configuration
      .flatMap(({ properties }) => Object.entries(properties))
      .map(([name, setting]) => [
        `\`${name}\``,
        `\`${JSON.stringify(setting.default ?? null)}\``,
        cell(setting.markdownDescription ?? setting.description ?? ""),
      ]),
  );

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
