/** JSON as Go prints it: no blanks, and `<`, `>`, `&` and the line separators as escapes. */
export const goJson = (value: object): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
