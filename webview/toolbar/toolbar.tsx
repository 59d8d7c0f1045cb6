import type { JSX } from "solid-js";
import type { Panel } from "../panel.ts";

export const Toolbar = (props: { readonly panel: Panel; readonly width: number }): JSX.Element => (
  <div class="toolbar">{props.panel.shown()?.cluster}</div>
);
