import { describe, expect, it } from "@effect/vitest";
import type { Wanted } from "../../src/domain/kubectl-logs.ts";
import { readPasted } from "../../src/domain/pasted.ts";
import { shellCommands } from "../../src/domain/shell-words.ts";

const pod = (name: string) => ({ thing: { _tag: "Pod", name } }) as const;
const workload = (kind: string, name: string) => ({ thing: { _tag: "Workload", kind, name } });
const labels = (selector: string) => ({ thing: { _tag: "Selector", selector } });
const one = (name: string) => ({ container: { _tag: "One", name } });

const wanted = (text: string): Wanted => {
  const read = readPasted(text);
  if (read?._tag !== "Wanted") throw new Error(`${text}: ${JSON.stringify(read)}`);
  return read.wanted;
};

describe("What is pasted into the palette (O11)", () => {
  it.each([
    // Names
    ["web-6d4f9", "web-6d4f9"],
    ["  web-6d4f9\n", "web-6d4f9"],
    ["`web-6d4f9`", "web-6d4f9"],
    ['"web-6d4f9",', "web-6d4f9"],
    ["(web-6d4f9).", "web-6d4f9"],
  ])("%j is a name", (text, name) => {
    expect(readPasted(text)).toEqual({ _tag: "Name", name });
  });

  it.each([
    // A place and a name
    ["shop/web-6d4f9", { namespace: "shop", ...pod("web-6d4f9") }],
    ["pod/web-6d4f9", pod("web-6d4f9")],
    ["po/web", pod("web")],
    ["deploy/web", workload("Deployment", "web")],
    ["deployment/web", workload("Deployment", "web")],
    ["Deployments/web", workload("Deployment", "web")],
    ["deployment.apps/web", workload("Deployment", "web")],
    ["deployments.v1.apps/web", workload("Deployment", "web")],
    ["sts/db", workload("StatefulSet", "db")],
    ["statefulset.apps/db", workload("StatefulSet", "db")],
    ["ds/agent", workload("DaemonSet", "agent")],
    ["rs/web-6d4f9", workload("ReplicaSet", "web-6d4f9")],
    ["job.batch/report", workload("Job", "report")],
    ["cj/backup", workload("CronJob", "backup")],
    ["svc/web", workload("Service", "web")],
    ["service/web", workload("Service", "web")],
    // Lines of kubectl
    ["kubectl logs web", pod("web")],
    ["kubectl log web", pod("web")],
    ["kubectl -n shop logs web", { namespace: "shop", ...pod("web") }],
    ["kubectl logs web -n shop", { namespace: "shop", ...pod("web") }],
    ["kubectl logs web -nshop", { namespace: "shop", ...pod("web") }],
    ["kubectl logs web --namespace=shop", { namespace: "shop", ...pod("web") }],
    ["kubectl logs web --context prod", { context: "prod", ...pod("web") }],
    ["kubectl logs web -c app", { ...pod("web"), ...one("app") }],
    ["kubectl logs web app", { ...pod("web"), ...one("app") }],
    ["kubectl logs deploy/web -c app -f", { ...workload("Deployment", "web"), ...one("app") }],
    ["kubectl logs web --all-containers", { ...pod("web"), container: { _tag: "All" } }],
    ["kubectl logs web --all-containers=false -c a", { ...pod("web"), ...one("a") }],
    ["kubectl logs -p web", { ...pod("web"), previous: true }],
    ["kubectl logs --previous=true web", { ...pod("web"), previous: true }],
    ["kubectl logs -fp web", { ...pod("web"), previous: true }],
    ["kubectl logs -fpn shop web", { ...pod("web"), previous: true, namespace: "shop" }],
    ["kubectl logs -l app=web", labels("app=web")],
    ["kubectl logs -l 'app in (web,api),tier!=cache'", labels("app in (web,api),tier!=cache")],
    ["kubectl logs --selector=app=web --prefix -c app", { ...labels("app=web"), ...one("app") }],
    ["kubectl logs web --tail=50", { ...pod("web"), lineLimit: 50 }],
    ["kubectl logs web --tail -1", { ...pod("web"), lineLimit: "all" }],
    ["kubectl logs web --since=1h30m", { ...pod("web"), since: { _tag: "Ago", seconds: 5400 } }],
    ["kubectl logs web --since 90s", { ...pod("web"), since: { _tag: "Ago", seconds: 90 } }],
    ["kubectl logs web --since=0s", pod("web")],
    [
      "kubectl logs web --since-time=2026-01-02T03:04:05+01:00",
      { ...pod("web"), since: { _tag: "At", at: { seconds: 1_767_319_445, nanos: 0 } } },
    ],
    [
      "kubectl logs web -f --timestamps --prefix --limit-bytes=5 --max-log-requests 9 --pod-running-timeout=20s --ignore-errors --all-pods --insecure-skip-tls-verify-backend -v=6",
      pod("web"),
    ],
    [`kubectl logs "web" -n 'shop'`, { ...pod("web"), namespace: "shop" }],
    ["kubectl logs -- web", pod("web")],
    // What stands around them
    ["$ kubectl logs web -n shop", { ...pod("web"), namespace: "shop" }],
    ["me@box:~/work$ kubectl logs web", pod("web")],
    ["sudo kubectl logs web", pod("web")],
    ["/usr/local/bin/kubectl logs web", pod("web")],
    ["k logs web", pod("web")],
    ["oc logs dc1-web", pod("dc1-web")],
    ["minikube kubectl -- logs web", pod("web")],
    ["kubectl logs web | grep -v health", pod("web")],
    ["kubectl logs web > out.txt 2>&1", pod("web")],
    ["kubectl logs web 2>/dev/null -n shop", { ...pod("web"), namespace: "shop" }],
    ["cd /srv && kubectl logs web -n shop; date", { ...pod("web"), namespace: "shop" }],
    ["kubectl logs web \\\n  -n shop", { ...pod("web"), namespace: "shop" }],
    // A field of one line has spaces for line breaks.
    ["kubectl logs web \\   -n shop \\   -p", { ...pod("web"), namespace: "shop", previous: true }],
    [
      "kubectl config use-context dev kubectl logs web -n shop",
      { ...pod("web"), namespace: "shop" },
    ],
    ["``` kubectl logs web -n shop ```", { ...pod("web"), namespace: "shop" }],
    ["Look with `kubectl logs web -n shop`.", { ...pod("web"), namespace: "shop" }],
    ["> kubectl logs web", pod("web")],
    ['"kubectl logs web -n shop"', { ...pod("web"), namespace: "shop" }],
    ["ssh box 'kubectl logs web -n shop'", { ...pod("web"), namespace: "shop" }],
    ["microk8s.kubectl logs web", pod("web")],
    ["Run kubectl logs web -n shop to see more.", { ...pod("web"), namespace: "shop" }],
    ["It is in kubectl logs web.", pod("web")],
    // As a chat or a wiki makes it look
    ["kubectl logs “web” –n shop —tail=50", { ...pod("web"), namespace: "shop", lineLimit: 50 }],
    ["kubectl logs web\u2011\u200B6d4f9", pod("web-6d4f9")],
    // As people say it
    ["kubectl logs deployment web", workload("Deployment", "web")],
    ["kubectl logs pod web app", { ...pod("web"), ...one("app") }],
    ["pod web-0", pod("web-0")],
    ["deploy web", workload("Deployment", "web")],
    ["web-0 -n shop", { ...pod("web-0"), namespace: "shop" }],
    [
      "-n shop sts/db -c app",
      { ...workload("StatefulSet", "db"), namespace: "shop", ...one("app") },
    ],
    ["-l app=web -n shop", { ...labels("app=web"), namespace: "shop" }],
    ["logs web-0 -n shop", { ...pod("web-0"), namespace: "shop" }],
    ["shop/web-0/app", { namespace: "shop", ...pod("web-0"), ...one("app") }],
    ["pod/web-0/app", { ...pod("web-0"), ...one("app") }],
    ["shop/deployment/web", { namespace: "shop", ...workload("Deployment", "web") }],
    // Other commands about the same
    [
      "kubectl describe pod web -n shop --context prod",
      { context: "prod", namespace: "shop", ...pod("web") },
    ],
    ["kubectl describe pod/web", pod("web")],
    ["kubectl get -o yaml pod web -n shop", { namespace: "shop", ...pod("web") }],
    ["kubectl get pods -l app=web -o wide -w", labels("app=web")],
    ["kubectl rollout restart deploy/web", workload("Deployment", "web")],
    ["kubectl exec -it web -c app -- sh -c 'ls -l'", { ...pod("web"), ...one("app") }],
    [
      "stern -n shop -l app=web -s 15m --tail 50",
      {
        namespace: "shop",
        ...labels("app=web"),
        since: { _tag: "Ago", seconds: 900 },
        lineLimit: 50,
      },
    ],
    [
      "stern deployment/web --context prod -c 'a.*'",
      { context: "prod", ...workload("Deployment", "web") },
    ],
    ["kubectl logs web # the one that fails", pod("web")],
    ['kubectl logs "web', pod("web")],
  ])("%j is what is to be seen", (text, expected) => {
    expect(wanted(text)).toEqual({ previous: false, notes: [], ...expected });
  });

  it.each([
    ["kubectl logs web --nonsense", "--nonsense is no flag of kubectl logs."],
    ["kubectl logs web -z", "-z is no flag of kubectl logs."],
    ["kubectl logs web -n", "-n has no value."],
    ["kubectl logs web --tail=few", "--tail=few is no number of lines."],
    ["kubectl logs web --since=soon", "--since=soon is no length of time."],
    ["kubectl logs web --since-time=noon", "--since-time=noon is no moment."],
    [
      "kubectl --kubeconfig other logs web",
      "--kubeconfig is not followed: Podlog goes by its own kubeconfig.",
    ],
    ["kubectl logs web --as root", "--as is not followed: Podlog goes by its own kubeconfig."],
    ["kubectl logs web -n $NS", "$NS is known to the shell only."],
    ['kubectl logs web -n "$(ns)"', "$(ns) is known to the shell only."],
  ])("says what of %j is not followed", (text, note) => {
    const read = wanted(text);
    expect(read.notes).toEqual([note]);
    expect(read.thing).toEqual({ _tag: "Pod", name: "web" });
    expect(read).not.toHaveProperty("namespace");
  });

  it.each([
    ["kubectl logs", "It names no pod."],
    ["kubectl logs -f -n shop", "It names no pod."],
    ["kubectl logs web -l app=web", "kubectl takes a selector or a name, not both."],
    ["kubectl logs node/a", "node is no kind whose logs Podlog can open."],
    [
      "kubectl logs deployment.batch/web",
      "deployment.batch is no kind whose logs Podlog can open.",
    ],
    ["kubectl logs $POD", "$POD is known to the shell only."],
    ["kubectl logs $(kubectl get pod -o name)", "$(kubectl is known to the shell only."],
    ["kubectl logs `kubectl get pod -o name`", "`kubectl is known to the shell only."],
    ["kubectl logs Web_1", "Web_1 is no name of a Pod."],
    ["kubectl logs deploy/", "deploy/ is no name of a Deployment."],
    ["kubectl logs web -n Shop", "Shop is no name of a namespace."],
    ["kubectl logs web -c 'a b'", "a b is no name of a container."],
  ])("refuses %j and says why", (text, why) => {
    expect(readPasted(text)).toEqual({ _tag: "Refused", why });
  });

  it("reads a link, and says of one that is none what is the matter with it", () => {
    const link = "vscode://podlog.podlog/open?context=dev&namespace=shop&pod=web";
    expect(readPasted(` ${link} `)).toMatchObject({
      _tag: "Link",
      link: { target: { _tag: "Pod", context: "dev", namespace: "shop", pod: "web" } },
    });
    expect(readPasted("vscode://podlog.podlog/open?context=dev")).toMatchObject({
      _tag: "LinkUnreadable",
    });
    for (const text of [`<${link}>`, `See ${link}.`, `(${link}) please`, `[web](${link})`])
      expect(readPasted(text)).toMatchObject({ _tag: "Link", link: { target: { pod: "web" } } });
  });

  it.each([
    [
      'alertname="KubePodCrashLooping" namespace="shop" pod="web-6d4f9-x2x7p" severity=critical',
      "web-6d4f9-x2x7p",
    ],
    ["[FIRING] Pod shop/web-6d4f9-x2x7p (app) is crash looping.", "web-6d4f9-x2x7p"],
    ['{"pod":"web-0","reason":"OOMKilled"}', "web-0"],
    ["Back-off restarting failed container app in pod web-0_shop(1c2d)", "shop"],
    ["https://grafana.example/d/x?var-pod=web-0&var-ns=shop", "web-0"],
    ["Warning  Unhealthy  pod/web-0.  Readiness probe failed", "web-0"],
    ["stern web-0 -n shop", "web-0"],
    ["kubectl get pods -o wide --sort-by .metadata.name", "pods"],
    ["GET http://web-0.web.shop.svc.cluster.local:8080/health 503", "web-0"],
  ])("finds the words of %j that may name a pod", (text, word) => {
    const read = readPasted(text);
    expect(read?._tag === "Text" && read.words.has(word)).toBe(true);
  });

  it.each([
    ['{pod="web-0",namespace="shop"}', { pods: ["web-0"], namespace: "shop" }],
    [
      'restarts_total{container="app", exported_pod="web-0", namespace="shop", pod="kube-state-metrics-0"}',
      { pods: ["web-0"], namespace: "shop", container: "app" },
    ],
    [
      "Labels: - alertname = PodDown - namespace = shop - pod = web-0",
      { pods: ["web-0"], namespace: "shop" },
    ],
    ['{cluster="prod",pod="web-0"}', { pods: ["web-0"], cluster: "prod" }],
    [
      "KubePodCrashLooping pod=web-0 namespace=shop. Runbook: kubectl logs <pod> -n <namespace>",
      { pods: ["web-0"], namespace: "shop" },
    ],
    ["*Pod:* `web-0` *Namespace:* shop", { pods: ["web-0"], namespace: "shop" }],
    ["pod: web-0, namespace: shop.", { pods: ["web-0"], namespace: "shop" }],
    [
      String.raw`"{\"pod\":\"web-0\",\"namespace\":\"shop\"}"`,
      { pods: ["web-0"], namespace: "shop" },
    ],
    [
      "https://grafana.example/d/x?var-namespace=shop&var-pod=web-0",
      { pods: ["web-0"], namespace: "shop" },
    ],
    [
      'KubeDeploymentReplicasMismatch deployment="web" namespace="shop" job="kube-state-metrics"',
      { pods: [], workload: { kind: "Deployment", name: "web" }, namespace: "shop" },
    ],
    [
      '[FIRING:2] {pod="web-0",namespace="shop",container="app"} {pod="web-1",namespace="shop",container="proxy"}',
      { pods: ["web-0", "web-1"], namespace: "shop" },
    ],
    ["pod=Web_0 namespace=a.b is nothing", { pods: [] }],
    ["everything is on fire in the cluster", { pods: [] }],
  ])("reads the labels of %j", (text, expected) => {
    expect(readPasted(text)).toMatchObject({ _tag: "Text" });
    expect(readPasted(text)).toHaveProperty("labels", expected);
  });

  it.each([
    [""],
    ["   "],
    ["Web"],
    ["web f"],
    ["pods are down"],
    ["a/b/c/d"],
    ["🙂"],
    ["?"],
    ["ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ"],
  ])("%j means nothing by itself", (text) => {
    expect(readPasted(text)).toBeUndefined();
  });

  it("is read without a fault, whatever it is", () => {
    const pieces = [
      "kubectl",
      " logs ",
      "-n",
      "--",
      "=",
      "'",
      '"',
      "\\",
      "\n",
      "$",
      "(",
      "`",
      "/",
      "web",
      "|",
      ">",
      "#",
      "-l",
      "--since",
      "9999999h",
      "vscode://podlog.podlog/open?",
      "%E0%A4%A",
      "&",
      "context",
      "\u0000",
      "\ud800",
      "é",
    ];
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let understood = 0;
    for (let run = 0; run < 20_000; run++) {
      const words = Array.from(
        { length: random(12) },
        () => pieces[random(pieces.length)] ?? "",
      ).join(random(2) === 0 ? "" : " ");
      // Of nothing but pieces hardly any can be read.
      const text = random(2) === 0 ? words : `kubectl logs web ${words}`;
      const read = readPasted(text);
      if (read?._tag !== "Wanted") continue;
      understood++;
      const { namespace = "x", since, thing } = read.wanted;
      expect(namespace).toMatch(/^[-a-z0-9]+$/);
      if (thing._tag !== "Selector") expect(thing.name).toMatch(/^[-.a-z0-9]+$/);
      if (since?._tag === "Ago") expect(since.seconds).toBeLessThanOrEqual(10 * 366 * 86_400);
    }
    expect(understood).toBeGreaterThan(1_000);
  });

  it("is read in no time, also where it is long", () => {
    const began = performance.now();
    readPasted("-".repeat(1_000_000));
    readPasted("kubectl logs ".repeat(100_000));
    readPasted(`kubectl logs ${"'".repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("A shell's words", () => {
  it.each([
    ["a b  c", [["a", "b", "c"]]],
    [`a 'b c' "d e" f\\ g`, [["a", "b c", "d e", "f g"]]],
    [`a"b"'c'd`, [["abcd"]]],
    [`'' ""`, [["", ""]]],
    [`"a\\"b" "a\\b"`, [['a"b', "a\\b"]]],
    ["a|b&&c;d\ne", [["a"], ["b"], ["c"], ["d"], ["e"]]],
    ["a >b 2>&1 <c d", [["a", "d"]]],
    ["a #b c", [["a"]]],
    ["a#b", [["a#b"]]],
    ["a \\\nb", [["a", "b"]]],
    ["", []],
  ])("of %j are %j", (line, commands) => {
    expect(shellCommands(line).map((words) => words.map(({ text }) => text))).toEqual(commands);
  });
});
