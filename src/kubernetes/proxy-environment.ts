import { BlockList, isIP } from "node:net";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const either = (env: Environment, name: string): string | undefined =>
  env[name] || env[name.toLowerCase()] || undefined;

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/gu, "").toLowerCase();

const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80");

const family = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

const isLoopback = (host: string): boolean => {
  if (host === "localhost") return true;
  if (isIP(host) === 0) return false;
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8);
  loopback.addAddress("::1", "ipv6");
  return loopback.check(host, family(host));
};

const inRange = (host: string, range: string): boolean => {
  const [address = "", bits = ""] = range.split("/");
  if (isIP(host) === 0 || isIP(address) === 0 || !/^\d{1,3}$/u.test(bits)) return false;
  const most = isIP(address) === 6 ? 128 : 32;
  if (Number(bits) > most) return false;
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family(address));
  return block.check(host, family(host));
};

/** One entry of `NO_PROXY`: `*`, a range of addresses, or a host or domain with or without a port. */
const exempts = (entry: string, host: string, port: string): boolean => {
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(host, entry);
  const [, named = "", wanted] =
    /^\[?([^\]]*?)\]?(?::(\d+))?$/u.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  if (isIP(named) !== 0) return named === host;
  const domain = named.replace(/^\*/u, "");
  if (domain === "") return false;
  // A leading dot asks for what lies below a domain; without it the domain itself is meant as well.
  return domain.startsWith(".")
    ? host.endsWith(domain)
    : host === domain || host.endsWith(`.${domain}`);
};

/**
 * The proxy that the environment wants for a server: `HTTPS_PROXY` or `HTTP_PROXY` by its scheme, upper case first,
 * unless `NO_PROXY` exempts it; loopback addresses never go through one. As kubectl decides, so as Go does
 * (golang.org/x/net/http/httpproxy); an address without a scheme is taken for http.
 */
export const proxyFromEnvironment = (server: URL, env: Environment): string | undefined => {
  const proxy = either(env, server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (proxy === undefined) return undefined;
  const host = bareHost(server);
  if (isLoopback(host)) return undefined;
  const exempt = (either(env, "NO_PROXY") ?? "")
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== "" && exempts(entry, host, portOf(server)));
  if (exempt) return undefined;
  return /^[a-z][a-z\d+.-]*:\/\//iu.test(proxy) ? proxy : `http://${proxy}`;
};
