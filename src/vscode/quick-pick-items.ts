import * as vscode from "vscode";
import { isChoice, type Row } from "./quick-pick-rows.ts";

/** A row as VS Code shows it. */
export interface Item<A> extends vscode.QuickPickItem {
  readonly row?: Row<A>;
}

/** Clusters and programs name things: what would be an icon in a label is none. */
const plain = (text: string): string => text.replaceAll("$(", String.raw`\$(`);

/** Rows as the items of a quick pick, with the headings between them. */
export const toItems = <A>(rows: ReadonlyArray<Row<A>>): Array<Item<A>> =>
  rows.flatMap((row): Array<Item<A>> => {
    const { always = false, color, description, detail, icon, label, under } = row;
    const iconColor = color === undefined ? undefined : new vscode.ThemeColor(color);
    return [
      ...(under === undefined
        ? []
        : [{ label: plain(under), kind: vscode.QuickPickItemKind.Separator }]),
      {
        label: plain(label),
        ...(description === undefined ? {} : { description: plain(description) }),
        ...(detail === undefined ? {} : { detail: plain(detail) }),
        ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon, iconColor) }),
        ...(!isChoice(row) || row.remove === undefined
          ? {}
          : {
              buttons: [{ iconPath: new vscode.ThemeIcon("close"), tooltip: row.remove.tooltip }],
            }),
        alwaysShow: always,
        row,
      },
    ];
  });
