import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { desk } from "./edge.ts";
import { labels, setStage, tree } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "podlog-test-"));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const config = (): string => join(place, "config");
const program = (): string => join(place, "login");

/** A kubeconfig that is not the usual one, whose context `mine` logs in by a program. */
const write = (args: ReadonlyArray<string>): void => {
  writeFileSync(
    program(),
    `#!${process.execPath}
     console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: process.env.GIVEN } }));`,
  );
  chmodSync(program(), 0o755);
  writeFileSync(
    config(),
    JSON.stringify({
      clusters: [
        {
          name: "k",
          cluster: {
            server: stage.cluster.url,
            "certificate-authority-data": Buffer.from(stage.cluster.caPem).toString("base64"),
          },
        },
      ],
      users: [
        {
          name: "u",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: program(),
              args,
              env: [{ name: "GIVEN", value: stage.cluster.tokens["admin"] }],
              interactiveMode: "Never",
            },
          },
        },
      ],
      contexts: [{ name: "mine", context: { cluster: "k", user: "u" } }],
    }),
  );
};

const asked = (): number => desk.log.filter((line) => line.startsWith("shown Run ")).length;

/** Expands the context in a window of its own, and gives what stands under it. */
const expand = async (): Promise<ReadonlyArray<string>> => {
  await stage.reload();
  return labels(await tree().find("mine"));
};

describe("a login program of a kubeconfig that kubectl would not read by itself (K5)", () => {
  beforeEach(() => {
    desk.settings.set("kubeconfig", config());
  });

  it("is shown and asked about before its first run, and a yes is kept for just that", async () => {
    write(["--audience", "prod"]);
    desk.answers = () => "Run";
    expect(await expand()).toContain("default");
    expect(asked()).toBe(1);
    expect(desk.log).toContain(`shown Run "${program()}" to log in to "mine"?`);
    const detail = desk.log.find((line) => line.startsWith("detail ")) ?? "";
    for (const part of [config(), `${program()} --audience prod`, "variables GIVEN"])
      expect(detail).toContain(part);
    expect(detail).not.toContain(stage.cluster.tokens["admin"]);

    expect(await expand()).toContain("default");
    expect(asked()).toBe(1);

    write(["--audience", "other"]);
    expect(await expand()).toContain("default");
    expect(asked()).toBe(2);

    await desk.run("podlog.forgetPermissions");
    expect(await expand()).toContain("default");
    expect(asked()).toBe(3);
  });

  it("is shown word by word, whatever stands in them", async () => {
    write(["two words", "\u202e\n\nIt is harmless."]);
    await expand();
    expect(desk.log.find((line) => line.startsWith("detail "))).toContain(
      String.raw`${program()} 'two words' $'\342\200\256\012\012It is harmless.'`,
    );
  });

  it("does not run where the user does not agree, and the tree says so", async () => {
    write(["--never"]);
    desk.answers = () => undefined;
    const before = stage.cluster.heard.length;
    const under = await expand();
    expect(under.join("\n")).toContain(`The login program "${program()}" gave no credentials.`);
    expect(stage.cluster.heard).toHaveLength(before);
  });
});
