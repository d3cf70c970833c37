import { constants } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_BODY_BYTES,
  REQUEST_TIMEOUT_MS,
  SLOW_CLIENT_MS,
} from './limits.js';
import { tooLarge } from './errors.js';
import { type ApiRequest, type ApiResponse } from './request.js';
import { respondBody } from './respond.js';
import { type ApiServer } from './server.js';

/**
 * Answers one request that arrived over Node's http or https. The body must not have been read. Resolves when the
 * answer was sent or the client is gone; never rejects.
 */
export async function serveNode(
  server: Pick<ApiServer, 'handle'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  // Only a client that left early: aborting costs an exception object, and most requests end well.
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const body = await readBody(request);
    if (body) await send(response, await server.handle(apiRequest(request, body, gone.signal)), gone.signal);
    else refuseBody(response);
  } catch {
    // The client went away in the middle; there is nobody to tell.
    response.destroy();
  }
}

/** Undefined when the body is larger than any request may be. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // The answer to a body that is too large still needs the connection.
  const reader = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  for await (const chunk of reader) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function refuseBody(response: ServerResponse): void {
  const { status, headers, body } = respondBody(413, tooLarge(MAX_BODY_BYTES).toStatus()) as Extract<
    ApiResponse,
    { body: unknown }
  >;
  response.writeHead(status, { ...headers, connection: 'close' });
  response.end(body);
}

function apiRequest(request: IncomingMessage, body: Uint8Array, signal: AbortSignal): ApiRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const certificate = clientCertificateOf(request);
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: flatten(request.headers),
    body,
    signal,
    ...(certificate ? { clientCertificate: certificate } : {}),
  };
}

function flatten(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers))
    flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}

type ClientCertificate = NonNullable<ApiRequest['clientCertificate']>;

/** A connection has one certificate for all its requests, and parsing it is dear. */
const certificates = new WeakMap<TLSSocket, { readonly subject: ClientCertificate | undefined }>();

function clientCertificateOf(request: IncomingMessage): ClientCertificate | undefined {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  let known = certificates.get(socket);
  if (!known) {
    known = { subject: subjectOf(socket) };
    certificates.set(socket, known);
  }
  return known.subject;
}

/** `authorized` alone is not enough: a resumed session without a certificate has it too. */
function subjectOf(socket: TLSSocket): ClientCertificate | undefined {
  const subject = socket.getPeerCertificate().subject as
    { readonly CN?: string | string[]; readonly O?: string | string[] } | undefined;
  const names = list(subject?.CN);
  const [commonName] = names;
  if (commonName === undefined || names.length > 1) return undefined;
  return { commonName, organizations: list(subject?.O) };
}

function list(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

async function send(response: ServerResponse, answer: ApiResponse, gone: AbortSignal): Promise<void> {
  if ('body' in answer) {
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    response.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer.status, body) });
    response.end(body);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  for await (const chunk of answer.stream) {
    if (gone.aborted) break;
    if (!response.write(chunk) && !(await drained(response))) break;
  }
  if (!gone.aborted) response.end();
}

function lengthOf(status: number, body: Uint8Array): Record<string, number> {
  return status === 304 || status === 204 ? {} : { 'content-length': body.length };
}

/**
 * Waits until the client has read what is buffered. A client that does not within the limit is cut off: it can watch
 * again from where it is, and what it holds back is one chunk and not a growing queue.
 */
function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (alive: boolean): void => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(alive);
    };
    const onDrain = (): void => finish(true);
    const onClose = (): void => finish(false);
    const timer = setTimeout(() => {
      response.destroy();
      finish(false);
    }, SLOW_CLIENT_MS);
    timer.unref();
    response.once('drain', onDrain);
    response.once('close', onClose);
  });
}

export interface HttpsOptions {
  readonly server: Pick<ApiServer, 'handle'>;
  /** PEM. */
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** PEM of the CA whose client certificates are believed. */
  readonly ca: string | Buffer;
  /** Gets the requests instead of `server`: a web framework that leads them to serveNode in its own way. */
  readonly listener?: RequestListener;
}

/**
 * An HTTPS server that is not listening yet. Client certificates are asked for but not demanded: what they prove is the
 * authenticators' business. Watches stay open as long as the API server lets them.
 */
export function createHttpsServer(options: HttpsOptions): HttpsServer {
  const { server, key, cert, ca, listener: framework } = options;
  const listener = createServer(
    {
      key,
      cert,
      ca,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      // A resumed session would carry on with a certificate that was checked long ago.
      secureOptions: constants.SSL_OP_NO_TICKET,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    framework ?? ((request, response) => void serveNode(server, request, response)),
  );
  // Timeouts of idle sockets would cut quiet watches.
  listener.setTimeout(0);
  return listener;
}

/** Listens and tells the port (0 asks for a free one). */
export function listen(server: HttpsServer, address: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : address.port);
    });
  });
}

/** Stops listening and cuts what is open, watches included. */
export function closeServer(server: HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
