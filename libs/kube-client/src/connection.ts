import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { StatusError } from '#libs/apimachinery';
import { type Credentials, type MemberAccess, type TlsIdentity } from './access.js';
import {
  CREDENTIALS_TTL_MS,
  MAX_FREE_SOCKETS,
  MAX_RESPONSE_BYTES,
  MAX_SOCKETS,
  MAX_TRIES,
} from './limits.js';
import { namesObject, serverStatus } from './server-status.js';
import { SilentStreams } from './silent-streams.js';

export interface Call {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  /** For the call with all its retries. */
  readonly timeoutMs: number;
  /** A 404 that names this object is an answer ('' as the body) and no error: it is the common one of a first look. */
  readonly absent?: string;
}

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly body: string;
}

/**
 * HTTP/1.1 to one API server over kept-alive sockets. Bare node:https, because the fetch layers above it cost more CPU
 * than the requests. All calls that go through it may be repeated safely (reads, applies, deletes with a uid).
 */
export class Connection {
  private agent: HttpAgent | undefined;
  private identity = '';
  private agentOf: Credentials | undefined;
  private credentials: { readonly value: Promise<Credentials>; readonly at: number } | undefined;
  private closed = false;
  private readonly streams = new SilentStreams();
  /** The server's address, taken apart once: parsing it for every request shows in profiles. */
  private readonly target: {
    readonly secure: boolean;
    readonly host: string;
    readonly port: string;
    readonly basePath: string;
  };

  constructor(private readonly access: MemberAccess) {
    const url = new URL(access.server);
    const secure = url.protocol !== 'http:';
    this.target = {
      secure,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? '443' : '80'),
      basePath: url.pathname.replace(/\/$/, ''),
    };
  }

  /** The body of a 2xx answer. Throws StatusError for anything else. */
  async call(call: Call): Promise<string> {
    const deadline = performance.now() + call.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once(call, deadline, attempt);
      if (answer === undefined) continue;
      const body = resultOf(answer, call);
      if (body !== undefined) return body;
      if (answer.status === 401 && attempt === 1 && this.forgetOldCredentials()) continue;
      const error = serverStatus(answer.status, answer.body, answer.retryAfterSeconds);
      if (answer.retryAfterSeconds === undefined || attempt >= MAX_TRIES) throw error;
      const waitMs = answer.retryAfterSeconds * 1_000;
      if (performance.now() + waitMs >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  /** Opens an answer that is read as it comes. Throws StatusError unless it starts well within `timeoutMs`. */
  async open(call: Call, signal: AbortSignal): Promise<IncomingMessage> {
    const request = await this.request(call);
    const abort = (): void => {
      request.destroy();
    };
    signal.addEventListener('abort', abort, { once: true });
    // The listener goes with the stream: a signal outlives thousands of watches.
    request.once('close', () => signal.removeEventListener('abort', abort));
    if (signal.aborted) request.destroy();
    const response = await headersOf(request, call.timeoutMs);
    if (response.statusCode === 200) {
      this.streams.add(response);
      return response;
    }
    const answer = await bodyOf(response);
    if (answer.status === 401) this.forgetOldCredentials();
    throw serverStatus(answer.status, answer.body, answer.retryAfterSeconds);
  }

  close(): void {
    this.closed = true;
    this.agent?.destroy();
  }

  /** Undefined: an idle socket had been cut by the other side; to be tried again. */
  private async once(call: Call, deadline: number, attempt: number): Promise<Answer | undefined> {
    const request = await this.request(call);
    const left = Math.max(1, deadline - performance.now());
    try {
      const answer = await answerOf(request, left);
      this.streams.answered(!request.reusedSocket);
      return answer;
    } catch (error) {
      if (request.reusedSocket && error instanceof TimeoutError) this.suspectKept();
      if (request.reusedSocket && attempt < MAX_TRIES && codeOf(error) === 'ECONNRESET') return undefined;
      throw unreachable(error, call);
    }
  }

  /** Kept sockets may be half-open: the next calls take new ones. */
  private suspectKept(): void {
    this.streams.suspect();
    for (const sockets of Object.values(this.agent?.freeSockets ?? {}))
      for (const socket of sockets ?? []) socket.destroy();
  }

  private async request(call: Call): Promise<ClientRequest> {
    if (this.closed) throw new StatusError('ServiceUnavailable', 'the connection to the member was closed');
    const credentials = await this.currentCredentials();
    const agent = this.agentFor(credentials);
    const headers: Record<string, string | number> = {
      ...credentials.headers,
      accept: 'application/json',
      'user-agent': 'meridian-agent',
    };
    if (call.body !== undefined) {
      headers['content-type'] = call.contentType ?? 'application/json';
      headers['content-length'] = Buffer.byteLength(call.body);
    }
    const { secure, host, port, basePath } = this.target;
    const path = basePath + call.path;
    const options = { method: call.method, host, port, path, headers, agent };
    const request = secure ? httpsRequest(options) : httpRequest(options);
    request.end(call.body);
    return request;
  }

  private async currentCredentials(): Promise<Credentials> {
    const now = performance.now();
    if (!this.credentials || now - this.credentials.at > CREDENTIALS_TTL_MS)
      this.credentials = { value: this.access.credentials(), at: now };
    const asked = this.credentials;
    try {
      return await asked.value;
    } catch (error) {
      if (this.credentials === asked) this.credentials = undefined;
      throw new StatusError('Unauthorized', 'the credentials for the member cannot be read', {
        cause: error,
      });
    }
  }

  /** False when they were read just now: they are not old, they are wrong. */
  private forgetOldCredentials(): boolean {
    if (!this.credentials || performance.now() - this.credentials.at < 1_000) return false;
    this.credentials = undefined;
    return true;
  }

  private agentFor(credentials: Credentials): HttpAgent {
    if (this.agent && this.agentOf === credentials) return this.agent;
    this.agentOf = credentials;
    const identity = JSON.stringify(credentials.tls);
    if (this.agent && this.identity === identity) return this.agent;
    // Requests on the old agent end by themselves; its idle sockets are dropped by their timeout.
    this.identity = identity;
    this.agent = credentials.agent ?? this.newAgent(credentials.tls);
    return this.agent;
  }

  private newAgent(tls: TlsIdentity): HttpAgent {
    const shared = {
      keepAlive: true,
      keepAliveMsecs: 10_000,
      maxSockets: MAX_SOCKETS,
      maxFreeSockets: MAX_FREE_SOCKETS,
      scheduling: 'lifo' as const,
    };
    const agent = this.target.secure ? new HttpsAgent({ ...shared, ...tls }) : new HttpAgent(shared);
    // All its sockets are alike. The default name is made of every TLS option, certificates included, for each request.
    return Object.assign(agent, { getName: () => 'member' });
  }
}

/** What the call gives, unless it failed. */
function resultOf(answer: Answer, call: Call): string | undefined {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  const absent = answer.status === 404 && call.absent !== undefined && namesObject(answer.body, call.absent);
  return absent ? '' : undefined;
}

function answerOf(request: ClientRequest, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    request.once('error', fail);
    request.once('response', (response: IncomingMessage) => {
      bodyOf(response).then(
        (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        (error: unknown) => fail(error as Error),
      );
    });
  });
}

function headersOf(request: ClientRequest, timeoutMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
    request.once('response', (response: IncomingMessage) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Stays for the life of the stream: a late error must not be an uncaught one.
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(unreachable(error, undefined));
    });
  });
}

function bodyOf(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_RESPONSE_BYTES) response.destroy(new Error('the answer is too large'));
      else chunks.push(chunk);
    });
    response.once('error', reject);
    // A response that is cut emits 'aborted' and 'error'; 'close' alone means the same on some versions.
    response.once('close', () => {
      if (!response.complete) reject(new Error('the answer was cut'));
    });
    response.once('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      resolve({
        status: response.statusCode ?? 0,
        retryAfterSeconds: retryAfter(response.headers['retry-after']),
        body: body.toString('utf8'),
      });
    });
  });
}

/** Seconds; dates, which API servers do not send, count as none. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
  }
}

function unreachable(error: unknown, call: Call | undefined): StatusError {
  if (error instanceof StatusError) return error;
  const what = call ? `${call.method} ${call.path.split('?')[0] ?? ''}: ` : '';
  const text = (error as Error).message;
  return new StatusError(
    error instanceof TimeoutError ? 'Timeout' : 'ServiceUnavailable',
    `${what}the member's API server cannot be reached: ${text || codeOf(error)}`,
    { cause: error },
  );
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
