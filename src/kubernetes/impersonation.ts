import type { OutgoingHttpHeaders } from "node:http";

/** Whom a user acts as, as its kubeconfig says (`as`, `as-groups`, `as-uid`, `as-user-extra`). */
export interface Impersonation {
  readonly user: string;
  readonly groups: ReadonlyArray<string>;
  readonly uid?: string;
  readonly extra: Readonly<Record<string, ReadonlyArray<string>>>;
}

/** A key as part of a header's name: what may not stand in one, and `%`, is escaped (client-go's headerKeyEscape). */
const headerKey = (key: string): string =>
  Array.from(Buffer.from(key, "utf8"), (byte) => {
    const char = String.fromCharCode(byte);
    return /[!#$&'*+\-.^_`|~\dA-Za-z]/u.test(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

/** A header's value in UTF-8, as Go sends it; Node sends a letter as one byte, or not at all. */
const headerValue = (value: string): string => Buffer.from(value, "utf8").toString("latin1");

/** The headers that ask the API server to take a request as another's (Kubernetes 1.22 and later for the uid). */
export const impersonationHeaders = ({
  extra,
  groups,
  uid,
  user,
}: Impersonation): OutgoingHttpHeaders => ({
  "Impersonate-User": headerValue(user),
  ...(groups.length === 0 ? {} : { "Impersonate-Group": groups.map(headerValue) }),
  ...(uid === undefined ? {} : { "Impersonate-Uid": headerValue(uid) }),
  ...Object.fromEntries(
    Object.entries(extra).map(([key, values]) => [
      `Impersonate-Extra-${headerKey(key)}`,
      values.map(headerValue),
    ]),
  ),
});
