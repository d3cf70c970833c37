import {} from 'node:stream';
import { StatusError } from '#libs/apimachinery';
import {} from './access.js';
import { AgentWire } from './agent-wire.js';
import { CREDENTIALS_TTL_MS, MAX_TRIES } from './limits.js';
import { PoolWire } from './pool-wire.js';
import { namesObject, serverStatus } from './server-status.js';
import { SilentStreams } from './silent-streams.js';
import { BodyParts, codeOf, CutError, TimeoutError, } from './wire.js';
/**
 * Calls to one API server: credentials, tries, errors. All calls that go through it may be repeated safely (reads,
 * applies, deletes with a uid).
 */
export class Connection {
    access;
    wire;
    identity = '';
    wireOf;
    credentials;
    closed = false;
    origin;
    basePath;
    streams = new SilentStreams();
    constructor(access) {
        this.access = access;
        const url = new URL(access.server);
        this.origin = url.origin;
        this.basePath = url.pathname.replace(/\/$/, '');
    }
    /** The body of a 2xx answer. Throws StatusError for anything else. */
    async call(call) {
        const deadline = performance.now() + call.timeoutMs;
        for (let attempt = 1;; attempt++) {
            const answer = await this.once(call, deadline, attempt);
            if (answer === undefined)
                continue;
            const body = resultOf(answer, call);
            if (body !== undefined)
                return body;
            if (answer.status === 401 && attempt === 1 && this.forgetOldCredentials())
                continue;
            const error = serverStatus(answer.status, answer.body, answer.retryAfterSeconds);
            if (answer.retryAfterSeconds === undefined || attempt >= MAX_TRIES)
                throw error;
            const waitMs = answer.retryAfterSeconds * 1_000;
            if (performance.now() + waitMs >= deadline)
                throw error;
            await new Promise((resolve) => setTimeout(resolve, waitMs));
        }
    }
    /** Opens an answer that is read as it comes. Throws StatusError unless it starts well within `timeoutMs`. */
    async open(call, signal) {
        const credentials = await this.currentCredentials();
        const answer = await this.wireFor(credentials)
            .open(this.requestOf(call, credentials), call.timeoutMs, signal)
            .catch((error) => {
            throw unreachable(error, undefined);
        });
        if (answer.status === 200) {
            this.streams.add(answer.stream);
            return answer.stream;
        }
        if (answer.status === 401)
            this.forgetOldCredentials();
        const body = await textOf(answer).catch((error) => {
            throw unreachable(error, undefined);
        });
        throw serverStatus(answer.status, body, answer.retryAfterSeconds);
    }
    close() {
        this.closed = true;
        this.wire?.close();
    }
    /** Undefined: an idle socket had been cut by the other side; to be tried again. */
    async once(call, deadline, attempt) {
        const credentials = await this.currentCredentials();
        const wire = this.wireFor(credentials);
        try {
            const left = Math.max(1, deadline - performance.now());
            const answer = await wire.send(this.requestOf(call, credentials), left);
            if (wire === this.wire)
                this.streams.answered();
            return answer;
        }
        catch (error) {
            if (error instanceof TimeoutError)
                this.suspect(wire);
            if (error instanceof CutError && attempt < MAX_TRIES)
                return undefined;
            throw unreachable(error, call);
        }
    }
    /** Its sockets may be half-open: the next calls take new ones. */
    suspect(wire) {
        if (wire !== this.wire)
            return;
        this.streams.suspect();
        wire.retire();
        this.wire = undefined;
    }
    requestOf(call, credentials) {
        const { method, body } = call;
        const headers = {
            ...credentials.headers,
            accept: call.accept ?? 'application/json',
            'user-agent': 'meridian-agent',
        };
        if (body !== undefined)
            headers['content-type'] = call.contentType ?? 'application/json';
        return { method, path: this.basePath + call.path, headers, body };
    }
    async currentCredentials() {
        if (this.closed)
            throw new StatusError('ServiceUnavailable', 'the connection to the member was closed');
        const now = performance.now();
        if (!this.credentials || now - this.credentials.at > CREDENTIALS_TTL_MS)
            this.credentials = { value: this.access.credentials(), at: now };
        const asked = this.credentials;
        try {
            return await asked.value;
        }
        catch (error) {
            if (this.credentials === asked)
                this.credentials = undefined;
            throw new StatusError('Unauthorized', 'the credentials for the member cannot be read', {
                cause: error,
            });
        }
    }
    /** False when they were read just now: they are not old, they are wrong. */
    forgetOldCredentials() {
        if (!this.credentials || performance.now() - this.credentials.at < 1_000)
            return false;
        this.credentials = undefined;
        return true;
    }
    wireFor(credentials) {
        if (this.wire && this.wireOf === credentials)
            return this.wire;
        this.wireOf = credentials;
        const identity = JSON.stringify(credentials.tls);
        if (this.wire && this.identity === identity)
            return this.wire;
        this.wire?.retire();
        this.identity = identity;
        const { agent, tls } = credentials;
        this.wire = agent ? new AgentWire(this.origin, agent) : new PoolWire(this.origin, tls);
        return this.wire;
    }
}
/** What the call gives, unless it failed. */
function resultOf(answer, call) {
    if (answer.status >= 200 && answer.status < 300)
        return answer.body;
    const absent = answer.status === 404 && call.absent !== undefined && namesObject(answer.body, call.absent);
    return absent ? '' : undefined;
}
async function textOf({ stream }) {
    const body = new BodyParts();
    for await (const chunk of stream)
        if (!body.add(chunk))
            throw new Error('the answer is too large');
    return body.text();
}
function unreachable(error, call) {
    if (error instanceof StatusError)
        return error;
    const what = call ? `${call.method} ${call.path.split('?')[0] ?? ''}: ` : '';
    const text = error.message;
    return new StatusError(error instanceof TimeoutError ? 'Timeout' : 'ServiceUnavailable', `${what}the member's API server cannot be reached: ${text || codeOf(error)}`, { cause: error });
}
//# sourceMappingURL=connection.js.map