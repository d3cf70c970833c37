import { type Readable } from 'node:stream';
import { MAX_RESPONSE_BYTES } from './limits.js';

/** One request as it goes out. */
export interface WireRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** With the server's base path and the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly body: string;
}

/** An answer that is read as it comes. The reader destroys it when it has enough. */
export interface OpenAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly stream: Readable;
}

/** Requests to one server over sockets that are kept. */
export interface Wire {
  /**
   * The whole answer within `timeoutMs`.
   * @throws TimeoutError; CutError when an idle socket had been cut by the other side; Error for what else goes wrong
   */
  send(request: WireRequest, timeoutMs: number): Promise<Answer>;
  /** The head of the answer within `timeoutMs`, its body until `signal` aborts. Throws as `send` does. */
  open(request: WireRequest, timeoutMs: number, signal: AbortSignal): Promise<OpenAnswer>;
  /** No new requests come; those that run end by themselves, watches included. */
  retire(): void;
  /** Cuts everything. */
  close(): void;
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
  }
}

/** The connection ended before anything of the answer came. */
export class CutError extends Error {
  override readonly name = 'CutError';
}

/** Gathers a body up to the largest that is believed. */
export class BodyParts {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  /** False when it becomes too large. */
  add(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.bytes > MAX_RESPONSE_BYTES) return false;
    this.chunks.push(chunk);
    return true;
  }

  text(): string {
    const [first] = this.chunks;
    return (this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)).toString('utf8');
  }
}

/** Seconds; dates, which API servers do not send, count as none. */
export function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

/** The code of a system or library error, or ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
