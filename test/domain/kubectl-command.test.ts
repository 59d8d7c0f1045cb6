import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { kubectlCommand } from "../../src/domain/kubectl-command.ts";
import { makeRandom, type Random } from "../fuzz/random.ts";

const hostile = [
  ...Array.from("abcXYZ019 -_./:=@+,~%^{}[]()<>|&;!?*#$`\"'\\"),
  "\n",
  "\r",
  "\t",
  "\u0001",
  "\u001b[31m",
  "\u007f",
  "é",
  "中",
  "🚀",
  "\u202e",
  "; rm -rf ~",
  "$(id)",
  "${HOME}",
  "''",
  "\\\n",
];

const word = (random: Random): string =>
  Array.from(
    { length: random.int(1, 12) },
    () => hostile[random.int(0, hostile.length - 1)] ?? "",
  ).join("");

/** What kubectl would be given by each of some commands: its environment's KUBECONFIG, then its words. */
const given = (shell: string, commands: ReadonlyArray<string>): ReadonlyArray<unknown> => {
  const script = `kubectl() { printf '%s\\0' "\${KUBECONFIG-}" "$@"; printf '\\0\\0'; }\n${commands.join("\n")}`;
  const said = execFileSync(shell, ["-c", script], { env: { PATH: "/usr/bin:/bin" } }).toString();
  // An empty word would look like the end of a command; none is put in.
  return said
    .split("\0\0\0")
    .slice(0, -1)
    .map((one) => one.split("\0"));
};

const some = (seed: number, plain: boolean) => {
  const random = makeRandom(seed);
  const printable = (text: string): string =>
    // The rest only newer shells can be told.
    plain ? text.replace(/[\p{Cc}\p{Cf}]/gu, "") || "x" : text;
  const words = Array.from({ length: random.int(1, 4) }, () => printable(word(random)));
  const context = printable(word(random));
  const kubeconfigs = Array.from(
    { length: random.int(0, 3) },
    () => `/${printable(word(random)).replaceAll(":", "")}`,
  );
  const flags = kubeconfigs.length === 1 ? ["--kubeconfig", ...kubeconfigs] : [];
  return {
    command: kubectlCommand({ context, kubeconfigs }, ...words),
    given: [
      kubeconfigs.length > 1 ? kubeconfigs.join(":") : "",
      ...words,
      ...flags,
      "--context",
      context,
    ],
  };
};

const seeds = Array.from({ length: 300 }, (_, i) => i + 1);

describe("A command of kubectl that is copied or run (K3)", () => {
  it.each([
    [{ context: "prod" }, "kubectl get pods --context prod"],
    [
      { context: "prod", kubeconfigs: ["/home/jane/my config"] },
      "kubectl get pods --kubeconfig '/home/jane/my config' --context prod",
    ],
    [
      { context: "prod", kubeconfigs: ["/a", "/b c"] },
      "KUBECONFIG='/a:/b c' kubectl get pods --context prod",
    ],
    [
      { context: "it's; rm -rf ~\n" },
      String.raw`kubectl get pods --context $'it\047s; rm -rf ~\012'`,
    ],
    [{ context: "\u202edorp" }, String.raw`kubectl get pods --context $'\342\200\256dorp'`],
  ])("names the context, and the files that kubectl would not read by itself: %j", (at, wanted) => {
    expect(kubectlCommand(at, "get", "pods")).toBe(wanted);
  });

  it.each([
    ["bash", false],
    ["sh", true],
  ])("is given on by %s as it was meant, whatever the names are", (shell, plain) => {
    const all = seeds.map((seed) => some(seed, plain));
    expect(
      given(
        shell,
        all.map(({ command }) => command),
      ),
    ).toEqual(all.map((one) => one.given));
  });

  it("runs nothing else in a shell that does not know $'…'", () => {
    const context = "\u0001'; echo broken; echo '\\'; echo broken #";
    expect(
      given("sh", [kubectlCommand({ context }, "get")])
        .flat()
        .join()
        .replace("$", ""),
    ).toMatch(/^,get,--context,[^\0]*echo broken[^\0]*$/u);
  });
});
