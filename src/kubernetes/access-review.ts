import * as Result from "effect/Result";
import { at } from "./json.ts";
import type { Question, Reader } from "./requests.ts";

/** What a user may want to do, as the API server's rules name it. */
export interface Deed {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  /** API group; absent: the core group. */
  readonly group?: string;
  /** Absent: cluster-wide. */
  readonly namespace?: string;
  readonly name?: string;
}

/** The resource that reviews are made of. */
export const reviews = "selfsubjectaccessreviews";

/** The question whether the user of a context may do something (SelfSubjectAccessReview, which every user may ask). */
export const accessReview = (context: string, deed: Deed): Question => ({
  context,
  path: `/apis/authorization.k8s.io/v1/${reviews}`,
  kind: "short",
  verb: "create",
  resource: reviews,
  body: {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: deed },
  },
});

/** Reads the answer to it: whether it is allowed. */
export const readReview: Reader<boolean> = (answer) => {
  const allowed = at(answer, "status", "allowed");
  return typeof allowed === "boolean"
    ? Result.succeed(allowed)
    : Result.fail("an answer that is not an access review");
};
