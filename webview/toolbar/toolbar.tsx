import { createEffect, createMemo, createSignal, For, onMount, Show, type JSX } from "solid-js";
import type { Timestamps } from "../../src/protocol/shown.ts";
import type { Panel } from "../panel.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { MenuButton } from "../menu/menu.tsx";
import { actionsOf } from "./actions.ts";
import { Beginning, type Typing } from "./beginning.tsx";
import { withKey } from "./keys.ts";
import {
  hasPrevious,
  hasSources,
  menuItems,
  type Room,
  roomOf,
  timeItems,
  togglePrevious,
} from "./menu-items.ts";
import { rove } from "./roving.ts";
import "./toolbar.css";

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

const sameRoom = (a: Room | undefined, b: Room): boolean =>
  a?.forms === b.forms && a.actions === b.actions && a.toggles === b.toggles;

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
  const room = createMemo(() => roomOf(props.width), undefined, { equals: sameRoom });

  const toggleTimes = () => {
    const form = times();
    panel().chooseTimestamps(form === "off" ? lastForm : "off");
  };
  createEffect(() => {
    const form = times();
    if (form !== "off") lastForm = form;
  });

  const actions = actionsOf(props.panel);

  onMount(() => {
    if (toolbar === undefined) return;
    roving = rove(toolbar);
    roving.refresh();
  });
  // Controls come and go with these.
  createEffect(() => {
    void [panel().shown(), room(), typing()];
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
        <Show when={room().toggles || typing() !== undefined}>
          <Beginning panel={props.panel} disabled={gone()} typing={typing} setTyping={setTyping} />
        </Show>
        <Show when={room().toggles}>
          <span class="split">
            <Toggle
              icon="watch"
              label="Timestamps"
              title="Timestamps"
              pressed={times() !== "off"}
              onToggle={toggleTimes}
            />
            <Show when={room().forms}>
              <MenuButton
                class="tool thin"
                title="Form of Timestamps…"
                label="Form of timestamps"
                items={timeItems(props.panel)}
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
          <Show when={hasSources(props.panel)}>
            <Toggle
              icon="list-tree"
              label="Sources"
              title={withKey("Sources", "sources")}
              pressed={panel().sourcesOpen()}
              onToggle={() => panel().perform("sources")}
            />
          </Show>
          <Show when={hasPrevious(props.panel)}>
            <Toggle
              icon="history"
              label="Previous instance"
              title="Previous Instance: the log from before the last restart"
              pressed={panel().shown()?.previous === true}
              disabled={gone()}
              onToggle={() => togglePrevious(props.panel)}
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
        <Show when={room().actions}>
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
        <MenuButton
          class="tool"
          title="More Actions…"
          label="More actions"
          items={menuItems(props.panel, room(), setTyping)}
        >
          <span class="codicon codicon-ellipsis" aria-hidden="true" />
        </MenuButton>
      </div>
    </div>
  );
};
