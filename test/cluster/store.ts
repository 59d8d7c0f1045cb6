import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";

/** A change of an object, as a watch of everything of its kind would see it. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  readonly version: number;
}

interface Shelf {
  readonly objects: Map<string, KubeObject>;
  readonly changes: Change[];
  /** Changes of this kind before this version are forgotten. */
  oldest: number;
  readonly listeners: Set<(change: Change) => void>;
}

/** As many changes of a kind are remembered, as by a watch cache: a cluster may run for days. */
const REMEMBERED = 8192;

const key = (namespace: string | undefined, name: string): string => `${namespace ?? ""}/${name}`;

/** What etcd is to a cluster: objects with one version for all of them, their past until compaction, and watches. */
export class Store {
  readonly #shelves = new Map<Kind, Shelf>();
  #version: number;
  #oldest: number;

  constructor(version = 200) {
    this.#version = version;
    this.#oldest = version;
  }

  /** The version of the last change of anything. */
  get version(): number {
    return this.#version;
  }

  /** Changes before this version are forgotten: a watch from there is answered with 410. */
  get oldest(): number {
    return this.#oldest;
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#shelf(kind).objects.get(key(namespace, name));
  }

  /** Objects as they are, or as they were at a version, in the order of their keys; undefined if that is compacted. */
  list(
    kind: Kind,
    namespace: string | undefined,
    version = this.#version,
  ): readonly KubeObject[] | undefined {
    const shelf = this.#shelf(kind);
    if (version < Math.max(this.#oldest, shelf.oldest)) return undefined;
    let objects = shelf.objects;
    if (version < this.#version) {
      objects = new Map(objects);
      for (let at = shelf.changes.length - 1; at >= 0; at -= 1) {
        const change = shelf.changes[at];
        if (change === undefined || change.version <= version) break;
        const { name, namespace: within } = change.object.metadata;
        if (change.previous === undefined) objects.delete(key(within, name));
        else objects.set(key(within, name), change.previous);
      }
    }
    return [...objects.entries()]
      .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Stores an object under the next version; its own `resourceVersion` is written over. */
  put(kind: Kind, object: KubeObject): KubeObject {
    const shelf = this.#shelf(kind);
    const at = key(object.metadata.namespace, object.metadata.name);
    const previous = shelf.objects.get(at);
    const stored = this.#stamped(object);
    shelf.objects.set(at, stored);
    this.#tell(shelf, previous === undefined ? "ADDED" : "MODIFIED", stored, previous);
    return stored;
  }

  remove(kind: Kind, namespace: string | undefined, name: string): void {
    const shelf = this.#shelf(kind);
    const previous = shelf.objects.get(key(namespace, name));
    if (previous === undefined) return;
    shelf.objects.delete(key(namespace, name));
    this.#tell(shelf, "DELETED", this.#stamped(previous), previous);
  }

  /** Changes after a version; undefined if they are forgotten. */
  since(kind: Kind, version: number): readonly Change[] | undefined {
    const { changes, oldest } = this.#shelf(kind);
    if (version < Math.max(this.#oldest, oldest)) return undefined;
    const first = changes.findIndex((change) => change.version > version);
    return first === -1 ? [] : changes.slice(first);
  }

  /** Calls `listener` for each change of a kind until the answer is called. */
  watch(kind: Kind, listener: (change: Change) => void): () => void {
    const { listeners } = this.#shelf(kind);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Forgets the past, as etcd does every five minutes. */
  compact(): void {
    this.#oldest = this.#version;
    for (const shelf of this.#shelves.values()) shelf.changes.length = 0;
  }

  #stamped(object: KubeObject): KubeObject {
    this.#version += 1;
    return {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#version) },
    };
  }

  #tell(
    shelf: Shelf,
    type: Change["type"],
    object: KubeObject,
    previous: KubeObject | undefined,
  ): void {
    const change = { type, object, previous, version: this.#version };
    shelf.changes.push(change);
    if (shelf.changes.length > REMEMBERED) {
      const forgotten = shelf.changes.splice(0, REMEMBERED / 2);
      shelf.oldest = forgotten.at(-1)?.version ?? shelf.oldest;
    }
    for (const listener of shelf.listeners) listener(change);
  }

  #shelf(kind: Kind): Shelf {
    const found = this.#shelves.get(kind);
    if (found !== undefined) return found;
    const made: Shelf = { objects: new Map(), changes: [], oldest: 0, listeners: new Set() };
    this.#shelves.set(kind, made);
    return made;
  }
}
