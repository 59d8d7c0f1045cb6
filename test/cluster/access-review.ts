import { mayDo } from "./access.ts";
import type { Wish } from "./access.ts";
import { sendError, sendObject } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { field, textAt } from "./fields.ts";
import { openEnvelope, readProtobuf } from "./protobuf.ts";
import type { ProtobufFields } from "./protobuf.ts";
import { badRequest, notFound } from "./status.ts";

/** The attributes of a review, in the order in which they are printed and numbered (authorization/v1). */
const OF_RESOURCE = ["namespace", "verb", "group", "version", "resource", "subresource", "name"];
const OF_PATH = ["path", "verb"];

interface Spec {
  readonly section: "resourceAttributes" | "nonResourceAttributes";
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Answers a SelfSubjectAccessReview: what may I do? In JSON, or in the protobuf that kubectl sends. */
export const sendAccessReview = (exchange: Exchange, body: Buffer): void => {
  const { request, user } = exchange;
  if (request.method !== "POST" || !request.path.endsWith("/selfsubjectaccessreviews")) {
    sendError(
      exchange,
      notFound("selfsubjectaccessreviews.authorization.k8s.io", request.name ?? ""),
    );
    return;
  }
  const spec = fromProtobuf(body) ?? fromJson(body);
  if (spec === undefined) {
    sendError(
      exchange,
      badRequest("the object provided is unrecognized (must be of type SelfSubjectAccessReview)"),
    );
    return;
  }
  sendObject(
    exchange,
    {
      kind: "SelfSubjectAccessReview",
      apiVersion: "authorization.k8s.io/v1",
      metadata: {},
      spec: { [spec.section]: spec.attributes },
      status: { allowed: mayDo(user, wishOf(spec)) },
    },
    201,
  );
};

const wishOf = ({ section, attributes }: Spec): Wish =>
  section === "nonResourceAttributes"
    ? { verb: attributes["verb"] ?? "", path: attributes["path"] ?? "" }
    : {
        verb: attributes["verb"] ?? "",
        group: attributes["group"] ?? "",
        resource: attributes["resource"] ?? "",
        subresource: attributes["subresource"],
        namespace: attributes["namespace"],
        name: attributes["name"],
      };

const orNone = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

const fromJson = (body: Buffer): Spec | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  for (const section of ["resourceAttributes", "nonResourceAttributes"] as const) {
    const found = field(parsed, "spec", section);
    if (typeof found !== "object" || found === null) continue;
    const names = section === "resourceAttributes" ? OF_RESOURCE : OF_PATH;
    return {
      section,
      attributes: Object.fromEntries(names.map((name) => [name, orNone(textAt(found, name))])),
    };
  }
  return undefined;
};

const fromProtobuf = (body: Buffer): Spec | undefined => {
  const spec = message(openEnvelope(body), 2);
  const read = (fields: ProtobufFields, names: readonly string[]): Spec["attributes"] =>
    Object.fromEntries(
      names.map((name, at) => {
        const value = fields.get(at + 1);
        return [name, value instanceof Buffer ? orNone(value.toString()) : undefined];
      }),
    );
  const resource = message(spec, 1);
  if (resource !== undefined) {
    return { section: "resourceAttributes", attributes: read(resource, OF_RESOURCE) };
  }
  const path = message(spec, 2);
  return path === undefined
    ? undefined
    : { section: "nonResourceAttributes", attributes: read(path, OF_PATH) };
};

const message = (of: ProtobufFields | undefined, number: number): ProtobufFields | undefined => {
  const value = of?.get(number);
  return value instanceof Buffer ? readProtobuf(value) : undefined;
};
