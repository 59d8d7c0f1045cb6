import type { Random } from "./random.ts";

/** Languages whose stack traces the demo prints. */
export type Language = "node" | "java" | "python" | "go" | "rust" | "dotnet";

/** A stack trace as that language prints it, a line each. */
export const trace = (language: Language, random: Random): readonly string[] => {
  const line = (): string => String(random.between(10, 480));
  switch (language) {
    case "node":
      return [
        "PaymentDeclined: card was declined",
        `    at capture (/app/src/payments.ts:${line()}:17)`,
        "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
        `    at async checkout (/app/src/checkout.ts:${line()}:9)`,
      ];
    case "java":
      return [
        'java.lang.IllegalStateException: connection "db-7" closed',
        `\tat com.acme.orders.Repo.find(Repo.java:${line()})`,
        `\tat com.acme.orders.OrderService.place(OrderService.java:${line()})`,
        "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
        "Caused by: java.net.SocketTimeoutException: Read timed out",
        `\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:${line()})`,
        "\t... 23 more",
      ];
    case "python":
      return [
        "Traceback (most recent call last):",
        `  File "/app/recommender/api.py", line ${line()}, in score`,
        "    best = max(candidates, key=self.model)",
        `  File "/app/recommender/model.py", line ${line()}, in __call__`,
        "    return self.weights[item.sku] * item.price",
        "KeyError: 'SKU-77f0'",
      ];
    case "go":
      return [
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6f3a2c]",
        "",
        `goroutine ${line()} [running]:`,
        "acme.example/recommender/basket.(*Store).Load(0x0, {0xc0001a4040, 0x8})",
        `\t/src/basket/store.go:${line()} +0x2c`,
        "main.handle({0x8c1f80, 0xc00011e0e0})",
        `\t/src/main.go:${line()} +0x1ad`,
      ];
    case "rust":
      return [
        `thread 'tokio-runtime-worker' panicked at src/score.rs:${line()}:14:`,
        "called `Option::unwrap()` on a `None` value",
        "stack backtrace:",
        "   0: rust_begin_unwind",
        "             at /rustc/9fc6b431/library/std/src/panicking.rs:697:5",
        "   1: core::panicking::panic_fmt",
        "   2: recommender::score::best",
        `             at ./src/score.rs:${line()}:14`,
      ];
    case "dotnet":
      return [
        "System.InvalidOperationException: Sequence contains no elements",
        "   at System.Linq.ThrowHelper.ThrowNoElementsException()",
        `   at Acme.Scoring.Ranker.Best(IEnumerable\`1 items) in /src/Ranker.cs:line ${line()}`,
        `   at Acme.Scoring.Api.<Score>d__4.MoveNext() in /src/Api.cs:line ${line()}`,
      ];
  }
};
