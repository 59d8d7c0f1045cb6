import { describe, expect, it } from "@effect/vitest";
import { heirsOf } from "../../src/domain/heirs.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { pod } from "./pods.ts";

const owned = (name: string, kind: string, owner: string, more: Partial<PodView> = {}): PodView =>
  pod({ name, owner: { kind, name: owner, uid: owner }, ...more });

const pods = [
  owned("web-6d4f9-bbbbb", "ReplicaSet", "web-6d4f9", { labels: { "pod-template-hash": "6d4f9" } }),
  owned("web-6d4f9-ccccc", "ReplicaSet", "web-6d4f9", { labels: { "pod-template-hash": "6d4f9" } }),
  owned("web-admin-5c5c5-bbbbb", "ReplicaSet", "web-admin-5c5c5", {
    labels: { "pod-template-hash": "5c5c5" },
  }),
  owned("alone-bbbbb", "ReplicaSet", "alone"),
  owned("db-0", "StatefulSet", "db"),
  owned("agent-bbbbb", "DaemonSet", "agent"),
  owned("report-bbbbb", "Job", "report"),
  owned("kube-proxy-node-1", "Node", "node-1"),
  pod({ name: "single" }),
];

describe("A pod that is gone (O11)", () => {
  it.each([
    // Of the same revision, and of an earlier one.
    ["web-6d4f9-x2x7p", ["Deployment web"]],
    ["web-7f7f7-x2x7p", ["Deployment web"]],
    ["web-admin-7f7f7-x2x7p", ["Deployment web-admin"]],
    ["alone-x2x7p", ["ReplicaSet alone"]],
    ["db-7", ["StatefulSet db"]],
    ["agent-x2x7p", ["DaemonSet agent"]],
    ["report-x2x7p", ["Job report"]],
    ["report-3-x2x7p", ["Job report"]],
    // A workload's own name
    ["web", ["Deployment web"]],
    // Nobody's
    ["webber", []],
    ["web-6d4f9", []],
    ["db-x", []],
    ["single-x2x7p", []],
    ["kube-proxy-node-2", []],
  ])("%s was one of %j", (name, expected) => {
    const heirs = heirsOf(new Set(["other", name]), pods);
    expect(heirs.map(({ kind, name: own }) => `${kind} ${own}`)).toEqual(expected);
  });
});
