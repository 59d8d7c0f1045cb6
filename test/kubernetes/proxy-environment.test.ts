import { expect, it } from "vitest";
import { proxyFromEnvironment } from "../../src/kubernetes/proxy-environment.ts";

const through = "http://proxy:3128";

// Each row but that of SOCKS was tried on kubectl 1.32.4, and so were some hundred of any such parts.

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
  ["https://10.1.2.3:6443", { HTTPS_PROXY: through, NO_PROXY: "10.1.2.3:6443" }, undefined],
  ["https://10.1.2.3:6443", { HTTPS_PROXY: through, NO_PROXY: "10.1.2.3:443" }, through],
  ["https://[fd00::5]", { HTTPS_PROXY: through, NO_PROXY: "FD00:0:0::5" }, undefined],
  ["https://[fd00::5]", { HTTPS_PROXY: through, NO_PROXY: "[fd00::5]" }, through],
  ["https://[fd00::5]:6443", { HTTPS_PROXY: through, NO_PROXY: "[fd00::5]:443" }, through],
  ["https://[::ffff:127.0.0.1]", { HTTPS_PROXY: through }, undefined],
  ["https://[::ffff:10.1.2.3]", { HTTPS_PROXY: through, NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "10.0.0.0/8,::/0" }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "kube.example:" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "kube.example:https" }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "*kube.example,*.kube.*" }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: ":443,,:, ,." }, through],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "other, *" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, no_proxy: "kube.example" }, undefined],
  [
    "https://a.b\u00fccher.example",
    { HTTPS_PROXY: through, NO_PROXY: "B\u00dcCHER.example" },
    undefined,
  ],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "3,.3,::/0,fd00::/8" }, through],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "::ffff:10.0.0.0/104" }, undefined],
  ["https://11.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "::ffff:10.0.0.0/104" }, through],
  ["https://10.1.2.3", { HTTPS_PROXY: through, NO_PROXY: "::ffff:10.1.2.3" }, undefined],
  ["https://[::ffff:10.1.2.3]", { HTTPS_PROXY: through, NO_PROXY: "10.1.2.3:443" }, undefined],
  ["https://kube.example", { HTTPS_PROXY: through, NO_PROXY: "/8:,b\u00fccher%" }, through],
  ["https://[fe80::1]", { HTTPS_PROXY: through, NO_PROXY: "fe80::1%en0,fe80::%en0/10" }, through],
  ["https://localhost.example", { HTTPS_PROXY: through }, through],
  ["https://kube.example", { ALL_PROXY: through, HTTP_PROXY: through }, undefined],
])("%s with %j goes through %s, as Go decides", (server, env, proxy) => {
  expect(proxyFromEnvironment(new URL(server), env)).toBe(proxy);
});
