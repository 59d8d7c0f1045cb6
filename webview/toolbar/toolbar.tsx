import { createEffect, For, onMount, Show, type JSX } from "solid-js";
import type { Timestamps } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { defaultKeys, withKey, writeKey } from "./keys.ts";
import { LineLimitSelect, limitWords, offeredLimits } from "./line-limit.tsx";
import { MenuButton, type MenuItem } from "../menu/menu.tsx";
import { rove } from "./roving.ts";
import "./toolbar.css";

/** Narrower than this, in px, actions stand in the menu; narrower than the second, toggles too. */
const actionsFrom = 720;
const togglesFrom = 400;

const timeForms: ReadonlyArray<readonly [Timestamps, string]> = [
  ["utc", "UTC Time"],
  ["local", "Local Time"],
  ["relative", "Time Ago"],
];

interface ActionControl {
  readonly icon: string;
  readonly words: string;
  readonly command?: keyof typeof defaultKeys;
  readonly needsTarget: boolean;
  readonly run: () => void;
}

const keyOfCommand = (command: keyof typeof defaultKeys | undefined): { readonly key?: string } => {
  if (command === undefined) return {};
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  return { key: writeKey(mac ? defaultKeys[command].mac : defaultKeys[command].key, mac) };
};

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

/** What is shown at the left, how it is shown in the middle, what can be done at the right. */
export const Toolbar = (props: { readonly panel: Panel; readonly width: number }): JSX.Element => {
  let toolbar: HTMLDivElement | undefined;
  let roving: ReturnType<typeof rove> | undefined;
  let lastForm: Exclude<Timestamps, "off"> = "utc";

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

  const toggleTimes = () => {
    const form = times();
    panel().chooseTimestamps(form === "off" ? lastForm : "off");
  };
  createEffect(() => {
    const form = times();
    if (form !== "off") lastForm = form;
  });

  const actions: ReadonlyArray<ActionControl> = [
    {
      icon: "search",
      words: "Find",
      command: "find",
      needsTarget: false,
      run: () => panel().perform("find"),
    },
    {
      icon: "filter",
      words: "Filter",
      command: "filter",
      needsTarget: false,
      run: () => panel().perform("filter"),
    },
    {
      icon: "refresh",
      words: "Refresh",
      command: "refresh",
      needsTarget: true,
      run: () => panel().act({ _tag: "Refresh" }),
    },
    {
      icon: "clear-all",
      words: "Clear",
      command: "clear",
      needsTarget: false,
      run: () => panel().act({ _tag: "Clear" }),
    },
    {
      icon: "copy",
      words: "Copy All Lines",
      command: "copyAll",
      needsTarget: false,
      run: () => panel().act({ _tag: "CopyAll" }),
    },
    {
      icon: "save",
      words: "Export…",
      needsTarget: false,
      run: () => panel().act({ _tag: "Export" }),
    },
  ];

  const timeItems = (): ReadonlyArray<MenuItem> =>
    [...timeForms, ["off", "No Timestamps"] as const].map(([form, words]) => ({
      _tag: "Item",
      words,
      checked: times() === form,
      choice: true,
      run: () => panel().chooseTimestamps(form),
    }));

  const toggleItems = (): ReadonlyArray<MenuItem> => [
    ...timeItems(),
    { _tag: "Separator" },
    {
      _tag: "Item",
      words: "Word Wrap",
      checked: panel().wrap(),
      ...keyOfCommand("toggleWrap"),
      run: () => panel().chooseWrap(!panel().wrap()),
    },
    ...(hasPrevious() ? [previousItem()] : []),
    { _tag: "Separator" },
    ...offeredLimits.map((limit): MenuItem => ({
      _tag: "Item",
      words: limitWords(limit),
      checked: panel().lineLimit() === limit,
      choice: true,
      disabled: gone(),
      run: () => panel().chooseLineLimit(limit),
    })),
    { _tag: "Separator" },
  ];
  const previousItem = (): MenuItem => ({
    _tag: "Item",
    words: "Previous Instance",
    checked: panel().shown()?.previous === true,
    disabled: gone(),
    run: togglePrevious,
  });
  const togglePrevious = () =>
    panel().act({ _tag: "SetPrevious", previous: panel().shown()?.previous !== true });

  const folded = (): ReadonlyArray<MenuItem> => [
    ...(props.width < togglesFrom ? toggleItems() : []),
    ...actions.map((action): MenuItem => ({
      _tag: "Item",
      words: action.words,
      ...keyOfCommand(action.command),
      disabled: action.needsTarget && gone(),
      run: action.run,
    })),
  ];

  onMount(() => {
    if (toolbar === undefined) return;
    roving = rove(toolbar);
    roving.refresh();
  });
  // Controls come and go with these.
  createEffect(() => {
    void [panel().shown(), props.width < actionsFrom, props.width < togglesFrom, hasPrevious()];
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
      <div class="group ways">
        <Show when={props.width >= togglesFrom}>
          <LineLimitSelect panel={props.panel} disabled={gone()} />
          <span class="split">
            <Toggle
              icon="watch"
              label="Timestamps"
              title="Timestamps"
              pressed={times() !== "off"}
              onToggle={toggleTimes}
            />
            <MenuButton
              class="tool thin"
              title="Form of Timestamps…"
              label="Form of timestamps"
              items={timeItems()}
            >
              <span class="codicon codicon-chevron-down" aria-hidden="true" />
            </MenuButton>
          </span>
          <Toggle
            icon="word-wrap"
            label="Word wrap"
            title={withKey("Word Wrap", "toggleWrap")}
            pressed={panel().wrap()}
            onToggle={() => panel().chooseWrap(!panel().wrap())}
          />
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
        <Show
          when={props.width >= actionsFrom}
          fallback={
            <MenuButton class="tool" title="More Actions…" label="More actions" items={folded()}>
              <span class="codicon codicon-ellipsis" aria-hidden="true" />
            </MenuButton>
          }
        >
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
      </div>
    </div>
  );
};
