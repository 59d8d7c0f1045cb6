import type { PodSeverity } from "../domain/pod-state.ts";

/** A codicon, and the theme colour it has. */
export interface SeverityIcon {
  readonly icon: string;
  readonly color: string;
}

/** An icon for each severity, told apart by its shape as well as by its colour, which high contrast has too. */
export const severityIcons: Readonly<Record<PodSeverity, SeverityIcon>> = {
  ok: { icon: "pass-filled", color: "testing.iconPassed" },
  waiting: { icon: "circle-large-outline", color: "problemsWarningIcon.foreground" },
  failing: { icon: "error", color: "problemsErrorIcon.foreground" },
  done: { icon: "pass", color: "disabledForeground" },
};
