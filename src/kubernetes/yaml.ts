/** The text of a file that Kubernetes' tools read: UTF-8, or UTF-16 where its first bytes say so, as Windows writes it. */
const textOf = (bytes: Buffer): string => {
  const mark = bytes.toString("hex", 0, 2);
  const encoding = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
};

/**
 * What stands in a YAML file, read as kubectl reads it (sigs.k8s.io/yaml): with merge keys and with the truth values of
 * YAML 1.1, of equal keys the last, of several documents the first. Undefined where nothing stands in it; rejects where it is none.
 */
export const readYaml = async (bytes: Buffer): Promise<unknown> => {
  const content = textOf(bytes);
  if (/^(\s|#.*|---)*$/u.test(content)) return undefined;
  // Loaded here and not at the top: activation must not carry it.
  const { CORE_SCHEMA, boolYaml11Tag, loadAll, mergeTag } = await import("js-yaml");
  const schema = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag);
  return loadAll(content, { json: true, schema })[0];
};
