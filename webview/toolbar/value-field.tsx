import { createSignal, Show, type JSX } from "solid-js";
import "./value-field.css";

/** What a text was read as: a value and what it means, or what is wrong with it. */
export type Typed<A> = { readonly value: A; readonly means?: string } | { readonly wrong: string };

/** A field for a value of one's own: Enter takes it, Escape and leaving do not. */
export const ValueField = <A,>(props: {
  readonly label: string;
  readonly title: string;
  readonly start: string;
  readonly placeholder?: string;
  readonly read: (text: string) => Typed<A>;
  /** `byKey`: the keyboard is to go on from where the field was. */
  readonly onDone: (chosen: A | undefined, byKey: boolean) => void;
}): JSX.Element => {
  const [text, setText] = createSignal(props.start);
  let field: HTMLInputElement | undefined;
  let done = false;
  const finish = (chosen: A | undefined, byKey: boolean) => {
    if (done) return;
    done = true;
    // An element that is removed need not lose the focus by an event, and the host waits for one.
    field?.blur();
    props.onDone(chosen, byKey);
  };
  const typed = () => (text().trim() === "" ? undefined : props.read(text()));
  const wrong = () => {
    const read = typed();
    return read !== undefined && "wrong" in read ? read.wrong : undefined;
  };
  const means = () => {
    const read = typed();
    return read !== undefined && "value" in read ? read.means : undefined;
  };
  return (
    <span class="value-field">
      <input
        type="text"
        value={props.start}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-invalid={wrong() !== undefined}
        aria-describedby="value-says"
        title={props.title}
        spellcheck={false}
        autocomplete="off"
        ref={(input) => {
          field = input;
          queueMicrotask(() => {
            input.focus();
            input.select();
          });
        }}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => finish(undefined, false)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            finish(undefined, true);
          }
          if (event.key !== "Enter") return;
          const read = typed();
          if (read !== undefined && "value" in read) finish(read.value, true);
        }}
      />
      <span id="value-says" class="says" classList={{ wrong: wrong() !== undefined }} role="status">
        <Show when={wrong() ?? means()}>{(words) => words()}</Show>
      </span>
    </span>
  );
};
