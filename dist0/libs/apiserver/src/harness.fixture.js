import {} from '#libs/apimachinery';
import { builtinResources } from '#libs/builtin-kinds';
import { ManualClock, silentLogger } from '#libs/process';
import { tokenAuthenticator } from './authentication.js';
import { mastersOnly } from './authorization.js';
import { createLocalClient } from './local-client.js';
import { createMemoryStorage } from './memory-storage.js';
import { ensureNamespaces, namespaceLifecycle } from './namespace-lifecycle.js';
import { createRegistry } from './registry.js';
import {} from './request.js';
import { createApiServer } from './server.js';
import {} from './storage.js';
const START = Date.parse('2026-11-21T08:00:00Z');
const ADMIN = { authorization: 'Bearer admin' };
export async function createHarness(options = {}) {
    const clock = new ManualClock(START);
    const storage = options.storage ?? createMemoryStorage({ clock });
    const registry = createRegistry(options.rows ?? builtinResources);
    const users = new Map([
        ['admin', { username: 'admin', groups: ['system:masters'] }],
        ['alice', { username: 'alice', groups: [] }],
    ]);
    const server = createApiServer({
        storage,
        registry,
        clock,
        authenticators: [tokenAuthenticator(users)],
        authorizer: mastersOnly,
        admission: [namespaceLifecycle(storage)],
        logger: silentLogger,
        ...options,
    });
    const client = createLocalClient(server.core);
    await ensureNamespaces(client);
    return { server, clock, storage, registry, client, ...callers(server) };
}
function callers(server) {
    const send = (method, url, what) => {
        const [path = '', query = ''] = url.split('?');
        return server.handle({
            method,
            path,
            query: new URLSearchParams(query),
            headers: { ...ADMIN, ...what.headers },
            body: bytesOf(what.body),
            signal: what.signal ?? new AbortController().signal,
        });
    };
    return {
        async call(method, url, body, headers = {}) {
            const response = await send(method, url, { body, headers });
            if (!('body' in response))
                throw new Error('the answer is a watch');
            const text = typeof response.body === 'string' ? response.body : Buffer.from(response.body).toString();
            const isJson = String(response.headers['content-type']).startsWith('application/json');
            return {
                status: response.status,
                headers: response.headers,
                body: (isJson && text !== '' ? JSON.parse(text) : {}),
                text,
            };
        },
        watch(url, headers = {}) {
            const stop = new AbortController();
            return watcher(send('GET', url, { headers, signal: stop.signal }), stop);
        },
    };
}
function bytesOf(body) {
    if (body === undefined)
        return new Uint8Array();
    if (body instanceof Uint8Array)
        return body;
    return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
function watcher(response, stop) {
    let lines = [];
    let reader;
    const next = async () => {
        if (!reader) {
            const answer = await response;
            if (!('stream' in answer))
                throw new Error(`no watch: ${String(answer.body)}`);
            reader = answer.stream[Symbol.asyncIterator]();
        }
        while (lines.length === 0) {
            const chunk = await reader.next();
            if (chunk.done)
                return undefined;
            lines = chunk.value.split('\n').filter((line) => line !== '');
        }
        return JSON.parse(lines.shift() ?? '');
    };
    return {
        next,
        async take(count) {
            const found = [];
            while (found.length < count) {
                const line = await next();
                if (!line)
                    break;
                found.push(line);
            }
            return found;
        },
        stop: () => {
            stop.abort();
        },
    };
}
export function configMap(name, more = {}) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' }, ...more };
}
/** A valid ReplicaSet of one container; the status is the client's wishful thinking. */
export function replicaSet(name, spec = {}) {
    const template = {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] },
    };
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name },
        spec: { selector: { matchLabels: { app: name } }, template, ...spec },
        status: { replicas: 7 },
    };
}
//# sourceMappingURL=harness.fixture.js.map