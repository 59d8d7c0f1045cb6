import { spawn } from "node:child_process";
import { validateHeaderValue } from "node:http";
import { homedir } from "node:os";
import { createSecureContext } from "node:tls";
import * as Effect from "effect/Effect";
import { CredentialPluginFailed, type KubectlContext } from "../domain/errors.ts";
import { at, instant, member, optional, text } from "./json.ts";
import type { ClusterEntry, PluginEntry } from "./kubeconfig-entries.ts";

/** What a credential plugin gave. Secret. */
export interface PluginCredential {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Unix ms; absent: good until the server refuses it. */
  readonly expiresAt?: number;
}

/** How long (ms) a plugin may take; some open a browser and wait for a login. */
const patienceMs = 90_000;
const maxOutput = 1024 * 1024;

const executionInfo = (plugin: PluginEntry, cluster: ClusterEntry): string =>
  JSON.stringify({
    apiVersion: plugin.apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo
        ? {
            cluster: {
              server: cluster.server,
              ...optional("tls-server-name", cluster.tlsServerName),
              ...optional("insecure-skip-tls-verify", cluster.insecure || undefined),
              ...optional("certificate-authority-data", cluster.caData),
              ...optional("proxy-url", cluster.proxyUrl),
              ...optional("disable-compression", cluster.disableCompression),
              config: cluster.forPlugins ?? null,
            },
          }
        : {}),
    },
  });

const isKeyPair = (certificate: string, key: string | undefined): boolean => {
  try {
    createSecureContext({ cert: certificate, key });
    return true;
  } catch {
    return false;
  }
};

const isSendable = (token: string): boolean => {
  try {
    validateHeaderValue("authorization", token);
    return true;
  } catch {
    return false;
  }
};

const credential = (
  plugin: PluginEntry,
  of: KubectlContext,
  output: string,
): PluginCredential | CredentialPluginFailed => {
  const failed = (reason: string) =>
    new CredentialPluginFailed({ ...of, command: plugin.command, reason });
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    return failed("what it printed is not JSON");
  }
  if (member(answer, "kind") !== "ExecCredential")
    return failed("what it printed is not an ExecCredential");
  if (member(answer, "apiVersion") !== plugin.apiVersion)
    return failed(`it answered in another version than ${plugin.apiVersion}`);
  const token = text(at(answer, "status", "token"));
  const certificate = text(at(answer, "status", "clientCertificateData"));
  const key = text(at(answer, "status", "clientKeyData"));
  if ((certificate === undefined) !== (key === undefined))
    return failed("it gave a certificate without its key, or a key without its certificate");
  if (token === undefined && certificate === undefined)
    return failed("it gave neither a token nor a certificate");
  if (certificate !== undefined && !isKeyPair(certificate, key))
    return failed("its certificate and key can't be read, or do not belong together");
  if (token !== undefined && !isSendable(token))
    return failed("its token has characters that no request can carry, such as line breaks");
  const end = at(answer, "status", "expirationTimestamp") ?? undefined;
  const expires = instant(end);
  if (end !== undefined && expires === undefined)
    return failed("its expirationTimestamp is no time");
  return {
    ...optional("token", token),
    ...optional("certificate", certificate),
    ...optional("key", key),
    ...optional("expiresAt", expires === undefined ? undefined : expires.seconds * 1000),
  };
};

const outcome = (
  plugin: PluginEntry,
  of: KubectlContext,
  code: number | null,
  signal: string | null,
  output: string,
): PluginCredential | CredentialPluginFailed =>
  code === 0
    ? credential(plugin, of, output)
    : new CredentialPluginFailed({
        ...of,
        command: plugin.command,
        reason:
          code === null ? `it was ended by ${signal ?? "a signal"}` : `it ended with code ${code}`,
        ...optional("installHint", plugin.installHint),
      });

/**
 * Runs a credential plugin once and reads its answer, without a terminal, from the home folder (never a
 * workspace's), for at most 90 s; interrupting ends the program. Its output is never kept in an error.
 */
export const runPlugin = (
  plugin: PluginEntry,
  cluster: ClusterEntry,
  of: KubectlContext,
): Effect.Effect<PluginCredential, CredentialPluginFailed> =>
  Effect.callback<PluginCredential, CredentialPluginFailed>((resume) => {
    const cannotStart = (cause: unknown) =>
      resume(
        Effect.fail(
          new CredentialPluginFailed({
            ...of,
            command: plugin.command,
            reason:
              member(cause, "code") === "ENOENT"
                ? "it is not installed, or not on the PATH of the editor"
                : "it can't be started",
            ...optional("installHint", plugin.installHint),
            ...optional("details", cause instanceof Error ? cause.message : undefined),
            cause,
          }),
        ),
      );
    try {
      const child = spawn(plugin.command, plugin.args, {
        cwd: homedir(),
        env: {
          ...process.env,
          ...plugin.env,
          KUBERNETES_EXEC_INFO: executionInfo(plugin, cluster),
        },
        // What it complains of may hold a secret, and is nobody's to keep: a terminal shows it.
        stdio: ["ignore", "pipe", "ignore"],
        windowsHide: true,
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        output += piece;
        if (output.length > maxOutput) child.kill("SIGKILL");
      });
      child.on("error", cannotStart);
      child.on("close", (code, signal) => {
        const ended = outcome(plugin, of, code, signal, output);
        resume(
          ended instanceof CredentialPluginFailed ? Effect.fail(ended) : Effect.succeed(ended),
        );
      });
      return Effect.sync(() => {
        child.kill("SIGKILL");
      });
    } catch (cause) {
      cannotStart(cause);
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: patienceMs,
      orElse: () =>
        Effect.fail(
          new CredentialPluginFailed({
            ...of,
            command: plugin.command,
            reason: `it gave no answer for ${patienceMs / 1000} s`,
            ...optional("installHint", plugin.installHint),
          }),
        ),
    }),
  );
