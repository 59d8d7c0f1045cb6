/** A word of a command line as a shell would hand it on. */
export interface ShellWord {
  readonly text: string;
  /** It holds a variable or a command, whose value only the shell knows. */
  readonly open: boolean;
}

const isSpace = (character: string): boolean => /\s/u.test(character);

/**
 * The commands of a line, each in its words, by the rules of a POSIX shell: quotes, backslashes, line continuations and
 * comments. What redirects is left out, and a quote that is not closed goes to the end.
 */
export const shellCommands = (line: string): ReadonlyArray<ReadonlyArray<ShellWord>> => {
  const commands: Array<Array<ShellWord>> = [[]];
  let text: string | undefined;
  let open = false;
  let redirects = false;
  let at = 0;

  const push = (): void => {
    if (text !== undefined && !redirects) commands.at(-1)?.push({ text, open });
    if (text !== undefined) redirects = false;
    text = undefined;
    open = false;
  };
  const add = (more: string): void => {
    text = (text ?? "") + more;
  };

  while (at < line.length) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    at++;
    if (character === "\\") {
      // Before a line break it joins the lines; in a field of one line a space stands in place of the break.
      if (next !== "\n" && !(text === undefined && isSpace(next))) add(next);
      at++;
    } else if (character === "'") {
      const end = line.indexOf("'", at);
      add(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length : end + 1;
    } else if (character === '"') {
      add("");
      for (; at < line.length && line.charAt(at) !== '"'; at++) {
        const inside = line.charAt(at);
        if (inside === "\\" && /["\\$`]/u.test(line.charAt(at + 1))) add(line.charAt(++at));
        else {
          open ||= inside === "$" || inside === "`";
          add(inside);
        }
      }
      at++;
    } else if (character === "\n" || /[|&;]/u.test(character)) {
      push();
      commands.push([]);
    } else if (character === ">" || character === "<") {
      // `2>&1`: the number and the name of what is written to are no words.
      if (text !== undefined && /^\d+$/u.test(text)) text = undefined;
      push();
      while (/[<>&]/u.test(line.charAt(at))) at++;
      redirects = true;
    } else if (isSpace(character)) push();
    else if (character === "#" && text === undefined) {
      const end = line.indexOf("\n", at);
      at = end < 0 ? line.length : end;
    } else {
      open ||= character === "`" || (character === "$" && /[A-Za-z_{(\d*@?]/u.test(next));
      add(character);
    }
  }
  push();
  return commands.filter((command) => command.length > 0);
};
