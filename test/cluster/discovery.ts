import { apiVersion, kinds } from "./kinds.ts";
import type { Kind } from "./kinds.ts";

/** What `/version` says. */
export const version = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.2",
  gitCommit: "0000000000000000000000000000000000000000",
  gitTreeState: "clean",
  buildDate: "2026-08-21T00:00:00Z",
  goVersion: "go1.26.10",
  compiler: "gc",
  platform: "linux/amd64",
};

const VERBS = ["get", "list", "watch"];

const groups = (): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const { group, version } of kinds) {
    if (group !== "") found.set(group, [...new Set([...(found.get(group) ?? []), version])]);
  }
  found.set("authorization.k8s.io", ["v1"]);
  return found;
};

/** The answer at a discovery path (`/api`, `/apis`, `/api/v1`, `/apis/apps/v1`…), or nothing. */
export const discovery = (path: string): object | undefined => {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts[0] === "api" && parts.length === 1) {
    return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  }
  if (parts[0] === "api" && parts.length === 2) {
    return parts[1] === "v1" ? resourceList("", "v1") : undefined;
  }
  if (parts[0] !== "apis") return undefined;
  const all = groups();
  if (parts.length === 1) {
    return {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: [...all.keys()].map((name) => groupOf(name, all.get(name) ?? [])),
    };
  }
  const [, name = "", version] = parts;
  const versions = all.get(name);
  if (versions === undefined) return undefined;
  if (version === undefined) {
    return { kind: "APIGroup", apiVersion: "v1", ...groupOf(name, versions) };
  }
  return versions.includes(version) && parts.length === 3 ? resourceList(name, version) : undefined;
};

const groupOf = (name: string, versions: readonly string[]): object => {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
};

const resourceList = (group: string, version: string): object => ({
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: group === "" ? version : `${group}/${version}`,
  resources:
    group === "authorization.k8s.io"
      ? [
          {
            name: "selfsubjectaccessreviews",
            singularName: "selfsubjectaccessreview",
            namespaced: false,
            kind: "SelfSubjectAccessReview",
            verbs: ["create"],
          },
        ]
      : kinds
          .filter((kind) => kind.group === group && kind.version === version)
          .flatMap((kind) => resourcesOf(kind)),
});

const resourcesOf = (kind: Kind): object[] => [
  {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: VERBS,
    shortNames: kind.shortNames.length === 0 ? undefined : kind.shortNames,
    categories: kind.categories.length === 0 ? undefined : kind.categories,
    storageVersionHash: hash(`${apiVersion(kind)}/${kind.kind}`),
  },
  ...(kind.plural === "pods"
    ? [{ name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] }]
    : []),
];

const hash = (text: string): string => {
  let value = 14_695_981_039_346_656_037n;
  for (const byte of Buffer.from(text)) {
    value = ((value ^ BigInt(byte)) * 1_099_511_628_211n) & 0xff_ff_ff_ff_ff_ff_ff_ffn;
  }
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes.toString("base64");
};
