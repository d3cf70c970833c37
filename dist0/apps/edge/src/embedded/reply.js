import {} from 'node:http';
import { constants, Http2ServerResponse } from 'node:http2';
import { ownAnswer } from './answers.js';
import {} from './check-request.js';
/** The head of a gateway's answer, in the client's version of HTTP. `raw`: name, value, name, value. */
export function sendHead(reply, status, raw) {
    if (!(reply instanceof Http2ServerResponse)) {
        reply.writeHead(status, raw);
        return;
    }
    const headers = {};
    for (let at = 0; at + 1 < raw.length; at += 2) {
        const [name = '', value = ''] = [raw[at]?.toLowerCase(), raw[at + 1]];
        const before = headers[name];
        headers[name] =
            before === undefined ? value : typeof before === 'string' ? [before, value] : [...before, value];
    }
    reply.writeHead(status, headers);
}
/** An answer of the edge's own. `close`: the connection is not used again (a body is left unread, or the edge ends). */
export function sendOwn(reply, refusal, close) {
    if (reply.headersSent || reply.destroyed) {
        abort(reply);
        return;
    }
    const { status, headers, body } = ownAnswer(refusal);
    if (reply instanceof Http2ServerResponse)
        reply.writeHead(status, headers);
    else
        reply.writeHead(status, close ? { ...headers, connection: 'close' } : headers);
    reply.end(body);
}
/** Ends an answer so that the client sees that it is not whole. */
export function abort(reply) {
    if (reply instanceof Http2ServerResponse)
        reply.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else
        reply.destroy();
}
/** How the body of a request comes. */
export function bodyOf(request) {
    const { headers } = request;
    if ('stream' in request) {
        if (request.stream.endAfterHeaders)
            return 'none';
        return headers['content-length'] === undefined ? 'chunked' : 'sized';
    }
    if (headers['transfer-encoding'] !== undefined)
        return 'chunked';
    const length = headers['content-length'];
    return length === undefined || length === '0' ? 'none' : 'sized';
}
//# sourceMappingURL=reply.js.map