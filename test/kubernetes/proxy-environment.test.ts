import { expect, it } from "vitest";
import { proxyFromEnvironment } from "../../src/kubernetes/proxy-environment.ts";

const through = "http://proxy:3128";

it.each<
  readonly [server: string, env: Readonly<Record<string, string>>, proxy: string | undefined]
>([
  ["https://kube.example", {}, undefined],
  ["https://kube.example", { HTTPS_PROXY: through }, through],
  ["https://kube.example", { https_proxy: through }, through],
  ["https://kube.example", { HTTPS_PROXY: through, https_proxy: "http://other" }, through],
  ["https://kube.example", { HTTP_PROXY: through }, undefined],
  ["http://kube.example", { HTTP_PROXY: through }, through],
  ["https://kube.example", { HTTPS_PROXY: "proxy:3128" }, through],
  ["https://kube.example", { HTTPS_PROXY: "socks5://proxy:1080" }, "socks5://proxy:1080"],
  ["https://localhost:6443", { HTTPS_PROXY: through }, undefined],
  ["https://127.0.0.9:6443", { HTTPS_PROXY: through }, undefined],
  ["https://[::1]:6443", { HTTPS_PROXY: through }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "*" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "kube.example" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "a, KUBE.Example" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "example" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: ".example" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "*.example" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: ".kube.example" }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "ample" }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "kube.example:443" }, undefined],
  ["https://kube.example:6443", { HTTPS_PROXY: through, NO_PROXY: "kube.example:443" }, through],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://11.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "10.0.0.0/8" }, through],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "10.1.2.3" }, undefined],
  ["https://[fd00::5]", { HTTPS_PROXY: through, NO_PROXY: "fd00::/8" }, undefined],
  ["https://[fd00::5]:6443", { HTTPS_PROXY: through, NO_PROXY: "[fd00::5]:6443" }, undefined],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "10.0.0.0/99,nonsense/8,/" }, through],
])("%s with %j goes through %s, as Go decides", (server, env, proxy) => {
  expect(proxyFromEnvironment(new URL(server), env)).toBe(proxy);
});
