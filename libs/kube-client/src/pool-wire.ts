import { type buildConnector, Pool, type Dispatcher } from 'undici';
import { IDLE_SOCKET_MS, MAX_CALL_SOCKETS, MAX_WATCH_SOCKETS } from './limits.js';
import {
  BodyParts,
  codeOf,
  CutError,
  retryAfter,
  TimeoutError,
  type Answer,
  type OpenAnswer,
  type Wire,
  type WireRequest,
} from './wire.js';

/** How undici and the system say that the other side has gone. */
const CUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * HTTP/1.1 by undici: half the CPU of node:https for the same requests. Watches hold their sockets for minutes and so have
 * a pool of their own.
 */
export class PoolWire implements Wire {
  private readonly calls: Pool;
  private readonly watches: Pool;

  /** `origin` is `https://host:port`; `connect` opens its sockets. */
  constructor(origin: string, connect: buildConnector.connector) {
    const options = {
      pipelining: 1,
      keepAliveTimeout: IDLE_SOCKET_MS,
      keepAliveMaxTimeout: IDLE_SOCKET_MS,
      // Who calls has a timer for the whole call, which these could only double.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect,
    };
    this.calls = new Pool(origin, { ...options, connections: MAX_CALL_SOCKETS });
    this.watches = new Pool(origin, { ...options, connections: MAX_WATCH_SOCKETS });
  }

  send(request: WireRequest, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.calls.dispatch(optionsOf(request), new Exchange(timeoutMs, resolve, reject));
    });
  }

  async open(request: WireRequest, timeoutMs: number, signal: AbortSignal): Promise<OpenAnswer> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new TimeoutError(timeoutMs)), timeoutMs);
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) stop.abort();
    // The listener goes with the stream: a signal outlives thousands of watches.
    const forget = (): void => signal.removeEventListener('abort', abort);
    try {
      const answer = await this.watches.request({ ...optionsOf(request), signal: stop.signal });
      answer.body.once('close', forget);
      // A late error, after its reader left, must not be an uncaught one.
      answer.body.on('error', () => undefined);
      const header = answer.headers['retry-after'];
      const retryAfterSeconds = retryAfter(typeof header === 'string' ? header : undefined);
      return { status: answer.statusCode, retryAfterSeconds, stream: answer.body };
    } catch (error) {
      forget();
      throw stop.signal.reason instanceof TimeoutError ? stop.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  retire(): void {
    for (const pool of [this.calls, this.watches]) pool.close().catch(() => undefined);
  }

  close(): void {
    for (const pool of [this.calls, this.watches]) pool.destroy().catch(() => undefined);
  }
}

function optionsOf({
  method,
  path,
  headers,
  body,
}: WireRequest): Dispatcher.DispatchOptions & Pick<Dispatcher.RequestOptions, 'method' | 'path'> {
  return { method, path, headers, body: body ?? null };
}

/** One request with its timer. Undici's own promise interface costs a stream for each answer. */
class Exchange implements Dispatcher.DispatchHandlers {
  private status = 0;
  private retryAfterSeconds: number | undefined;
  private readonly body = new BodyParts();
  private readonly timer: NodeJS.Timeout;
  private failure: Error | undefined;
  private abort: ((error?: Error) => void) | undefined;

  constructor(
    timeoutMs: number,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => this.fail(new TimeoutError(timeoutMs)), timeoutMs);
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abort = abort;
    // Its time was over while it waited for a socket.
    if (this.failure) abort(this.failure);
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    // Of 1xx there may be several before the answer.
    if (status < 200) return true;
    this.status = status;
    if (status >= 400) this.retryAfterSeconds = retryAfter(headerOf(headers, 'retry-after'));
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (!this.body.add(chunk)) this.fail(new Error('the answer is too large'));
    return true;
  }

  onComplete(): void {
    clearTimeout(this.timer);
    this.resolve({
      status: this.status,
      retryAfterSeconds: this.retryAfterSeconds,
      body: this.body.text(),
    });
  }

  onError(error: Error): void {
    clearTimeout(this.timer);
    if (this.status === 0 && CUT_CODES.has(codeOf(error)))
      this.reject(new CutError(error.message, { cause: error }));
    else this.reject(error);
  }

  private fail(error: Error): void {
    this.failure = error;
    this.reject(error);
    this.abort?.(error);
  }
}

function headerOf(headers: readonly Buffer[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2)
    if (headers[i]?.length === name.length && headers[i]?.toString('latin1').toLowerCase() === name)
      return headers[i + 1]?.toString('latin1');
  return undefined;
}
