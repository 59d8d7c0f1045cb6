/** An error as the API server answers it: an HTTP code and a `Status` object. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly reason?: string | undefined;
  readonly details?: object | undefined;
  /** Beside those that every answer bears. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Tells an error from what was asked for. */
export const isApiError = (value: object): value is ApiError =>
  "code" in value && "message" in value;

/** The `Status` object of an error. */
export const statusObject = (error: ApiError): object => ({
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Failure",
  message: error.message,
  reason: error.reason,
  details: error.details,
  code: error.code,
});

/** `pods "p" not found`; `qualified` is `pods` or `deployments.apps`. */
export const notFound = (qualified: string, name: string): ApiError => {
  const [kind = "", ...group] = qualified.split(".");
  return {
    code: 404,
    reason: "NotFound",
    message: `${qualified} "${name}" not found`,
    details: { name, group: group.length === 0 ? undefined : group.join("."), kind },
  };
};

/** 400 with a sentence. */
export const badRequest = (message: string): ApiError => ({
  code: 400,
  reason: "BadRequest",
  message,
});

/** 401: the credentials are not known. */
export const unauthorized: ApiError = {
  code: 401,
  reason: "Unauthorized",
  message: "Unauthorized",
};

/** 410: that version is compacted, or the watch cache does not reach back so far. */
export const expired = (message: string): ApiError => ({ code: 410, reason: "Expired", message });

/** One invalid field of an object: `tailLines: Invalid value: -1: must be …`. */
export interface FieldError {
  readonly field: string;
  readonly reason: "FieldValueInvalid" | "FieldValueForbidden" | "FieldValueNotSupported";
  readonly message: string;
}

/** 422 as `errors.NewInvalid` words it. */
export const invalid = (kind: string, name: string, fields: readonly FieldError[]): ApiError => {
  const list = fields.map(({ field, message }) => `${field}: ${message}`);
  return {
    code: 422,
    reason: "Invalid",
    message: `${kind} "${name}" is invalid: ${list.length === 1 ? (list[0] ?? "") : `[${list.join(", ")}]`}`,
    details: {
      name,
      kind,
      causes: fields.map(({ field, reason, message }) => ({ reason, message, field })),
    },
  };
};

/**
 * An answer of the kubelet that the API server translates (`response_checker.go`): its own text is lost,
 * what is left ends in `( pods/log NAME)`.
 */
export const fromKubelet = (
  code: number,
  reason: string,
  sentence: string,
  pod: string,
): ApiError => ({
  code,
  reason,
  message: `${sentence} ( pods/log ${pod})`,
  details: { name: pod, kind: "pods/log" },
});
