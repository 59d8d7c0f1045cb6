/** Tells whether a text fits a pattern, in which `*` stands for any characters, none too, and all else for itself. */
export const fitting = (pattern: string): ((text: string) => boolean) => {
  const literal = pattern.replace(/[\\^$.|?+()[\]{}]/gu, String.raw`\$&`);
  const expression = new RegExp(`^${literal.replaceAll("*", ".*")}$`, "su");
  return (text) => expression.test(text);
};
