import { micros, seconds } from "./clock.ts";
import type { Clock } from "./clock.ts";
import type { Identities } from "./identity.ts";
import { events } from "./kinds.ts";
import { withManagers } from "./managed-fields.ts";
import type { KubeObject } from "./objects.ts";
import type { Pod } from "./pod.ts";
import type { Store } from "./store.ts";

/** What happened to a pod, in the words of who did it. */
export interface PodEvent {
  readonly type?: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly fieldPath?: string;
}

/** Who tells it: the scheduler writes events of the new API group, the kubelet of the old. */
export type EventSource = "scheduler" | "kubelet";

/** Writes events; the kubelet's of one kind and cause become one with a count. */
export class Events {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #ids: Identities;
  #last = 0n;
  readonly #seen = new Map<
    string,
    { readonly name: string; readonly first: string; count: number }
  >();

  constructor(store: Store, clock: Clock, ids: Identities) {
    this.#store = store;
    this.#clock = clock;
    this.#ids = ids;
  }

  record(pod: Pod, event: PodEvent, source: EventSource): void {
    const now = this.#clock.now();
    const type = event.type ?? "Normal";
    const involvedObject = {
      kind: "Pod",
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      apiVersion: "v1",
      resourceVersion: String(this.#store.version),
      fieldPath: event.fieldPath,
    };
    if (source === "scheduler") {
      this.#put(pod, this.#name(pod, now), seconds(now), {
        involvedObject,
        reason: event.reason,
        message: event.message,
        source: {},
        firstTimestamp: null,
        lastTimestamp: null,
        type,
        eventTime: micros(now),
        action: "Binding",
        reportingComponent: "default-scheduler",
        reportingInstance: "default-scheduler-vm",
      });
      return;
    }
    const cause = JSON.stringify([pod.uid, event.reason, event.message, event.fieldPath]);
    const before = this.#seen.get(cause);
    const told = before ?? { name: this.#name(pod, now), first: seconds(now), count: 0 };
    told.count += 1;
    this.#seen.set(cause, told);
    const host = pod.node ?? "";
    this.#put(pod, told.name, told.first, {
      involvedObject,
      reason: event.reason,
      message: event.message,
      source: { component: "kubelet", host },
      firstTimestamp: told.first,
      lastTimestamp: seconds(now),
      count: told.count,
      type,
      eventTime: null,
      reportingComponent: "kubelet",
      reportingInstance: host,
    });
  }

  /** A name that ends in the time, in hexadecimal; later events sort behind earlier ones. */
  #name(pod: Pod, now: bigint): string {
    const step = BigInt(1 + this.#ids.number(1000));
    this.#last = now > this.#last ? now : this.#last + step;
    return `${pod.name}.${this.#last.toString(16)}`;
  }

  #put(pod: Pod, name: string, createdAt: string, body: Omit<KubeObject, "metadata">): void {
    const before = this.#store.get(events, pod.namespace, name);
    const object: KubeObject = {
      metadata: {
        name,
        namespace: pod.namespace,
        uid: before?.metadata.uid ?? this.#ids.uid(),
        resourceVersion: "",
        creationTimestamp: createdAt,
      },
      ...body,
    };
    const scheduler = body["reportingComponent"] === "default-scheduler";
    this.#store.put(
      events,
      withManagers(
        object,
        [
          {
            manager: scheduler ? "kube-scheduler" : "kubelet",
            apiVersion: scheduler ? "events.k8s.io/v1" : "v1",
            sections: Object.keys(body),
          },
        ],
        this.#clock.now(),
      ),
    );
  }
}
