import type { JSX } from "solid-js";
import "./progress.css";

/** VS Code's own progress bar, at the top edge of the list. */
export const Progress = (): JSX.Element => (
  <div class="progress" role="progressbar" aria-label="Loading logs">
    <div class="bit" />
  </div>
);
