import { type Readable } from 'node:stream';
import { type buildConnector } from 'undici';
import { StatusError } from '#libs/apimachinery';
import { type Credentials, type MemberAccess } from './access.js';
import { AgentWire } from './agent-wire.js';
import { connectorFor } from './connector.js';
import { CREDENTIALS_TTL_MS, MAX_TRIES } from './limits.js';
import { PoolWire } from './pool-wire.js';
import { namesObject, serverStatus } from './server-status.js';
import { SilentStreams } from './silent-streams.js';
import {
  BodyParts,
  codeOf,
  CutError,
  TimeoutError,
  type Answer,
  type OpenAnswer,
  type Wire,
  type WireRequest,
} from './wire.js';

export interface Call {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  /** Of the answer; default application/json. */
  readonly accept?: string;
  /** For the call with all its retries. */
  readonly timeoutMs: number;
  /** A 404 that names this object is an answer ('' as the body) and no error: it is the common one of a first look. */
  readonly absent?: string;
}

/**
 * Calls to one API server: credentials, tries, errors. All calls that go through it may be repeated safely (reads,
 * applies, deletes with a uid).
 */
export class Connection {
  private wire: Wire | undefined;
  private identity = '';
  /** Of `identity`; outlives a wire that is given up. */
  private connector: buildConnector.connector | undefined;
  private wireOf: Credentials | undefined;
  private credentials: { readonly value: Promise<Credentials>; readonly at: number } | undefined;
  private closed = false;
  /** When something was answered last, by performance.now(). */
  private answeredAt = -Infinity;
  private readonly origin: string;
  private readonly basePath: string;
  private readonly streams = new SilentStreams();

  constructor(private readonly access: MemberAccess) {
    const url = new URL(access.server);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/$/, '');
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
  async open(call: Call, signal: AbortSignal): Promise<Readable> {
    const credentials = await this.currentCredentials();
    const answer = await this.wireFor(credentials)
      .open(this.requestOf(call, credentials), call.timeoutMs, signal)
      .catch((error: unknown) => {
        throw unreachable(error, undefined);
      });
    if (answer.status === 200) {
      this.streams.add(answer.stream);
      return answer.stream;
    }
    if (answer.status === 401) this.forgetOldCredentials();
    const body = await textOf(answer).catch((error: unknown) => {
      throw unreachable(error, undefined);
    });
    throw serverStatus(answer.status, body, answer.retryAfterSeconds);
  }

  close(): void {
    this.closed = true;
    this.wire?.close();
  }

  /** Undefined: an idle socket had been cut by the other side; to be tried again. */
  private async once(call: Call, deadline: number, attempt: number): Promise<Answer | undefined> {
    const credentials = await this.currentCredentials();
    const wire = this.wireFor(credentials);
    const sentAt = performance.now();
    try {
      const left = Math.max(1, deadline - sentAt);
      const answer = await wire.send(this.requestOf(call, credentials), left);
      if (wire === this.wire) {
        this.streams.answered();
        this.answeredAt = performance.now();
      }
      return answer;
    } catch (error) {
      // Who answers others meanwhile is slow: dozens of new handshakes would make it slower. The socket of this call ends with it.
      if (error instanceof TimeoutError && this.answeredAt < sentAt) this.suspect(wire);
      if (error instanceof CutError && attempt < MAX_TRIES) return undefined;
      throw unreachable(error, call);
    }
  }

  /** Its sockets may be half-open: the next calls take new ones. */
  private suspect(wire: Wire): void {
    if (wire !== this.wire) return;
    this.streams.suspect();
    wire.retire();
    this.wire = undefined;
  }

  private requestOf(call: Call, credentials: Credentials): WireRequest {
    const { method, body } = call;
    const headers: Record<string, string> = {
      ...credentials.headers,
      accept: call.accept ?? 'application/json',
      'user-agent': 'meridian-agent',
    };
    if (body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
    return { method, path: this.basePath + call.path, headers, body };
  }

  private async currentCredentials(): Promise<Credentials> {
    if (this.closed) throw new StatusError('ServiceUnavailable', 'the connection to the member was closed');
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

  private wireFor(credentials: Credentials): Wire {
    if (this.wire && this.wireOf === credentials) return this.wire;
    this.wireOf = credentials;
    const identity = JSON.stringify(credentials.tls);
    if (this.wire && this.identity === identity) return this.wire;
    this.wire?.retire();
    const { agent, tls } = credentials;
    if (!this.connector || this.identity !== identity) this.connector = connectorFor(tls);
    this.identity = identity;
    this.wire = agent ? new AgentWire(this.origin, agent) : new PoolWire(this.origin, this.connector);
    return this.wire;
  }
}

/** What the call gives, unless it failed. */
function resultOf(answer: Answer, call: Call): string | undefined {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  const absent = answer.status === 404 && call.absent !== undefined && namesObject(answer.body, call.absent);
  return absent ? '' : undefined;
}

async function textOf({ stream }: OpenAnswer): Promise<string> {
  const body = new BodyParts();
  for await (const chunk of stream)
    if (!body.add(chunk as Buffer)) throw new Error('the answer is too large');
  return body.text();
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
