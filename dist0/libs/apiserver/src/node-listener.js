import { constants } from 'node:crypto';
import {} from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { constants as zlibConstants, gzip } from 'node:zlib';
import { GZIP_MIN_BYTES, HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, MAX_BODY_BYTES, REQUEST_TIMEOUT_MS, SLOW_CLIENT_MS, STREAM_WRITE_CHARS, } from './limits.js';
import { tooLarge } from './errors.js';
import {} from './request.js';
import { respondBody } from './respond.js';
import {} from './server.js';
/**
 * Answers one request that arrived over Node's http or https. The body must not have been read. Resolves when the
 * answer was sent or the client is gone; never rejects.
 */
export async function serveNode(server, request, response) {
    try {
        const body = await readBody(request);
        if (!body)
            refuseBody(response);
        else {
            const answer = await server.handle(new NodeRequest(request, response, body));
            if ('body' in answer)
                await sendBody(request, response, answer);
            else
                await sendStream(response, answer);
        }
    }
    catch {
        // The client went away in the middle; there is nobody to tell.
        response.destroy();
    }
}
const NOTHING = new Uint8Array(0);
/** Undefined when the body is larger than any request may be. Rejects when the client goes away before its end. */
function readBody(request) {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (length === undefined && encoding === undefined)
        return NOTHING;
    if (Number(length ?? 0) > MAX_BODY_BYTES)
        return undefined;
    return new Promise((resolve, reject) => {
        let chunks = [];
        let size = 0;
        request.on('data', (chunk) => {
            size += chunk.length;
            chunks.push(chunk);
            if (size <= MAX_BODY_BYTES)
                return;
            // The rest is read and dropped, because the answer needs the connection.
            chunks = [];
            resolve(undefined);
        });
        request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
        request.once('close', () => {
            if (!request.complete)
                reject(new Error('the client went away'));
        });
    });
}
function refuseBody(response) {
    const { status, headers, body } = respondBody(413, tooLarge(MAX_BODY_BYTES).toStatus());
    response.writeHead(status, { ...headers, connection: 'close' });
    response.end(body);
}
/** Shared: nobody writes to a query. */
const NO_QUERY = new URLSearchParams();
/** A request as the API server sees it. Most requests are never asked for their query or for a signal, so those wait. */
class NodeRequest {
    response;
    body;
    method;
    path;
    headers;
    clientCertificate;
    search;
    parsed;
    gone;
    constructor(request, response, body) {
        this.response = response;
        this.body = body;
        const { method = 'GET', url = '/' } = request;
        const mark = url.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? url : url.slice(0, mark);
        this.search = mark < 0 ? '' : url.slice(mark + 1);
        // Node joins what is sent twice; only set-cookie, which no request has to carry, stays a list.
        this.headers = request.headers;
        this.clientCertificate = clientCertificateOf(request);
    }
    get query() {
        if (this.search === '')
            return NO_QUERY;
        return (this.parsed ??= new URLSearchParams(this.search));
    }
    get signal() {
        if (this.gone)
            return this.gone.signal;
        const gone = (this.gone = new AbortController());
        const { response } = this;
        // Only a client that left early: aborting costs an exception object, and most requests end well.
        const closed = () => {
            if (!response.writableFinished)
                gone.abort();
        };
        if (response.destroyed)
            closed();
        else
            response.once('close', closed);
        return gone.signal;
    }
}
/** A connection has one certificate for all its requests, and parsing it is dear. */
const certificates = new WeakMap();
function clientCertificateOf(request) {
    const { socket } = request;
    if (!(socket instanceof TLSSocket) || !socket.authorized)
        return undefined;
    let known = certificates.get(socket);
    if (!known) {
        known = { subject: subjectOf(socket) };
        certificates.set(socket, known);
    }
    return known.subject;
}
/** `authorized` alone is not enough: a resumed session without a certificate has it too. */
function subjectOf(socket) {
    const subject = socket.getPeerCertificate().subject;
    const names = list(subject?.CN);
    const [commonName] = names;
    if (commonName === undefined || names.length > 1)
        return undefined;
    return { commonName, organizations: list(subject?.O) };
}
function list(value) {
    if (value === undefined)
        return [];
    return Array.isArray(value) ? value : [value];
}
async function sendBody(request, response, { status, headers, body }) {
    if (status === 304 || status === 204)
        response.writeHead(status, headers).end();
    else if (Buffer.byteLength(body) >= GZIP_MIN_BYTES && takesGzip(request)) {
        const packed = await compress(body, { level: zlibConstants.Z_BEST_SPEED });
        const vary = [headers['vary'] ?? [], 'Accept-Encoding'].flat().join(', ');
        const length = { 'content-encoding': 'gzip', 'content-length': packed.length };
        response.writeHead(status, { ...headers, vary, ...length }).end(packed);
    }
    else {
        // Text goes out in one piece with the headers, so it is not made a buffer here.
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    }
}
const compress = promisify(gzip);
function takesGzip(request) {
    return /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers['accept-encoding']?.toString() ?? '');
}
/** Chunks that come without a pause go out together: a burst of events is one write, one TLS record, one wake-up. */
async function sendStream(response, { status, headers, stream }) {
    response.writeHead(status, headers);
    response.flushHeaders();
    let pending = '';
    let due = false;
    const flush = () => {
        due = false;
        if (pending !== '' && !response.destroyed)
            response.write(pending);
        pending = '';
    };
    for await (const chunk of stream) {
        if (response.destroyed)
            break;
        pending += chunk;
        if (pending.length >= STREAM_WRITE_CHARS)
            flush();
        else if (!due) {
            due = true;
            // Runs when nothing else can go on at once, the stream included.
            process.nextTick(flush);
        }
        if (response.writableNeedDrain && !(await drained(response)))
            break;
    }
    flush();
    if (!response.destroyed)
        response.end();
}
/**
 * Waits until the client has read what is buffered. A client that does not within the limit is cut off: it can watch
 * again from where it is, and what it holds back is one chunk and not a growing queue.
 */
function drained(response) {
    return new Promise((resolve) => {
        const finish = (alive) => {
            clearTimeout(timer);
            response.off('drain', onDrain);
            response.off('close', onClose);
            resolve(alive);
        };
        const onDrain = () => finish(true);
        const onClose = () => finish(false);
        const timer = setTimeout(() => {
            response.destroy();
            finish(false);
        }, SLOW_CLIENT_MS);
        timer.unref();
        response.once('drain', onDrain);
        response.once('close', onClose);
    });
}
const TLS = {
    minVersion: 'TLSv1.2',
    // A resumed session would carry on with a certificate that was checked long ago.
    secureOptions: constants.SSL_OP_NO_TICKET,
};
/** Shows other certificates to who connects from now on; connections that are there go on. */
export function replaceCertificates(server, { key, cert, ca }) {
    server.setSecureContext({ key, cert, ca, ...TLS });
}
/**
 * An HTTPS server that is not listening yet. Client certificates are asked for but not demanded: what they prove is the
 * authenticators' business. Watches stay open as long as the API server lets them.
 */
export function createHttpsServer(options) {
    const { server, key, cert, ca, listener: framework } = options;
    const listener = createServer({
        key,
        cert,
        ca,
        requestCert: true,
        rejectUnauthorized: false,
        ...TLS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
    }, framework ?? ((request, response) => void serveNode(server, request, response)));
    // Timeouts of idle sockets would cut quiet watches.
    listener.setTimeout(0);
    return listener;
}
/** Listens and tells the port (0 asks for a free one). */
export function listen(server, address) {
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
export function closeServer(server) {
    return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
    });
}
//# sourceMappingURL=node-listener.js.map