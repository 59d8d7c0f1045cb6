/** Who owns an object, as the garbage collector and a client that follows workloads read it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
  readonly blockOwnerDeletion: boolean;
}

/** Labels and annotations. */
export type Strings = Readonly<Record<string, string>>;

/** `metadata` of an object, in the order in which the API server prints it; times are whole seconds, RFC 3339. */
export interface Metadata {
  readonly name: string;
  readonly generateName?: string | undefined;
  readonly namespace?: string | undefined;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number | undefined;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string | undefined;
  readonly deletionGracePeriodSeconds?: number | undefined;
  readonly labels?: Strings | undefined;
  readonly annotations?: Strings | undefined;
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
  readonly managedFields?: readonly object[] | undefined;
}

/** An object of the API; what a kind adds beside `metadata` is its own affair. */
export interface KubeObject {
  readonly metadata: Metadata;
  readonly [section: string]: unknown;
}

/** A selector of a workload. */
export interface LabelSelector {
  readonly matchLabels?: Strings | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
}

/** A label map in the order of its keys, left out where it is empty, as the API server prints it. */
export const unlessEmpty = (strings: Strings | undefined): Strings | undefined =>
  strings === undefined || Object.keys(strings).length === 0
    ? undefined
    : Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
