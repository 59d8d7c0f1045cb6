import { isObjectName } from "../domain/object-name.ts";
import type { ContextInfo } from "../kubernetes/kube.ts";
import { type Choice, filtersRows, type Row } from "./quick-pick-rows.ts";

/** The contexts, the current one first. */
export const contextChoices = (
  infos: ReadonlyArray<ContextInfo>,
): ReadonlyArray<Choice<ContextInfo>> =>
  [...infos]
    .sort((a, b) => Number(b.current) - Number(a.current))
    .map((info) => ({
      label: info.name,
      description: info.current ? `current · ${info.server}` : info.server,
      icon: "server-environment",
      value: info,
    }));

/** The namespaces, the one first that the kubeconfig names for the context. */
export const namespaceChoices = (
  names: ReadonlyArray<string>,
  usual: string,
): ReadonlyArray<Choice<string>> =>
  [...names]
    .sort((a, b) => Number(b === usual) - Number(a === usual))
    .map((name) => ({ label: name, icon: "symbol-namespace", value: name }));

/** A typed text as a name, where it can be one of a Kubernetes object and is no filter of the rows that there are. */
export const named =
  (what: string) =>
  (text: string, rows: ReadonlyArray<Row<unknown>> = []): ReadonlyArray<Choice<string>> =>
    isObjectName(text) && !filtersRows(text, rows)
      ? [{ label: text, key: `named/${text}`, description: `${what} by its name`, value: text }]
      : [];
