/** What container runtimes and registries say, and what it means; the first that fits counts. */
const causes: ReadonlyArray<readonly [RegExp, string]> = [
  [/may require/iu, "There is no such image, or the node may not pull it"],
  [/toomanyrequests|\b429\b|rate limit/iu, "The registry's rate limit is reached"],
  [
    /unauthori[sz]ed|authentication|authorization failed|access denied|forbidden|basic auth credentials|\b40[13]\b/iu,
    "The registry does not let the node pull",
  ],
  [/no match for platform|no matching manifest/iu, "There is no image for the node's processor"],
  [/manifest unknown|not found|does not exist/iu, "The registry has no such image or tag"],
  [/no such host|server misbehaving/iu, "The node can't find the registry"],
  [/x509|certificate/iu, "The node does not trust the registry's certificate"],
  [/no space left/iu, "The node's disk is full"],
  [
    /time-?out|deadline exceeded|connection refused|no route to host|reset by peer|\bEOF\b|\b50[234]\b/iu,
    "The registry does not answer",
  ],
];

/**
 * Why a node could not pull an image, by the kubelet's message: `The registry has no such image or tag`; undefined where
 * it does not say, as before Kubernetes 1.31 while the node waits.
 */
export const pullTrouble = (message: string | undefined, image: string): string | undefined => {
  // An image may be called anything.
  const words = (message ?? "").replaceAll(image, " ");
  return causes.find(([pattern]) => pattern.test(words))?.[1];
};
