import axe from "axe-core";
import type { Stage } from "./stage.ts";

/** What a checker finds wrong, without colours: those are the theme's, and there is none on this page. */
export const findings = async (view: Stage): Promise<ReadonlyArray<string>> => {
  const results = await axe.run(view.root, {
    rules: { "color-contrast": { enabled: false } },
  });
  return results.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`,
  );
};
