import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { StatusError, type Status } from '#libs/apimachinery';
import { methodNotAllowed } from './errors.js';

/**
 * Requests that Node gives up on before they reach the API server. Node would answer with a bare line, or close; clients
 * of Kubernetes show what a Status says.
 */

/** What Node says of its parser: the code of the answer, and a sentence. Everything else is 400. */
const FAULTS: Readonly<Record<string, readonly [code: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the header of the request is too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions of the request are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
  HPE_INVALID_METHOD: [400, 'the request is malformed: unknown method'],
};

const REASONS: Readonly<Record<number, Status['reason']>> = {
  408: 'Timeout',
  413: 'RequestEntityTooLarge',
  431: 'RequestEntityTooLarge',
};

/** For `clientError`: what cannot be parsed, is too large or too slow gets a Status, and the connection ends. */
export function refuseUnreadable(
  error: Error & { readonly code?: string; readonly reason?: string },
  socket: Duplex,
): void {
  if (!socket.writable || error.code === 'ECONNRESET' || hasBegunAnswer(socket)) {
    socket.destroy();
    return;
  }
  const [code, message] = FAULTS[error.code ?? ''] ?? [400, malformed(error)];
  socket.end(answerText(code, { ...statusOf(REASONS[code] ?? 'BadRequest', message), code }));
}

/** For `connect`: this server is nobody's proxy. */
export function refuseConnect(_request: IncomingMessage, socket: Duplex): void {
  socket.end(answerText(405, methodNotAllowed().toStatus()));
}

/** For `checkExpectation`: anything but 100-continue. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ ...statusOf('BadRequest', 'the expectation cannot be met'), code: 417 });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(417, { ...headers, connection: 'close' }).end(body);
}

function malformed({ reason }: { readonly reason?: string }): string {
  return reason === undefined ? 'the request is malformed' : `the request is malformed: ${reason}`;
}

function statusOf(reason: NonNullable<Status['reason']>, message: string): Status {
  return new StatusError(reason, message).toStatus();
}

/** In the middle of an answer a second one would be a part of it. Node keeps the answer at hand at its socket. */
function hasBegunAnswer(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: { readonly headersSent: boolean } };
  return answer?.headersSent === true;
}

function answerText(code: number, status: Status): string {
  const body = JSON.stringify(status);
  return [
    `HTTP/1.1 ${String(code)} ${STATUS_CODES[code] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
