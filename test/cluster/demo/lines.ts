import type { Random } from "./random.ts";
import { trace } from "./traces.ts";

/** Makes what a program prints next: one line, or several that belong together. */
export type Speaker = (random: Random, now: Date, count: number) => readonly string[];

const ITEMS = ["espresso", "grinder", "filter paper", "kettle", "café crème", "抹茶"] as const;
const PATHS = ["/cart", "/checkout", "/products/42", "/products/7/reviews", "/healthz"] as const;

/** A web service in Node: JSON lines as pino writes them, with a stack now and then. */
export const shop: Speaker = (random, now) => {
  const ms = random.between(1, 90) * (random.oneIn(12) ? 20 : 1);
  const base = { time: now.toISOString(), pid: 1, hostname: "shop", traceId: random.hex(32) };
  if (random.oneIn(35)) {
    return [
      JSON.stringify({
        level: "error",
        ...base,
        msg: "checkout failed",
        orderId: `ord-${String(random.between(1000, 9999))}`,
        err: {
          type: "PaymentDeclined",
          message: "card was declined",
          stack: trace("node", random).join("\n"),
        },
      }),
    ];
  }
  if (random.oneIn(15)) {
    return [
      JSON.stringify({
        level: "warn",
        ...base,
        msg: "slow query",
        durationMs: ms + 800,
        sql: "SELECT * FROM cart_items WHERE cart_id = $1",
      }),
    ];
  }
  const status = random.oneIn(40) ? 503 : random.oneIn(15) ? 404 : 200;
  return [
    JSON.stringify({
      level: random.oneIn(5) ? "debug" : "info",
      ...base,
      msg: "request completed",
      req: { method: random.oneIn(4) ? "POST" : "GET", url: random.pick(PATHS) },
      res: { statusCode: status },
      responseTime: ms,
      item: random.pick(ITEMS),
    }),
  ];
};

/** A service in Go: logfmt. */
export const payments: Speaker = (random, now) => {
  const level = random.oneIn(20) ? "error" : random.oneIn(8) ? "warn" : "info";
  const message = {
    error: "provider timeout",
    warn: "retrying capture",
    info: random.oneIn(2) ? "payment captured" : "webhook received",
  }[level];
  const amount = `${String(random.between(3, 250))}.${String(random.between(10, 99))}`;
  return [
    `ts=${now.toISOString()} level=${level} caller=capture.go:${String(random.between(20, 240))} msg="${message}" provider=${random.pick(["adyen", "stripe", "paypal"])} amount=${amount} currency=EUR attempt=${String(random.between(1, 3))} duration=${String(random.between(8, 900))}ms`,
  ];
};

/** A component of Kubernetes itself: klog. */
export const controller: Speaker = (random, now) => {
  const letter = random.oneIn(25) ? "E" : random.oneIn(8) ? "W" : "I";
  const day = now.toISOString().slice(5, 10).replace("-", "");
  const time = `${now.toISOString().slice(11, 23)}${String(random.between(100, 999))}`;
  const name = `shop/shop-${random.hex(5)}`;
  const text = {
    E: `"Unhandled Error" err="Operation cannot be fulfilled on leases.coordination.k8s.io \\"ingress-leader\\": the object has been modified" logger="leader-election"`,
    W: `Reflector watch ended with: too old resource version: ${String(random.between(1000, 9000))}`,
    I: random.oneIn(2)
      ? `"Synced endpoint slice" service="${name}" addresses=${String(random.between(1, 9))}`
      : `Trace[${String(random.between(1_000_000, 9_999_999))}]: "List" (total time: ${String(random.between(500, 900))}ms)`,
  }[letter];
  return [
    `${letter}${day} ${time}       1 ${random.pick(["controller", "reflector", "queue"])}.go:${String(random.between(30, 400))}] ${text}`,
  ];
};

/** A colourful console: ANSI escapes of every sort. */
export const worker: Speaker = (random, now, count) => {
  const time = `\u001B[2m${now.toISOString().slice(11, 23)}\u001B[0m`;
  const job = `\u001B[36mjob#${String(count)}\u001B[0m`;
  if (random.oneIn(18)) {
    return [
      `${time} \u001B[1;31m✖ ERROR\u001B[0m ${job} \u001B[31mimage resize failed:\u001B[0m unsupported profile \u001B[4mCMYK\u001B[0m`,
    ];
  }
  if (random.oneIn(9)) {
    return [
      `${time} \u001B[33m⚠ WARN\u001B[0m  ${job} queue depth \u001B[1m${String(random.between(80, 400))}\u001B[0m, workers \u001B[38;5;208m${String(random.between(2, 8))}\u001B[0m`,
    ];
  }
  return [
    `${time} \u001B[32m✔ INFO\u001B[0m  ${job} \u001B[38;2;120;170;255m${random.pick(["resize", "thumbnail", "watermark"])}\u001B[0m done in \u001B[1m${String(random.between(12, 400))} ms\u001B[0m`,
  ];
};

/** A service in Java that fails often: stack traces of many lines. */
export const orders: Speaker = (random, now) => {
  const stamp = now.toISOString().replace("T", " ").slice(0, 23).replace(".", ",");
  const thread = `[http-nio-8080-exec-${String(random.between(1, 10))}]`;
  if (random.oneIn(10)) {
    return [
      `${stamp} ERROR ${thread} com.acme.orders.OrderService - could not place order`,
      ...trace("java", random),
    ];
  }
  const level = random.oneIn(7) ? "WARN " : random.oneIn(4) ? "DEBUG" : "INFO ";
  return [
    `${stamp} ${level} ${thread} com.acme.orders.OrderService - order ${String(random.between(10_000, 99_999))} ${random.pick(["placed", "packed", "shipped", "paid"])} in ${String(random.between(4, 300))} ms`,
  ];
};

/** A service in Python with tracebacks, and one in Go that panics, by turns. */
export const recommender: Speaker = (random, now) => {
  const stamp = now.toISOString().replace("T", " ").slice(0, 23).replace(".", ",");
  if (random.oneIn(12)) {
    return [
      `${stamp} ERROR recommender.api could not score basket`,
      ...trace(random.pick(["python", "go", "rust", "dotnet"]), random),
    ];
  }
  return [
    `${stamp} ${random.oneIn(5) ? "DEBUG" : "INFO"} recommender.model scored ${String(random.between(1, 60))} candidates, best=${random.next().toFixed(4)}`,
  ];
};

const WORLD = [
  "Grüße aus Zürich 🏔️",
  "受注しました: 抹茶ラテ ×2 🍵",
  "تم الدفع بنجاح ✅",
  "Замовлення відправлено 📦",
  "주문이 접수되었습니다 ☕",
  "family: 👩‍👩‍👧‍👦  flag: 🏳️‍🌈  combining: é à ñ  wide: ｆｕｌｌ　ｗｉｄｔｈ",
  "math: ∑ᵢ xᵢ² ≤ ∞, box: ┌─┬─┐ └─┴─┘, zero\u200Bwidth, tab:\there",
] as const;

/** Messages in many scripts. */
export const notifier: Speaker = (random, now) => [
  `${now.toISOString()} INFO notify channel=${random.pick(["email", "sms", "push"])} ${random.pick(WORLD)}`,
];

/** An access log at hundreds of lines a second. */
export const gateway: Speaker = (random, now) => {
  const status = random.oneIn(60) ? 502 : random.oneIn(20) ? 404 : 200;
  const day = now.toUTCString().slice(5, 16).replaceAll(" ", "/");
  return [
    `10.244.0.${String(random.between(2, 250))} - - [${day}:${now.toISOString().slice(11, 19)} +0000] "${random.oneIn(5) ? "POST" : "GET"} ${random.pick(PATHS)} HTTP/1.1" ${String(status)} ${String(random.between(120, 48_000))} "-" "Mozilla/5.0 (X11; Linux x86_64)" ${(random.next() / 3).toFixed(3)}`,
  ];
};

/** An exporter that now and then prints a line of 40 kB. */
export const exporter: Speaker = (random, now, count) => {
  if (count % 8 !== 3) {
    return [
      `${now.toISOString()} info export batch ${String(count)} rows=${String(random.between(10, 900))}`,
    ];
  }
  const rows = Array.from({ length: 400 }, (_, at) => ({
    id: at,
    sku: `SKU-${random.hex(8)}`,
    name: random.pick(ITEMS),
    price: random.between(100, 9999) / 100,
    stock: random.between(0, 500),
    tags: ["coffee", random.hex(4)],
  }));
  return [JSON.stringify({ time: now.toISOString(), level: "info", msg: "batch", rows })];
};
