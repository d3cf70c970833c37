import { type Refusal } from './check-request.js';
import { RETRY_AFTER_S } from './limits.js';

/** What the edge answers by itself. */
export const NO_BACKEND: Refusal = { status: 404, message: 'default backend - 404' };
export const UNAVAILABLE: Refusal = { status: 503, message: 'no healthy backend - 503' };
export const SHED: Refusal = { status: 503, message: 'all clusters are full - 503' };
export const BUSY: Refusal = { status: 503, message: 'too many requests at once - 503' };
export const TOO_MANY: Refusal = { status: 429, message: 'too many requests of this client - 429' };
export const MISDIRECTED: Refusal = { status: 421, message: 'this connection is for another host - 421' };
export const BAD_GATEWAY: Refusal = { status: 502, message: 'the cluster did not answer - 502' };
export const TIMED_OUT: Refusal = { status: 504, message: 'the cluster did not answer in time - 504' };

/** Head and body of an answer of the edge's own. */
export function ownAnswer({ status, message }: Refusal): {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  const body = `${message}\n`;
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...(status === 503 || status === 429 ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
    },
    body,
  };
}
