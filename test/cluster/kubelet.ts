import { instant } from "./clock.ts";
import type { Container } from "./container.ts";
import { PART_BYTES } from "./container.ts";
import type { ContainerLog } from "./container-log.ts";
import { LogReader } from "./log-reader.ts";
import type { Pod } from "./pod.ts";
import { truth } from "./request.ts";
import { badRequest, fromKubelet, invalid, notFound } from "./status.ts";
import type { ApiError, FieldError } from "./status.ts";
import type { World } from "./world.ts";

/** PodLogOptions as a request's query gives them (core/v1/types.go). */
export interface LogOptions {
  readonly container: string | undefined;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  readonly sinceSeconds: number | undefined;
  /** Nanoseconds, floored to the second: the API server forwards no fraction (#77856). */
  readonly sinceTime: bigint | undefined;
}

/** What a log request comes to, before its first byte. */
export type LogAnswer =
  | { readonly kind: "error"; readonly error: ApiError }
  /** 204: the pod has no node yet. */
  | { readonly kind: "nothing" }
  /** 200, and an error inside the body. */
  | { readonly kind: "inBand"; readonly text: string }
  | { readonly kind: "log"; readonly reader: LogReader; readonly log: ContainerLog };

const failed = (error: ApiError): LogAnswer => ({ kind: "error", error });

/** Reads and checks the options; an error is the API server's own. */
export const readLogOptions = (query: URLSearchParams, pod: string): LogOptions | ApiError => {
  const numbers: Record<string, number | undefined> = {};
  for (const name of ["tailLines", "limitBytes", "sinceSeconds"]) {
    const text = query.get(name);
    if (text === null) continue;
    if (!/^[+-]?\d+$/u.test(text)) {
      return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    numbers[name] = Number(text);
  }
  const { tailLines, limitBytes, sinceSeconds } = numbers;
  const sinceText = query.get("sinceTime");
  let sinceTime: bigint | undefined;
  if (sinceText !== null) {
    try {
      sinceTime = (instant(sinceText) / 1_000_000_000n) * 1_000_000_000n;
    } catch {
      return badRequest(
        `parsing time ${JSON.stringify(sinceText)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceText)} as "2006"`,
      );
    }
  }
  const fields: FieldError[] = [];
  const stream = query.get("stream");
  if (tailLines !== undefined && tailLines < 0) {
    fields.push(tooSmall("tailLines", tailLines, "greater than or equal to 0"));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    fields.push(tooSmall("limitBytes", limitBytes, "greater than 0"));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    fields.push(notAllowed("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    fields.push(tooSmall("sinceSeconds", sinceSeconds, "greater than 0"));
  }
  // The gate PodLogsQuerySplitStreams is off (alpha since 1.32).
  if (stream !== null) fields.push(notAllowed("stream", "may not be specified"));
  if (fields.length > 0) return invalid("PodLogOptions", pod, fields);
  const container = query.get("container");
  return {
    container: container === null || container === "" ? undefined : container,
    follow: truth(query, "follow"),
    previous: truth(query, "previous"),
    timestamps: truth(query, "timestamps"),
    tailLines,
    limitBytes,
    sinceSeconds,
    sinceTime,
  };
};

const tooSmall = (field: string, value: number, than: string): FieldError => ({
  field,
  reason: "FieldValueInvalid",
  message: `Invalid value: ${String(value)}: must be ${than}`,
});

const notAllowed = (field: string, message: string): FieldError => ({
  field,
  reason: "FieldValueForbidden",
  message: `Forbidden: ${message}`,
});

/** Finds the log a request is about: first by the API server (`LogLocation`), then by the kubelet of the pod's node. */
export const openLog = (
  world: World,
  namespace: string,
  name: string,
  options: LogOptions,
): LogAnswer => {
  const pod = world.findPod(namespace, name);
  if (pod === undefined) return failed(notFound("pods", name));
  const names = pod.containers.map((container) => container.name);
  const main = pod.containers.filter((container) => container.role === "main");
  const wanted = options.container ?? (main.length === 1 ? main[0]?.name : undefined);
  if (wanted === undefined) {
    return failed(
      badRequest(
        `a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`,
      ),
    );
  }
  const container = pod.containers.find((candidate) => candidate.name === wanted);
  if (container === undefined) {
    return failed(badRequest(`container ${wanted} is not valid for pod ${name}`));
  }
  if (pod.node === undefined) return { kind: "nothing" };
  const kubelet = world.kubelet(pod.node);
  if (kubelet === undefined) return failed(notFound("nodes", pod.node));
  if (pod.evicted !== undefined) {
    return failed(
      fromKubelet(404, "NotFound", "the server could not find the requested resource", name),
    );
  }
  const found = instance(pod, container, options.previous);
  if (typeof found !== "string") return failed(found);
  const log = container.logs.get(found);
  if (log === undefined) {
    return { kind: "inBand", text: `unable to retrieve container logs for ${found}` };
  }
  const since =
    options.sinceSeconds === undefined
      ? options.sinceTime
      : world.clock.now() - BigInt(options.sinceSeconds) * 1_000_000_000n;
  return {
    kind: "log",
    log,
    reader: new LogReader(log, {
      follow: options.follow,
      timestamps: options.timestamps && kubelet.withoutTimestamps !== true,
      tail: options.tailLines,
      since,
      limit: options.limitBytes,
      stampParts: kubelet.stampParts,
    }),
  };
};

/** The instance whose log is served (`validateContainerLogStatus`, pkg/kubelet/kubelet_pods.go), or the kubelet's 400. */
const instance = (pod: Pod, container: Container, previous: boolean): string | ApiError => {
  const where = `container "${container.name}" in pod "${pod.name}"`;
  const { state, lastState } = container;
  if (previous) {
    return lastState === undefined || lastState.containerID === ""
      ? badRequest(`previous terminated ${where} not found`)
      : lastState.containerID;
  }
  if (state.kind === "running") return container.containerID ?? "";
  if (state.kind === "terminated") {
    const id = state.containerID === "" ? lastState?.containerID : state.containerID;
    return id ?? badRequest(`${where} is terminated`);
  }
  if (lastState !== undefined) {
    return lastState.containerID === ""
      ? badRequest(`${where} is terminated`)
      : lastState.containerID;
  }
  if (pod.startedAt === undefined) return badRequest(`${where} is not available`);
  switch (state.reason) {
    case "ErrImagePull":
      return badRequest(`${where} is waiting to start: image can't be pulled`);
    case "ImagePullBackOff":
      return badRequest(`${where} is waiting to start: trying and failing to pull image`);
    default:
      return badRequest(`${where} is waiting to start: ${state.reason}`);
  }
};

/** As much as the API server takes from the kubelet at once. */
export const READ_BYTES = PART_BYTES * 16;
