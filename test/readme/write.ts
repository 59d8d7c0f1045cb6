import { readFileSync, writeFileSync } from "node:fs";
import { withTables, type Manifest } from "./tables.ts";

// `npm run readme`: writes the tables of commands and settings into the README.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
writeFileSync("README.md", withTables(readFileSync("README.md", "utf8"), manifest));
