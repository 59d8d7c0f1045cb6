import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import "./menu.css";

/** One entry of a menu, an entry that leads to more of them, or a line between entries. */
export type MenuItem =
  | { readonly _tag: "Separator" }
  | { readonly _tag: "Menu"; readonly words: string; readonly items: ReadonlyArray<MenuItem> }
  | {
      readonly _tag: "Item";
      readonly words: string;
      /** The key beside it. */
      readonly key?: string;
      /** Absent: does something. Else one that is on or off, alone or as one of several. */
      readonly checked?: boolean;
      readonly choice?: boolean;
      readonly disabled?: boolean;
      readonly run: () => void;
    };

/** The rectangle that a menu of a button hangs from, with a little air. */
const below = (button: HTMLElement | undefined): Pick<DOMRect, "left" | "top" | "bottom"> => {
  const { left = 0, top = 0, bottom = 0 } = button?.getBoundingClientRect() ?? {};
  return { left, top: top - 2, bottom: bottom + 2 };
};

const roleOf = (item: Extract<MenuItem, { _tag: "Item" }>) =>
  item.checked === undefined
    ? "menuitem"
    : item.choice === true
      ? "menuitemradio"
      : "menuitemcheckbox";

/** A button that opens a menu under it; keys as in VS Code's own menus. */
export const MenuButton = (props: {
  readonly class: string;
  readonly title: string;
  readonly label: string;
  readonly items: ReadonlyArray<MenuItem>;
  readonly children: JSX.Element;
}): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  const close = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button?.focus();
  };
  return (
    <span class="menu-anchor">
      <button
        type="button"
        class={props.class}
        ref={(element) => {
          button = element;
        }}
        title={props.title}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        onClick={() => setOpen(!open())}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.children}
      </button>
      <Show when={open()}>
        <Menu
          label={props.label}
          items={props.items}
          close={close}
          from={below(button)}
          opener={button}
        />
      </Show>
    </span>
  );
};

/** A menu under (or over, where there is no room) a rectangle of the window; `opener` keeps it open when pressed. */
export const Menu = (props: {
  readonly label: string;
  readonly items: ReadonlyArray<MenuItem>;
  readonly close: (refocus: boolean) => void;
  readonly from: Pick<DOMRect, "left" | "top" | "bottom">;
  readonly opener?: HTMLElement | undefined;
}): JSX.Element => {
  let menu: HTMLDivElement | undefined;
  /** The entries that led here: their menus stand in the place of the first one, for which there is always room. */
  const [path, setPath] = createSignal<ReadonlyArray<Extract<MenuItem, { _tag: "Menu" }>>>([]);
  const items = () => path().at(-1)?.items ?? props.items;
  const [place, setPlace] = createSignal({ left: 0, top: 0, height: 0 });

  const entries = (): ReadonlyArray<HTMLElement> => [
    ...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled=true])") ?? []),
  ];
  const go = (step: number) => {
    const all = entries();
    const at = all.findIndex((entry) => entry === document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  const focusFirst = () => {
    const chosen = entries().find((entry) =>
      entry.matches("[role=menuitemradio][aria-checked=true]"),
    );
    (chosen ?? entries()[0])?.focus();
  };
  const enter = (item: Extract<MenuItem, { _tag: "Menu" }>) => {
    setPath([...path(), item]);
    focusFirst();
  };
  const leave = () => {
    const from = path().at(-1);
    if (from === undefined) return;
    setPath(path().slice(0, -1));
    entries()
      .find((entry) => entry.textContent === from.words)
      ?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case "ArrowDown":
        go(1);
        break;
      case "ArrowUp":
        go(-1);
        break;
      case "Home":
        entries()[0]?.focus();
        break;
      case "End":
        entries().at(-1)?.focus();
        break;
      case "Escape":
        if (path().length > 0) leave();
        else props.close(true);
        break;
      case "ArrowLeft":
        leave();
        break;
      case "ArrowRight":
        if (document.activeElement?.getAttribute("aria-haspopup") === "menu")
          (document.activeElement as HTMLElement).click();
        break;
      case "Tab":
        props.close(false);
        return;
      case "Enter":
      case " ":
        if (document.activeElement instanceof HTMLElement) document.activeElement.click();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  onMount(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = menu ?? {};
    const below = innerHeight - props.from.bottom - 4;
    const over = height > below && props.from.top > below;
    const room = over ? props.from.top - 4 : below;
    setPlace({
      left: Math.max(4, Math.min(props.from.left, innerWidth - width - 4)),
      top: over ? Math.max(4, props.from.top - height) : props.from.bottom,
      height: room,
    });
    focusFirst();
    const onOutside = (event: Event) => {
      if (!(event.target instanceof Node)) return;
      if (menu?.contains(event.target) === true || props.opener?.contains(event.target) === true)
        return;
      props.close(false);
    };
    const onAway = () => props.close(false);
    document.addEventListener("pointerdown", onOutside, true);
    addEventListener("blur", onAway);
    addEventListener("resize", onAway);
    onCleanup(() => {
      document.removeEventListener("pointerdown", onOutside, true);
      removeEventListener("blur", onAway);
      removeEventListener("resize", onAway);
    });
  });

  const entryOf = (item: MenuItem): JSX.Element => {
    switch (item._tag) {
      case "Separator":
        return <div class="line" role="separator" />;
      case "Menu":
        return (
          <div
            class="entry"
            role="menuitem"
            tabindex="-1"
            aria-haspopup="menu"
            onPointerMove={(event) => event.currentTarget.focus()}
            onClick={() => enter(item)}
          >
            <span class="mark" aria-hidden="true" />
            <span class="words">{item.words}</span>
            <span class="codicon codicon-chevron-right" aria-hidden="true" />
          </div>
        );
      case "Item":
        return (
          <div
            class="entry"
            role={roleOf(item)}
            tabindex="-1"
            aria-checked={item.checked}
            aria-disabled={item.disabled === true ? "true" : undefined}
            onPointerMove={(event) => event.currentTarget.focus()}
            onClick={() => {
              if (item.disabled === true) return;
              props.close(true);
              item.run();
            }}
          >
            <span
              class="mark codicon"
              classList={{ "codicon-check": item.checked === true }}
              aria-hidden="true"
            />
            <span class="words">{item.words}</span>
            <span class="key">{item.key}</span>
          </div>
        );
    }
  };

  return (
    <div
      class="menu"
      role="menu"
      tabindex="-1"
      aria-label={props.label}
      ref={(element) => {
        menu = element;
      }}
      style={{
        left: `${place().left}px`,
        top: `${place().top}px`,
        "max-height": place().height === 0 ? "none" : `${place().height}px`,
      }}
      onKeyDown={onKeyDown}
    >
      <For each={items()}>{(item) => entryOf(item)}</For>
    </div>
  );
};
