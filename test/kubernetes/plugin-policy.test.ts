import { delimiter } from "node:path";
import { expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { forbiddenByPreferences } from "../../src/kubernetes/plugin-policy.ts";
import { environment, folder, type Folder } from "./files.ts";

const allowlist = (...entries: ReadonlyArray<object>) => ({
  apiVersion: "kubectl.config.k8s.io/v1beta1",
  kind: "Preference",
  credentialPluginPolicy: "Allowlist",
  credentialPluginAllowlist: entries,
});

/** A home folder with two programs on the PATH. */
const home = Effect.gen(function* () {
  const place = yield* folder;
  place.program("bin/login", "");
  place.program("bin/other", "");
  place.write("bin/no-program", "");
  yield* environment({
    HOME: place.path(),
    PATH: ["relative", place.path("none"), place.path("bin")].join(delimiter),
    KUBERC: undefined,
    KUBECTL_KUBERC: undefined,
  });
  return place;
});

const may = (command: string) =>
  Effect.map(forbiddenByPreferences(command), (reason) => reason === undefined);

it.effect.each<
  readonly [what: string, preferences: (place: Folder) => unknown, command: string, may: boolean]
>([
  ["nothing", () => "", "login", true],
  ["preferences without a policy", () => ({ aliases: [] }), "login", true],
  ["AllowAll", () => ({ credentialPluginPolicy: "AllowAll" }), "login", true],
  ["DenyAll", () => ({ credentialPluginPolicy: "DenyAll" }), "login", false],
  ["a policy that nobody knows", () => ({ credentialPluginPolicy: "Ask" }), "login", false],
  ["a list that no policy asks for", () => ({ credentialPluginAllowlist: [{}] }), "login", false],
  ["a policy without its list", () => allowlist(), "login", false],
  ["an entry of nothing", () => allowlist({}), "login", false],
  ["its name", () => allowlist({ command: "other" }, { command: "login" }), "login", true],
  ["its name, as Kubernetes 1.35 has it", () => allowlist({ name: "login" }), "login", true],
  ["another's name", () => allowlist({ command: "other" }), "login", false],
  ["its path", (at) => allowlist({ command: at.path("bin/login") }), "login", true],
  ["another's path", (at) => allowlist({ command: at.path("bin/other") }), "login", false],
  ["the name of what is no program", () => allowlist({ command: "no-program" }), "none", false],
  ["YAML that can't be read", () => "credentialPluginPolicy: [", "login", false],
])(
  "With %s in kubectl's preferences a plugin is let run as kubectl lets it (K5)",
  ([, preferences, command, expected]) =>
    Effect.gen(function* () {
      const place = yield* home;
      place.write(".kube/kuberc", preferences(place));
      expect(yield* may(command)).toBe(expected);
    }),
);

it.effect("A plugin that is named by its path is the one of that name on the PATH", () =>
  Effect.gen(function* () {
    const place = yield* home;
    place.write(".kube/kuberc", allowlist({ command: "login" }));
    expect(yield* may(place.path("bin/login"))).toBe(true);
    expect(yield* may(place.path("bin/other"))).toBe(false);
    expect(yield* may(place.path("elsewhere/login"))).toBe(false);
  }),
);

it.effect("Preferences are found by KUBERC, else at home, and can be switched off", () =>
  Effect.gen(function* () {
    const place = yield* home;
    expect(yield* may("login")).toBe(true);
    const denies = place.write("denies", { credentialPluginPolicy: "DenyAll" });
    yield* environment({ KUBERC: denies });
    expect(yield* forbiddenByPreferences("login")).toBe(
      `kubectl's preferences forbid it (credentialPluginPolicy: DenyAll in ${denies})`,
    );
    yield* environment({ KUBECTL_KUBERC: "false" });
    expect(yield* may("login")).toBe(true);
    yield* environment({ KUBECTL_KUBERC: undefined, KUBERC: "off" });
    place.write(".kube/kuberc", { credentialPluginPolicy: "DenyAll" });
    expect(yield* may("login")).toBe(true);
    yield* environment({ KUBERC: place.path("missing") });
    expect(yield* forbiddenByPreferences("login")).toBe(
      `kubectl's preferences in ${place.path("missing")} can't be read, and may forbid it`,
    );
  }),
);
