import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const either = (env: Environment, name: string): string | undefined =>
  env[name] || env[name.toLowerCase()] || undefined;

/** An IPv4 address that IPv6 carries (`::ffff:a01:203`), in its own form; any other host as it is. */
const unmapped = (host: string): string => {
  const [, high = "", low = ""] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(host) ?? [];
  if (low === "") return host;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
};

/** An address as a URL has it: in its shortest form, without brackets; one with a zone is none, and stays as it is. */
const canonical = (address: string): string =>
  isIP(address) === 6
    ? unmapped(URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? address)
    : address;

const hostOf = (url: URL): string => unmapped(url.hostname.replace(/^\[|\]$/gu, ""));

const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80");

const family = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether an address is in a range of addresses of its own kind; a name is in none. */
const inRange = (host: string, address: string, bits: number): boolean => {
  if (isIP(host) === 0 || isIP(host) !== isIP(address)) return false;
  const block = new BlockList();
  block.addSubnet(address, bits, family(address));
  return block.check(host, family(host));
};

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || inRange(host, "127.0.0.0", 8);

/** A range of addresses (`10.0.0.0/8`); undefined for anything else. */
const rangeOf = (entry: string): readonly [address: string, bits: number] | undefined => {
  const [, written = "", digits = ""] = /^([^%]+)\/(\d{1,3})$/u.exec(entry) ?? [];
  const bits = Number(digits);
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(written)] ?? -1;
  if (bits > longest) return undefined;
  const address = canonical(written);
  // A range of IPv4 that IPv6 carries.
  return isIP(written) === 6 && isIP(address) === 4 && bits >= 96
    ? [address, bits - 96]
    : [written, bits];
};

/** The host and the port of an entry; an IPv6 address has brackets where a port may follow, and only there. */
const hostAndPort = (entry: string): readonly [host: string, port: string] => {
  const [, bracketed, plain = "", port = ""] =
    /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/u.exec(entry) ?? [];
  const host = bracketed ?? plain;
  return host === "" && port === "" ? [entry, ""] : [host, port];
};

/** One entry of `NO_PROXY`: `*`, a range of addresses, or an address or a domain, with or without a port. */
const exempts = (entry: string, host: string, port: string): boolean => {
  if (entry === "*") return true;
  const range = rangeOf(entry);
  if (range !== undefined) return inRange(host, ...range);
  const [named, wanted] = hostAndPort(entry);
  if (named === "" || (wanted !== "" && wanted !== port)) return false;
  if (isIP(named) !== 0) return canonical(named) === host;
  if (isIP(host) !== 0) return false;
  // A leading dot asks for what lies below a domain; without it the domain itself is meant as well.
  const domain = named.replace(/^\*(?=\.)/u, "");
  const below = domain.startsWith(".") ? domain : `.${domain}`;
  const asked = /^[\0-\x7f]*$/u.test(below) ? below : domainToASCII(`x${below}`).slice(1) || below;
  return host.endsWith(asked) || (below !== domain && host === asked.slice(1));
};

/** The environment variable that names the proxy on the way to a server. */
export const proxyVariable = (server: URL): string =>
  server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";

/**
 * The proxy that the environment wants for a server: `HTTPS_PROXY` or `HTTP_PROXY` by its scheme, upper case first,
 * unless `NO_PROXY` exempts it; loopback addresses never go through one. As kubectl decides, so as Go does
 * (golang.org/x/net/http/httpproxy); an address without a scheme is taken for http.
 */
export const proxyFromEnvironment = (server: URL, env: Environment): string | undefined => {
  const proxy = either(env, proxyVariable(server));
  if (proxy === undefined) return undefined;
  const host = hostOf(server);
  if (isLoopback(host)) return undefined;
  const exempt = (either(env, "NO_PROXY") ?? "")
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => exempts(entry, host, portOf(server)));
  if (exempt) return undefined;
  return /^[a-z][a-z\d+.-]*:\/\//iu.test(proxy) ? proxy : `http://${proxy}`;
};
