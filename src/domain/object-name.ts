/** Whether a cluster can have an object of this name: a DNS subdomain (RFC 1123), which pods and their owners all have. */
export const isObjectName = (text: string): boolean =>
  /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u.test(text);

/** Whether a cluster can have a namespace of this name: a DNS label (RFC 1123). */
export const isNamespaceName = (text: string): boolean =>
  /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u.test(text);
