import { describe, expect, it } from "@effect/vitest";
import { pullTrouble } from "../../src/domain/image-pull.ts";

const image = "registry.example/denied/x509:429";

describe("Why an image can't be pulled (O10)", () => {
  it.each([
    [
      `failed to resolve reference "${image}": ${image}: not found`,
      "The registry has no such image or tag",
    ],
    ["manifest for x not found: manifest unknown", "The registry has no such image or tag"],
    [
      "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope",
      "There is no such image, or the node may not pull it",
    ],
    [
      "unexpected status from HEAD request: 403 Forbidden",
      "The registry does not let the node pull",
    ],
    ["no basic auth credentials", "The registry does not let the node pull"],
    [
      "toomanyrequests: You have reached your pull rate limit.",
      "The registry's rate limit is reached",
    ],
    [
      "dial tcp: lookup registry.example on 10.0.0.10:53: no such host",
      "The node can't find the registry",
    ],
    [
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      "The node does not trust the registry's certificate",
    ],
    ["no match for platform in manifest: not found", "There is no image for the node's processor"],
    ["dial tcp 10.1.2.3:443: i/o timeout", "The registry does not answer"],
    ["write /var/lib/x: no space left on device", "The node's disk is full"],
    [`Back-off pulling image "${image}"`, undefined],
    [undefined, undefined],
  ])("%s", (message, cause) => {
    expect(pullTrouble(message, image)).toBe(cause);
  });
});
