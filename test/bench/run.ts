import { ensureBuilt } from "../run/build.mjs";
import { launch } from "../run/processes.mjs";
import { isWanted, measureAll, resultOf, rowOf } from "./entry.ts";
import { groups } from "./groups.ts";

// `npm run bench [-- NAME …] [--json]`: a table, or one JSON object a line; fails when a budget is
// not kept. npm prints two lines of its own before; `npm run --silent bench` does not.

await launch(async () => {
  const args = process.argv.slice(2);
  const json = args.includes("--json") || process.env["npm_config_json"] === "true";
  const words = args.filter((word) => word !== "--json");
  const known = groups.flatMap((group) => group.entries.map((entry) => entry.name));
  const unknown = words.filter((word) => !known.some((name) => isWanted(name, [word])));
  if (unknown.length > 0) {
    throw new Error(`No such entry: ${unknown.join(", ")}. There are: ${known.join(", ")}`);
  }
  await ensureBuilt();
  let failed = 0;
  for (const group of groups) {
    const entries = new Map(group.entries.map((entry) => [entry.name, entry]));
    const wanted = new Set([...entries.keys()].filter((name) => isWanted(name, words)));
    if (wanted.size === 0) continue;
    for await (const measured of measureAll(group, wanted, (error) => console.error(error))) {
      const entry = entries.get(measured.name);
      if (entry === undefined) throw new Error(`${measured.name} is not of its group.`);
      if (!wanted.has(measured.name)) continue;
      const result = resultOf(entry, measured);
      if (!result.ok) failed += 1;
      console.log(json ? JSON.stringify(result) : rowOf(entry, result));
    }
  }
  return failed > 0 ? 1 : 0;
});
