/** The commands of the panel; `package.json` has the same, as a test holds. */
export const panelCommandIds = [
  "podlog.panel.refresh",
  "podlog.panel.clear",
  "podlog.panel.retryNow",
  "podlog.panel.toggleFollow",
  "podlog.panel.toTop",
  "podlog.panel.toBottom",
  "podlog.panel.find",
  "podlog.panel.findNext",
  "podlog.panel.findPrevious",
  "podlog.panel.nextError",
  "podlog.panel.previousError",
  "podlog.panel.filter",
  "podlog.panel.selectAll",
  "podlog.panel.copySelection",
  "podlog.panel.copyAll",
  "podlog.panel.export",
  "podlog.panel.toggleTimestamps",
  "podlog.panel.toggleWrap",
  "podlog.panel.selectContainer",
] as const;

/** A command of the panel, by its id. */
export type PanelCommand = (typeof panelCommandIds)[number];
