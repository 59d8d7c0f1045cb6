import { createEffect, createSignal, For, onMount, Show, type JSX } from "solid-js";
import type { Timestamps } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { MenuButton, type MenuItem } from "../menu/menu.tsx";
import { actionsOf, menuItem, moreActionsOf } from "./actions.ts";
import {
  Beginning,
  isSameSince,
  limitWords,
  offeredLimits,
  shortSince,
  sincesOf,
  type Typing,
} from "./beginning.tsx";
import { keyWords, withKey } from "./keys.ts";
import { rove } from "./roving.ts";
import "./toolbar.css";

/**
 * Narrower than this, in px, actions stand in the menu; narrower than the second, toggles too. An editor of 600 px is
 * some px narrower within its frame.
 */
const actionsFrom = 580;
const togglesFrom = 380;
/** And narrower than this, the forms of times. */
const formsFrom = 720;

const timeForms: ReadonlyArray<readonly [Timestamps, string]> = [
  ["utc", "UTC Time"],
  ["local", "Local Time"],
  ["relative", "Time Ago"],
];

const Toggle = (props: {
  readonly icon: string;
  readonly label: string;
  readonly title: string;
  readonly pressed: boolean;
  readonly disabled?: boolean;
  readonly onToggle: () => void;
}): JSX.Element => (
  <button
    type="button"
    class="tool toggle"
    classList={{ pressed: props.pressed }}
    title={props.title}
    aria-label={props.label}
    aria-pressed={props.pressed}
    disabled={props.disabled === true}
    onClick={() => props.onToggle()}
  >
    <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />
  </button>
);

const linkedWords = (others: number): string =>
  `Scrolls in step by time with ${others === 1 ? "another panel" : `${others} other panels`}`;

/** What is shown at the left, how it is shown in the middle, what can be done at the right. */
export const Toolbar = (props: { readonly panel: Panel; readonly width: number }): JSX.Element => {
  let toolbar: HTMLDivElement | undefined;
  let roving: ReturnType<typeof rove> | undefined;
  let lastForm: Exclude<Timestamps, "off"> = "utc";
  const [typing, setTyping] = createSignal<Typing>();

  const panel = () => props.panel;
  const gone = () => panel().shown()?.gone === true;
  const times = () => panel().timestamps();
  const hasPrevious = () => {
    const shown = panel().shown();
    if (shown === undefined) return false;
    const { container } = shown.target;
    return (
      shown.previous ||
      shown.containers.some(
        (choice) => choice.hasPrevious && (container === undefined || choice.name === container),
      )
    );
  };

  /** A log of one source has nothing to choose among. */
  const hasSources = () => (panel().shown()?.sources.length ?? 0) > 1;

  const toggleTimes = () => {
    const form = times();
    panel().chooseTimestamps(form === "off" ? lastForm : "off");
  };
  createEffect(() => {
    const form = times();
    if (form !== "off") lastForm = form;
  });

  const actions = actionsOf(props.panel);

  const timeItems = (): ReadonlyArray<MenuItem> =>
    [...timeForms, ["off", "No Timestamps"] as const].map(([form, words]) => ({
      _tag: "Item",
      words,
      checked: times() === form,
      choice: true,
      run: () => panel().chooseTimestamps(form),
    }));

  const toggleItems = (): ReadonlyArray<MenuItem> => [
    { _tag: "Menu", words: "Lines or Time", items: beginningItems() },
    {
      _tag: "Item",
      words: "Word Wrap",
      checked: panel().wrap(),
      key: keyWords("toggleWrap"),
      run: () => panel().chooseWrap(!panel().wrap()),
    },
    ...(hasSources() ? [sourcesItem()] : []),
    ...(hasPrevious() ? [previousItem()] : []),
  ];
  const beginningItems = (): ReadonlyArray<MenuItem> => {
    const since = panel().since();
    return [
      ...offeredLimits.map((limit) =>
        choiceItem(limitWords(limit), since === undefined && panel().lineLimit() === limit, () =>
          panel().chooseLineLimit(limit),
        ),
      ),
      menuItem("Custom…", () => setTyping("limit"), { disabled: gone() }),
      { _tag: "Separator" },
      ...sincesOf(since).map((offered) =>
        choiceItem(shortSince(offered, panel()), isSameSince(offered, since), () =>
          panel().chooseSince(offered),
        ),
      ),
      menuItem("A Time…", () => setTyping("time"), { disabled: gone() }),
    ];
  };
  const choiceItem = (words: string, checked: boolean, run: () => void): MenuItem => ({
    _tag: "Item",
    words,
    checked,
    choice: true,
    disabled: gone(),
    run,
  });
  const sourcesItem = (): MenuItem => ({
    _tag: "Item",
    words: "Sources",
    checked: panel().sourcesOpen(),
    key: keyWords("sources"),
    run: () => panel().perform("sources"),
  });
  const previousItem = (): MenuItem => ({
    _tag: "Item",
    words: "Previous Instance",
    checked: panel().shown()?.previous === true,
    disabled: gone(),
    run: togglePrevious,
  });
  const togglePrevious = () =>
    panel().act({ _tag: "SetPrevious", previous: panel().shown()?.previous !== true });

  /** What has no room in the toolbar, and what is in the menu alone. */
  const menuItems = (): ReadonlyArray<MenuItem> => [
    ...(props.width < formsFrom
      ? [{ _tag: "Menu", words: "Timestamps", items: timeItems() } as const]
      : []),
    ...(props.width < togglesFrom ? toggleItems() : []),
    ...(props.width < formsFrom ? [{ _tag: "Separator" } as const] : []),
    ...(props.width < actionsFrom
      ? [
          ...actions.map(({ words, command, needsTarget, run }) =>
            menuItem(words, run, {
              ...(command === undefined ? {} : { command }),
              disabled: needsTarget && gone(),
            }),
          ),
          { _tag: "Separator" } as const,
        ]
      : []),
    ...moreActionsOf(panel()),
  ];

  onMount(() => {
    if (toolbar === undefined) return;
    roving = rove(toolbar);
    roving.refresh();
  });
  // Controls come and go with these.
  createEffect(() => {
    void [
      panel().shown(),
      hasSources(),
      props.width < actionsFrom,
      props.width < togglesFrom,
      hasPrevious(),
    ];
    void [panel().shown()?.inStep, typing(), props.width < formsFrom];
    queueMicrotask(() => roving?.refresh());
  });

  return (
    <div
      class="toolbar"
      role="toolbar"
      aria-label="Log controls"
      ref={(element) => {
        toolbar = element;
      }}
      onKeyDown={(event) => roving?.onKeyDown(event)}
      onFocusIn={(event) => roving?.onFocusIn(event)}
    >
      <Show when={panel().shown()}>
        {(shown) => <Breadcrumb panel={props.panel} shown={shown()} />}
      </Show>
      <Show when={panel().shown()?.previous === true}>
        <span class="badge" title="The log of the instance before the last restart">
          Previous
        </span>
      </Show>
      <Show when={(panel().shown()?.inStep ?? 0) > 0}>
        <button
          type="button"
          class="badge linked"
          title={`${linkedWords(panel().shown()?.inStep ?? 0)}: press to scroll by yourself again`}
          aria-label="Linked: unlink scrolling"
          onClick={() => panel().act({ _tag: "UnlinkScrolling" })}
        >
          <span class="codicon codicon-link" aria-hidden="true" />
          <span class="words">Linked</span>
          <span class="codicon codicon-close" aria-hidden="true" />
        </button>
      </Show>
      <div class="group ways">
        <Show when={props.width >= togglesFrom || typing() !== undefined}>
          <Beginning panel={props.panel} disabled={gone()} typing={typing} setTyping={setTyping} />
        </Show>
        <Show when={props.width >= togglesFrom}>
          <span class="split">
            <Toggle
              icon="watch"
              label="Timestamps"
              title="Timestamps"
              pressed={times() !== "off"}
              onToggle={toggleTimes}
            />
            <Show when={props.width >= formsFrom}>
              <MenuButton
                class="tool thin"
                title="Form of Timestamps…"
                label="Form of timestamps"
                items={timeItems()}
              >
                <span class="codicon codicon-chevron-down" aria-hidden="true" />
              </MenuButton>
            </Show>
          </span>
          <Toggle
            icon="word-wrap"
            label="Word wrap"
            title={withKey("Word Wrap", "toggleWrap")}
            pressed={panel().wrap()}
            onToggle={() => panel().chooseWrap(!panel().wrap())}
          />
          <Show when={hasSources()}>
            <Toggle
              icon="list-tree"
              label="Sources"
              title={withKey("Sources", "sources")}
              pressed={panel().sourcesOpen()}
              onToggle={() => panel().perform("sources")}
            />
          </Show>
          <Show when={hasPrevious()}>
            <Toggle
              icon="history"
              label="Previous instance"
              title="Previous Instance: the log from before the last restart"
              pressed={panel().shown()?.previous === true}
              disabled={gone()}
              onToggle={togglePrevious}
            />
          </Show>
        </Show>
        <Toggle
          icon="fold-down"
          label="Follow"
          title={withKey("Follow", "toggleFollow")}
          pressed={panel().following()}
          onToggle={() => panel().chooseFollow(!panel().following())}
        />
      </div>
      <div class="group deeds">
        <Show when={props.width >= actionsFrom}>
          <For each={actions}>
            {(action) => (
              <button
                type="button"
                class="tool"
                title={withKey(action.words, action.command)}
                aria-label={action.words}
                disabled={action.needsTarget && gone()}
                onClick={() => action.run()}
              >
                <span class={`codicon codicon-${action.icon}`} aria-hidden="true" />
              </button>
            )}
          </For>
        </Show>
        <MenuButton class="tool" title="More Actions…" label="More actions" items={menuItems()}>
          <span class="codicon codicon-ellipsis" aria-hidden="true" />
        </MenuButton>
      </div>
    </div>
  );
};
