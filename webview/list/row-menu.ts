import { levelNames } from "../../src/domain/level.ts";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import type { Action } from "../../src/protocol/to-host.ts";
import { sourceName, type SourceInfo } from "../../src/protocol/sources.ts";
import { parseFilter, printFilter } from "../../src/text/filter-parse.ts";
import type { Term } from "../../src/text/filter.ts";
import type { FoundLink, LineLink } from "../../src/text/line-links.ts";
import type { MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { copyOfRow, isEmpty } from "../selection/selection.ts";
import { deedsOf } from "../sources/source-deeds.ts";
import { keyWords } from "../toolbar/keys.ts";
import type { ListView } from "./list-view.ts";
import { type CachedRow, hasFlag, numberOf } from "./row-cache.ts";
import { isExpandable, plainTextOf } from "./row-text.ts";

/** What the menu of a row asks the rest of the view for. */
export interface RowMenuDeeds {
  readonly search: (text: string) => void;
  /** What is selected within one row, if anything. */
  readonly selectedText: () => string | undefined;
}

const separator: MenuItem = { _tag: "Separator" };
const item = (
  words: string,
  run: () => void,
  disabled = false,
): Extract<MenuItem, { readonly _tag: "Item" }> => ({
  _tag: "Item",
  words,
  run,
  disabled,
});

/** A filter with one more term, in the place of those of its kind that it would contradict. */
export const filterWith = (text: string, term: Term): string => {
  const others = parseFilter(text).filter.filter(
    (other) => other._tag !== term._tag || other.exclude !== term.exclude || term._tag === "Text",
  );
  return printFilter([...others, term]);
};

/** The word of a text around a character, or undefined between words. */
export const wordAt = (text: string, at: number): string | undefined => {
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}_.-]+/gu))
    if (match.index <= at && at <= match.index + match[0].length) return match[0];
  return undefined;
};

/** What can be done with the source of row number `number`, where there are others. */
const sourceItemsOfRow = (
  panel: Panel,
  source: SourceInfo,
  number: number,
): ReadonlyArray<MenuItem> => {
  const { isSolo, openAlone, solo, toggle } = deedsOf(panel, source, number);
  const off = panel.labels() === "off";
  return [
    item("Hide This Source", toggle),
    item(isSolo ? "Show All Sources" : "Show Only This Source", solo),
    item("Open This Source in a Panel of Its Own", openAlone),
    item(off ? "Show Source Labels" : "Hide Source Labels", () =>
      panel.chooseLabels(off ? "auto" : "off"),
    ),
  ];
};

/** A link to the log from a line on, by the time of that line. */
const linkFrom = ({ index, run }: CachedRow): Action => ({
  _tag: "CopyLink",
  since: {
    _tag: "At",
    at: { seconds: run.seconds[index] ?? 0, nanos: run.nanos[index] ?? 0 },
  },
});

/** What a link is called in the menu: `Open cart.js:10`. */
const linkWords = (link: LineLink): string =>
  link._tag === "Url"
    ? "Open Address"
    : `Open ${link.path.slice(link.path.search(/[^/\\]*$/)).slice(-60)}:${link.line}`;

/** The entry for the link that the menu was opened on, or for those of the row. */
const linkItems = (
  view: ListView,
  links: ReadonlyArray<FoundLink>,
  at: number | undefined,
): ReadonlyArray<MenuItem> => {
  const under = links.find(({ from, to }) => at !== undefined && from <= at && at <= to);
  const meant = under === undefined ? links : [under];
  const [first] = meant;
  if (first === undefined) return [];
  const words = meant.length === 1 ? linkWords(first.link) : "Open Detected Link…";
  const follow = item(words, () => view.links.follow(meant.map(({ link }) => link)));
  const all = meant.length === links.length;
  return [all ? { ...follow, key: keyWords("openLink") } : follow, separator];
};

/** The longest text that is searched for: a whole stack trace is nobody's search. */
const maxSearch = 500;

/** The entries of a row's context menu (X5); `at` is the character it was opened on, if it was by the mouse. */
export const rowMenu = (
  panel: Panel,
  view: ListView,
  position: number,
  at: number | undefined,
  deeds: RowMenuDeeds,
): ReadonlyArray<MenuItem> => {
  const shown = view.viewOf(position);
  const { row } = shown;
  if (row === undefined) return [];
  const number = numberOf(row);
  const isLine = (row.run.kinds[row.index] ?? 0) === RowKind.line;
  const selection = view.selecting.get();
  const selected = selection !== undefined && !isEmpty(selection);
  const text = plainTextOf(shown);
  const level = levelNames[row.run.levels[row.index] ?? 0] ?? "none";
  const sources = panel.shown()?.sources ?? [];
  const source = sources.find((one) => one.id === row.run.sources[row.index]);
  const sought =
    deeds.selectedText() ?? (at === undefined ? undefined : wordAt(text, at)) ?? text.trim();
  const filter = panel.filter();
  const copy = (timestamps: boolean, raw: boolean) => () =>
    panel.act(copyOfRow(number, { timestamps, raw }));
  const choose = (term: Term) => () =>
    panel.chooseFilter(filterWith(filter.text, term), filter.context, number);
  const partial = hasFlag(row, RowFlag.partial);

  const folds: ReadonlyArray<MenuItem> = [
    ...(isExpandable(shown)
      ? [
          item(shown.expanded ? "Fold Value" : "Expand Value", () =>
            view.setExpanded(number, !shown.expanded),
          ),
        ]
      : []),
    ...(shown.folded === 0
      ? []
      : [
          item(shown.folded > 0 ? "Unfold Lines Below" : "Fold Lines Below", () =>
            view.fold(number, shown.folded < 0),
          ),
        ]),
    ...(partial && shown.whole?.rest !== 0
      ? [item("Show All of This Line", () => panel.wholeTexts.ask(number))]
      : []),
    {
      ...item(panel.foldAll() ? "Unfold All Traces" : "Fold All Traces", () =>
        panel.foldTraces(!panel.foldAll()),
      ),
      key: keyWords(panel.foldAll() ? "unfoldAll" : "foldAll"),
    },
  ];

  return [
    ...linkItems(view, isLine ? view.links.of(shown) : [], at),
    ...(selected
      ? [{ ...item("Copy", () => void view.selecting.copy()), key: keyWords("copySelection") }]
      : []),
    item("Copy Line", copy(false, false)),
    ...(isLine
      ? [
          item("Copy Line with Timestamp", copy(true, false)),
          item("Copy Raw Line", copy(false, true)),
        ]
      : []),
    ...(isLine && !hasFlag(row, RowFlag.noTime)
      ? [item("Copy Link from This Line On", () => panel.act(linkFrom(row)))]
      : []),
    item("Select All", () => view.selecting.all()),
    separator,
    item("Search for This", () => deeds.search(sought.slice(0, maxSearch)), sought === ""),
    ...(isLine
      ? [
          item(
            "Filter to This Level",
            choose({ _tag: "Level", exclude: false, comparison: "=", level }),
            level === "none",
          ),
        ]
      : []),
    ...(source === undefined
      ? []
      : [
          item(
            "Filter by This Source",
            choose({ _tag: "Source", exclude: false, exact: true, label: sourceName(source) }),
          ),
          ...(sources.length < 2 ? [] : sourceItemsOfRow(panel, source, number)),
        ]),
    ...(filter.text === ""
      ? []
      : [item("Show in Context", () => panel.chooseFilter("", filter.context, number))]),
    separator,
    ...folds,
  ];
};
