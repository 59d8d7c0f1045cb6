import type { Explanation } from "../../domain/explanation.ts";
import { type ContextNode, type NamespaceNode, type Node, nodeId } from "./nodes.ts";

/**
 * The rows that say why what is under a node (or, without one, anything) is not known, and what to do about it. Where
 * names may not be listed, the last one leads to what is known by name (K4).
 */
export const problemNodes = (
  under: ContextNode | NamespaceNode | undefined,
  why: Explanation,
  forbidden = false,
): ReadonlyArray<Node> => [
  { _tag: "Problem", id: nodeId(under?.id ?? "", "problem"), why },
  ...why.remedies.map((remedy): Node => ({
    _tag: "Remedy",
    id: nodeId(under?.id ?? "", remedy._tag),
    remedy,
    under,
  })),
  ...(forbidden && under !== undefined
    ? [{ _tag: "ByName", id: nodeId(under.id, "byName"), under } as const]
    : []),
];
