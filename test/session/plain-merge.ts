/** One row as the model knows it. */
interface Row {
  readonly source: number;
  readonly text: string;
  readonly key: number;
  readonly arrived: number;
  readonly isLine: boolean;
  readonly isTimed: boolean;
}

/** The same rules, row by row, with sets and sorting only. */
export const plainMerge = () => {
  let waiting: Array<Row> = [];
  let notes: Array<Pick<Row, "text" | "arrived">> = [];
  const latest = [0, 0, 0, 0].map(() => Number.NEGATIVE_INFINITY);
  const begun = new Set<number>();
  let shown = Number.NEGATIVE_INFINITY;
  const give = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
    waiting = waiting.filter((row) => !rows.includes(row));
    const given = [...rows]
      .sort((a, b) => a.key - b.key || a.source - b.source)
      .map(({ isLine, key, text }) => {
        const late = isLine && key < shown;
        if (isLine) shown = Math.max(shown, key);
        return late ? `${text}!` : text;
      });
    const due = notes.filter((note) => waiting.every(({ arrived }) => arrived > note.arrived));
    notes = notes.filter((note) => !due.includes(note));
    return [...given, ...due.map(({ text }) => text)];
  };
  /** What stands above a source's first line goes with what is below it, unless it has a time. */
  const lead = (source: number, first: number): void => {
    let below = first;
    waiting = waiting
      .toReversed()
      .map((row) => {
        if (row.source !== source) return row;
        if (row.isTimed) below = row.key;
        return { ...row, key: below };
      })
      .toReversed();
  };
  return {
    note: (text: string, now: number): void => {
      notes.push({ text, arrived: now });
    },
    add: (source: number, text: string, at: number | undefined, now: number): void => {
      const isLine = !/^[[(]/u.test(text);
      const isTimed = text.startsWith("(");
      const before = latest[source] ?? 0;
      const own = before === Number.NEGATIVE_INFINITY ? now : before;
      const key = Math.max(before, isTimed ? Math.min(at ?? own, now) : (at ?? own));
      if (isLine || isTimed) latest[source] = key;
      if ((isLine || isTimed) && !begun.has(source)) lead(source, key);
      if (isLine) begun.add(source);
      waiting.push({ source, text, key, arrived: now, isLine, isTimed });
    },
    release: (now: number): ReadonlyArray<string> => {
      const watermark = Math.min(...latest);
      const must = waiting.filter(({ arrived }) => arrived <= now - 500);
      const top = Math.max(...must.map(({ key }) => key));
      return give(
        waiting.filter((row) => {
          const ofSource = waiting.filter(({ source }) => source === row.source);
          const own = Math.max(
            ...must.filter(({ source }) => source === row.source).map(({ key }) => key),
          );
          const limit = Math.max(watermark, own);
          const drawn = ofSource.some(({ key }) => key <= top && key > shown);
          return row.key <= (drawn ? Math.max(limit, top) : limit);
        }),
      );
    },
    flush: () => give(waiting),
  };
};
