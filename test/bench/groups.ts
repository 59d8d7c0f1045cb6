import { compareGroup } from "./compare.ts";
import { editorGroup } from "./editor.ts";
import { engineGroup } from "./engine.ts";
import type { Group } from "./entry.ts";
import { failingGroup } from "./failing.ts";
import { latencyGroup } from "./latency.ts";
import { listGroup } from "./list.ts";
import { mergeGroup } from "./merge.ts";
import { packageGroup } from "./package.ts";
import { searchGroup } from "./search.ts";
import { startGroup } from "./start.ts";
import { treeGroup } from "./tree.ts";

/** Everything that the bench can measure, in the order in which it does. */
export const groups: ReadonlyArray<Group> = [
  startGroup,
  packageGroup,
  engineGroup,
  searchGroup,
  failingGroup,
  treeGroup,
  mergeGroup,
  listGroup,
  editorGroup,
  latencyGroup,
  compareGroup,
];
