import { type IncomingMessage, type ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { ownAnswer } from './answers.js';
import { type Refusal } from './check-request.js';

export type ClientRequest = IncomingMessage | Http2ServerRequest;
export type ClientReply = ServerResponse | Http2ServerResponse;

/** The head of a gateway's answer, in the client's version of HTTP. `raw`: name, value, name, value. */
export function sendHead(reply: ClientReply, status: number, raw: readonly string[]): void {
  if (!(reply instanceof Http2ServerResponse)) {
    reply.writeHead(status, raw as string[]);
    return;
  }
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at]?.toLowerCase(), raw[at + 1]];
    const before = headers[name];
    headers[name] =
      before === undefined ? value : typeof before === 'string' ? [before, value] : [...before, value];
  }
  reply.writeHead(status, headers);
}

/** The whole body of an answer: to node, head and body are one string then, and one write. Each byte is one character. */
export function endWhole(reply: ClientReply, body: Buffer): void {
  const text = body.toString('latin1');
  if (reply instanceof Http2ServerResponse) reply.end(text, 'latin1');
  else reply.end(text, 'latin1');
}

/** False: wait for `drain`. */
export function writeTo(reply: ClientReply, part: Buffer): boolean {
  return reply instanceof Http2ServerResponse ? reply.write(part) : reply.write(part);
}

/** An answer of the edge's own. `close`: the connection is not used again (a body is left unread, or the edge ends). */
export function sendOwn(reply: ClientReply, refusal: Refusal, close: boolean): void {
  if (reply.headersSent || reply.destroyed) {
    abort(reply);
    return;
  }
  const { status, headers, body } = ownAnswer(refusal);
  if (reply instanceof Http2ServerResponse) reply.writeHead(status, headers);
  else reply.writeHead(status, close ? { ...headers, connection: 'close' } : headers);
  reply.end(body);
}

/** Ends an answer so that the client sees that it is not whole. */
export function abort(reply: ClientReply): void {
  if (reply instanceof Http2ServerResponse) reply.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else reply.destroy();
}

/** How the body of a request comes. */
export function bodyOf(request: ClientRequest): 'none' | 'chunked' | 'sized' {
  const { headers } = request;
  if ('stream' in request) {
    if (request.stream.endAfterHeaders) return 'none';
    return headers['content-length'] === undefined ? 'chunked' : 'sized';
  }
  if (headers['transfer-encoding'] !== undefined) return 'chunked';
  const length = headers['content-length'];
  return length === undefined || length === '0' ? 'none' : 'sized';
}
