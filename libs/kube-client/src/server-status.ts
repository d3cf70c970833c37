import { StatusError, type StatusDetails, type StatusReason } from '#libs/apimachinery';

/** Reasons that a server may send and we know; others are judged by the code. */
const BY_CODE: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};
const KNOWN = new Set<string>([...Object.values(BY_CODE), 'AlreadyExists', 'Gone', 'ServerTimeout']);

/** How much of a text that is no Status is kept in the message. */
const MAX_TEXT = 300;

/** A failed answer as the error it means: the server's own Status, or what the code says. */
export function serverStatus(code: number, body: string, retryAfterSeconds?: number): StatusError {
  const status = parseStatus(body);
  if (!status)
    return new StatusError(
      BY_CODE[code] ?? (code >= 500 ? 'InternalError' : 'BadRequest'),
      `the server answered ${code}: ${body.trim().slice(0, MAX_TEXT)}`,
      retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } },
    );
  return statusError(status, code, retryAfterSeconds);
}

/** Whether a failed answer is about this object, rather than about its API or namespace. */
export function namesObject(body: string, name: string): boolean {
  return parseStatus(body)?.details?.name === name;
}

/** A Status, from an answer or a watch event, as the error it means. */
export function statusError(status: ServerStatus, code: number, retryAfterSeconds?: number): StatusError {
  const reason = status.reason !== undefined && KNOWN.has(status.reason) ? status.reason : undefined;
  const details = retryAfterSeconds === undefined ? status.details : { ...status.details, retryAfterSeconds };
  return new StatusError(
    (reason as StatusReason | undefined) ??
      BY_CODE[status.code ?? code] ??
      (code >= 500 ? 'InternalError' : 'BadRequest'),
    status.message ?? `the server answered ${code}`,
    details ? { details } : {},
  );
}

export interface ServerStatus {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: StatusDetails;
}

function parseStatus(body: string): ServerStatus | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(body) as { kind?: unknown } | null;
    return parsed?.kind === 'Status' ? (parsed as ServerStatus) : undefined;
  } catch {
    return undefined;
  }
}
