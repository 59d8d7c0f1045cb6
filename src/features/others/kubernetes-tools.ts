import * as Schema from "effect/Schema";

/** Microsoft's Kubernetes extension, by its id in the Marketplace. */
export const kubernetesToolsId = "ms-kubernetes-tools.vscode-kubernetes-tools";

/**
 * What it gives to others, as far as it is used here: a broker of small APIs by component and version, of which both are
 * contracts that it promises to keep (its `src/api/contract`, 1.4).
 */
interface Broker {
  readonly get: (component: string, version: string) => unknown;
}

const isBroker = (value: unknown): value is Broker =>
  typeof value === "object" && value !== null && "get" in value && typeof value.get === "function";

const Available = Schema.Struct({
  available: Schema.Literal(true),
  api: Schema.Record(Schema.String, Schema.Unknown),
});
const decodeAvailable = Schema.decodeUnknownOption(Available);

/** Calls a function of one of its APIs; undefined where there is no such API, nor such a function. */
const call = (
  broker: unknown,
  component: string,
  method: string,
  ...args: ReadonlyArray<unknown>
): unknown => {
  if (!isBroker(broker)) return undefined;
  const answer = decodeAvailable(broker.get(component, "v1"));
  if (answer._tag === "None") return undefined;
  const { api } = answer.value;
  const callable = api[method];
  return typeof callable === "function" ? callable.call(api, ...args) : undefined;
};

const Resource = Schema.Struct({
  nodeType: Schema.Literal("resource"),
  namespace: Schema.NullishOr(Schema.String),
  name: Schema.String,
  resourceKind: Schema.Struct({ manifestKind: Schema.Literals(["Pod", "Job"]) }),
});
/** A pod or a Job of its tree; without a namespace it is in the context's own. */
export type Resource = typeof Resource.Type;
const decodeResource = Schema.decodeUnknownOption(Resource);

/** What a node of its tree stands for, which is only its own to say; undefined for anything but a pod or a Job. */
export const resourceOf = (broker: unknown, node: unknown): Resource | undefined => {
  const read = decodeResource(call(broker, "clusterexplorer", "resolveCommandTarget", node));
  return read._tag === "Some" ? read.value : undefined;
};

const Path = Schema.Union([
  Schema.Struct({ pathType: Schema.Literal("host"), hostPath: Schema.String }),
  Schema.Struct({ pathType: Schema.Literal("wsl"), wslPath: Schema.String }),
]);
const decodePath = Schema.decodeUnknownOption(Path);

/** The kubeconfig that it reads, several as in `KUBECONFIG`, maybe inside WSL; undefined where it does not say. */
export const kubeconfigOf = (broker: unknown): string | undefined => {
  const read = decodePath(call(broker, "configuration", "getKubeconfigPath"));
  if (read._tag === "None") return undefined;
  return read.value.pathType === "host" ? read.value.hostPath : read.value.wslPath;
};
