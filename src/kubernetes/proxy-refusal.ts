import { optional } from "./json.ts";

/** A proxy that does not lead on, for a reason; `login`: it wants another one, so that trying again can't help. */
export class Refusal extends Error {
  readonly login: boolean;
  readonly details: string | undefined;
  constructor(reason: string, more: { readonly login?: boolean; readonly details?: string } = {}) {
    super(reason);
    this.login = more.login ?? false;
    this.details = more.details;
  }
}

/** The user name and the password in a proxy's address. */
export const login = ({
  password,
  username,
}: URL): readonly [user: string, password: string] | undefined =>
  username === "" && password === ""
    ? undefined
    : [decodeURIComponent(username), decodeURIComponent(password)];

/** The refusal of a proxy that wants a login, or another one than its address has. */
export const wantsLogin = (proxy: URL, details?: string): Refusal =>
  new Refusal(
    login(proxy) === undefined
      ? "it asks for a user name and a password"
      : "it does not accept the user name and the password",
    { login: true, ...optional("details", details) },
  );
