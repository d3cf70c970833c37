import { request as httpRequest, } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BodyParts, codeOf, CutError, retryAfter, TimeoutError, } from './wire.js';
/** HTTP/1.1 over an Agent that knows the way, for kubeconfigs with a proxy. */
export class AgentWire {
    agent;
    target;
    request;
    /** `origin` is `https://host:port`. */
    constructor(origin, agent) {
        this.agent = agent;
        const url = new URL(origin);
        const secure = url.protocol !== 'http:';
        this.target = {
            host: url.hostname.replace(/^\[|\]$/g, ''),
            port: url.port || (secure ? '443' : '80'),
        };
        this.request = secure ? httpsRequest : httpRequest;
    }
    send(request, timeoutMs) {
        return answerOf(this.start(request), timeoutMs);
    }
    async open(request, timeoutMs, signal) {
        const running = this.start(request);
        const abort = () => {
            running.destroy();
        };
        signal.addEventListener('abort', abort, { once: true });
        // The listener goes with the stream: a signal outlives thousands of watches.
        running.once('close', () => signal.removeEventListener('abort', abort));
        if (signal.aborted)
            running.destroy();
        const response = await headersOf(running, timeoutMs);
        return {
            status: response.statusCode ?? 0,
            retryAfterSeconds: retryAfter(response.headers['retry-after']),
            stream: response,
        };
    }
    retire() {
        // Requests on it end by themselves.
        for (const sockets of Object.values(this.agent.freeSockets))
            for (const socket of sockets ?? [])
                socket.destroy();
    }
    close() {
        this.agent.destroy();
    }
    start({ method, path, headers, body }) {
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        const request = this.request({
            ...this.target,
            method,
            path,
            headers: { ...headers, ...length },
            agent: this.agent,
        });
        request.end(body);
        return request;
    }
}
function answerOf(request, timeoutMs) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
        const fail = (error) => {
            clearTimeout(timer);
            const cut = request.reusedSocket && codeOf(error) === 'ECONNRESET';
            reject(cut ? new CutError(error.message, { cause: error }) : error);
        };
        request.once('error', fail);
        request.once('response', (response) => {
            bodyOf(response).then((answer) => {
                clearTimeout(timer);
                resolve(answer);
            }, (error) => fail(error));
        });
    });
}
function headersOf(request, timeoutMs) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
        request.once('response', (response) => {
            clearTimeout(timer);
            resolve(response);
        });
        // Stays for the life of the stream: a late error must not be an uncaught one.
        request.on('error', (error) => {
            clearTimeout(timer);
            reject(error);
        });
    });
}
function bodyOf(response) {
    return new Promise((resolve, reject) => {
        const body = new BodyParts();
        response.on('data', (chunk) => {
            if (!body.add(chunk))
                response.destroy(new Error('the answer is too large'));
        });
        response.once('error', reject);
        // A response that is cut emits 'aborted' and 'error'; 'close' alone means the same on some versions.
        response.once('close', () => {
            if (!response.complete)
                reject(new Error('the answer was cut'));
        });
        response.once('end', () => {
            resolve({
                status: response.statusCode ?? 0,
                retryAfterSeconds: retryAfter(response.headers['retry-after']),
                body: body.text(),
            });
        });
    });
}
//# sourceMappingURL=agent-wire.js.map