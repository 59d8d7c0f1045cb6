import { createEffect, on, type JSX } from "solid-js";
import "./select.css";

/** A drop-down in VS Code's looks; the browser's own, so that keys and screen readers know it. */
export const Select = (props: {
  readonly class: string;
  readonly label: string;
  readonly title: string;
  readonly value: string;
  /** What is chosen in fewer words, for narrow panels. */
  readonly short?: string;
  readonly disabled: boolean;
  readonly onChoose: (value: string) => void;
  readonly children: JSX.Element;
}): JSX.Element => {
  let select: HTMLSelectElement | undefined;
  // What the host says holds, also where the user's choice came to nothing.
  createEffect(
    on(
      () => props.value,
      (value) => {
        if (select !== undefined) select.value = value;
      },
    ),
  );
  return (
    <span class={`select ${props.class}`} classList={{ shortens: props.short !== undefined }}>
      <select
        ref={(element) => {
          select = element;
        }}
        title={props.title}
        aria-label={props.label}
        disabled={props.disabled}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = props.value;
          props.onChoose(value);
        }}
      >
        {props.children}
      </select>
      <span class="short" aria-hidden="true">
        {props.short}
      </span>
      <span class="codicon codicon-chevron-down" aria-hidden="true" />
    </span>
  );
};
