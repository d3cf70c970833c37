import { type IncomingMessage, type ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { constants as zlibConstants, gzip } from 'node:zlib';
import { type StatusError } from '#libs/apimachinery';
import { badRequest, tooLarge } from './errors.js';
import { GZIP_MIN_BYTES, MAX_BODY_BYTES } from './limits.js';
import { type ApiRequest, type ApiResponse } from './request.js';
import { respondBody } from './respond.js';
import { sendStream } from './send-stream.js';
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
  try {
    const body = await readBody(request);
    if (!body) refuse(response, tooLarge(MAX_BODY_BYTES));
    else if (lacksHost(request)) refuse(response, badRequest('missing required Host header'));
    else {
      const answer = await server.handle(new NodeRequest(request, response, body));
      if ('body' in answer) await sendBody(request, response, answer);
      else await sendStream(response, answer);
    }
  } catch {
    // The client went away in the middle; there is nobody to tell.
    response.destroy();
  }
}

const NOTHING = new Uint8Array(0);

/** Undefined when the body is larger than any request may be. Rejects when the client goes away before its end. */
function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> | Uint8Array | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return NOTHING;
  if (Number(length ?? 0) > MAX_BODY_BYTES) return undefined;
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAX_BODY_BYTES) return;
      // The rest is read and dropped, because the answer needs the connection.
      chunks = [];
      resolve(undefined);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('close', () => {
      if (!request.complete) reject(new Error('the client went away'));
    });
  });
}

/** RFC 9112, section 3.2. Node would answer without a word. */
function lacksHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

/** Answers with the error, and no more on this connection: what else comes on it means nothing. */
function refuse(response: ServerResponse, error: StatusError): void {
  const { status, headers, body } = respondBody(error.code, error.toStatus()) as BodyAnswer;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  response.end(body);
}

/** Shared: nobody writes to a query. */
const NO_QUERY = new URLSearchParams();

/** A request as the API server sees it. Most requests are never asked for their query or for a signal, so those wait. */
class NodeRequest implements ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly clientCertificate: ClientCertificate | undefined;
  private readonly search: string;
  private parsed: URLSearchParams | undefined;
  private gone: AbortController | undefined;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly body: Uint8Array,
  ) {
    const { method = 'GET' } = request;
    const url = originForm(request.url ?? '/');
    const mark = url.indexOf('?');
    this.method = method;
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.search = mark < 0 ? '' : url.slice(mark + 1);
    // Node joins what is sent twice; only set-cookie, which no request has to carry, stays a list.
    this.headers = request.headers as Readonly<Record<string, string | undefined>>;
    this.clientCertificate = clientCertificateOf(request);
  }

  get query(): URLSearchParams {
    if (this.search === '') return NO_QUERY;
    return (this.parsed ??= new URLSearchParams(this.search));
  }

  get signal(): AbortSignal {
    if (this.gone) return this.gone.signal;
    const gone = (this.gone = new AbortController());
    const { response } = this;
    // Only a client that left early: aborting costs an exception object, and most requests end well.
    const closed = (): void => {
      if (!response.writableFinished) gone.abort();
    };
    if (response.destroyed) closed();
    else response.once('close', closed);
    return gone.signal;
  }
}

/** What is asked of a proxy names the server as well (RFC 9112, section 3.2.2). */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
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

type BodyAnswer = Extract<ApiResponse, { body: unknown }>;

async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: BodyAnswer,
): Promise<void> {
  if (status === 304 || status === 204) response.writeHead(status, headers).end();
  else if (Buffer.byteLength(body) >= GZIP_MIN_BYTES && takesGzip(request)) {
    const packed = await compress(body, { level: zlibConstants.Z_BEST_SPEED });
    const vary = [headers['vary'] ?? [], 'Accept-Encoding'].flat().join(', ');
    const length = { 'content-encoding': 'gzip', 'content-length': packed.length };
    response.writeHead(status, { ...headers, vary, ...length }).end(packed);
  } else {
    // Text goes out in one piece with the headers, so it is not made a buffer here.
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  }
}

const compress = promisify(gzip);

function takesGzip(request: IncomingMessage): boolean {
  return /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(
    request.headers['accept-encoding']?.toString() ?? '',
  );
}
