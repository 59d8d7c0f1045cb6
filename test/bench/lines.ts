/** Log lines as programs write them, 150 bytes on average; `n` varies them. */
const texts: ReadonlyArray<(n: number) => string> = [
  (n) =>
    `{"level":"info","ts":"2024-12-29T10:30:45.123Z","logger":"http","msg":"request handled","method":"GET","path":"/api/v1/orders/${n}","status":200,"took":"12ms"}`,
  (n) =>
    `time="2024-12-29T10:30:45Z" level=warning msg="slow query" component=store table=orders rows=${n} took=1.25s attempt=2 request_id=7d9f0c3a-5b1e-4f7a`,
  (n) =>
    `I1229 10:30:45.123456       1 reconciler.go:123] "Reconciling object" controller="deployment" namespace="shop" name="web-${n}" generation=4 replicas=3/3`,
  (n) =>
    `2024-12-29 10:30:45,123 ERROR [http-nio-8080-exec-7] c.example.shop.OrderController - could not load order ${n}: connection to db-1:5432 was refused`,
  (n) =>
    `\tat com.example.shop.OrderController.load(OrderController.java:${n % 1000}) ~[app.jar:1.42.0]`,
  (n) =>
    `10.0.3.${n % 250} - - [29/Dec/2024:10:30:45 +0000] "GET /static/app.${n}.js HTTP/1.1" 200 48213 "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (n) =>
    `[DEBUG] cache: hit ratio 0.${n % 100} over the last 60 s, 18,231 entries, 412 evicted, größte Zeile ${n} – weiter`,
  (n) =>
    `worker ${n} took job 7d9f0c3a-5b1e-4f7a-9c1d-0242ac120002 from queue "mail", 3 left, the oldest of which has waited for 4 seconds`,
];

/** The `n`-th line of a log as programs write one, about 150 bytes of text; each is like the one eight lines before. */
export const lineText = (n: number): string => texts[n % texts.length]?.(n) ?? "";
