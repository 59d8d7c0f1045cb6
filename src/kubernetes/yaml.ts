/** The text of a file that Kubernetes' tools read: UTF-8, or UTF-16 where its first bytes say so, as Windows writes it. */
const textOf = (bytes: Buffer): string => {
  const mark = bytes.toString("hex", 0, 2);
  const encoding = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
};

/**
 * What stands in a YAML file, read as kubectl reads it (sigs.k8s.io/yaml): with merge keys and with the truth values of
 * YAML 1.1, and of equal keys the last. Undefined where nothing stands in it; rejects where it is none.
 */
export const readYaml = async (bytes: Buffer): Promise<unknown> => {
  const content = textOf(bytes);
  if (/^(\s|#.*|---)*$/u.test(content)) return undefined;
  // Loaded here and not at the top: activation must not carry it.
  const { CORE_SCHEMA, boolYaml11Tag, load, mergeTag } = await import("js-yaml");
  return load(content, { json: true, schema: CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag) });
};
