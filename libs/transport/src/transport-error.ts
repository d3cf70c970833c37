/** Why the broker did not take a message or answer a call. */
export type TransportFailure =
  /** Not connected, or the connection broke before the answer: unknown whether it was stored. */
  | 'disconnected'
  | 'timeout'
  /** No stream takes the subject, or no such consumer: the broker lost its disk. */
  | 'missing'
  /** The credentials do not allow it. */
  | 'forbidden'
  | 'too-large'
  /** Too many calls wait already. */
  | 'overloaded'
  /** The broker refused, for instance because its disk is full. */
  | 'rejected'
  | 'closed';

const RETRYABLE: Record<TransportFailure, boolean> = {
  disconnected: true,
  timeout: true,
  missing: true,
  forbidden: false,
  'too-large': false,
  overloaded: true,
  rejected: true,
  closed: false,
};

/** A call to the broker that failed. Publishing is idempotent (last value), so a retryable one may simply be repeated. */
export class TransportError extends Error {
  constructor(
    readonly failure: TransportFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'TransportError';
  }

  get retryable(): boolean {
    return RETRYABLE[this.failure];
  }
}
