/** Errors as Kubernetes tells them: one family, a reason from a fixed list, causes that name fields. */

/** Reason -> HTTP code. `satisfies` below keeps the table exhaustive. */
const CODES = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  ServerTimeout: 500,
  Timeout: 504,
} as const;

export type StatusReason = keyof typeof CODES;

/** What callers count on and handle; it comes without a stack. */
const ROUTINE: ReadonlySet<StatusReason> = new Set(['NotFound', 'AlreadyExists', 'Conflict'] as const);

/** One thing that is wrong, with the path of the field: `spec.ports[0].port`. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The plural resource, except for Invalid, which names the Kind (as kube-apiserver does). */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The `Status` object of the API, as sent on the wire. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, unknown>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A failure that a client may act on. `cause` is for the log only and never reaches the wire. */
export class StatusError extends Error {
  readonly details: StatusDetails | undefined;

  constructor(
    readonly reason: StatusReason,
    message: string,
    options: { details?: StatusDetails; cause?: unknown } = {},
  ) {
    const limit = Error.stackTraceLimit;
    // Half of all answers to a first look are a NotFound: collecting a stack would cost more than the answer itself.
    if (ROUTINE.has(reason)) Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = limit;
    this.name = 'StatusError';
    this.details = options.details;
  }

  get code(): number {
    return CODES[this.reason];
  }

  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

export function isReason(error: unknown, reason: StatusReason): error is StatusError {
  return error instanceof StatusError && error.reason === reason;
}
