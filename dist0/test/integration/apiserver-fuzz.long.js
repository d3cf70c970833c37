import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, mastersOnly, namespaceLifecycle, tokenAuthenticator, } from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { ManualClock, silentLogger } from '#libs/process';
import { bodyOf, readRecordings, VERSIONS } from '../support/conformance/recordings.js';
import { seededRandom } from '#libs/controller-runtime';
/**
 * What no client should send: recorded requests with bytes changed, cut, repeated and put into the wrong place. The answer
 * is always a Status (or what the server says about paths that are none of its own), never a 500, and nothing piles up.
 */
const REQUESTS = 20_000;
/** Objects that were created in spite of everything are a part of it. */
const GROWTH_LIMIT_BYTES = 64 * 1024 * 1024;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const corpus = VERSIONS.flatMap((version) => readRecordings(version).flatMap((recording) => recording.requests.map((request) => ({
    method: request.method,
    url: request.path,
    headers: request.reqHeaders,
    body: bodyOf(recording, request) ?? new Uint8Array(),
}))));
const TRASH = [
    '',
    '\0',
    '%zz',
    '%00',
    '..',
    '{',
    '[[[[',
    '"',
    '\u2028',
    '999999999999999999999',
    '-1',
    'null',
    'a'.repeat(5000),
];
const HEADERS = [
    'accept',
    'content-type',
    'authorization',
    'impersonate-user',
    'impersonate-extra-%zz',
    'if-none-match',
    'user-agent',
];
const PARAMETERS = [
    'labelSelector',
    'fieldSelector',
    'continue',
    'limit',
    'resourceVersion',
    'resourceVersionMatch',
    'timeoutSeconds',
    'dryRun',
    'fieldManager',
    'fieldValidation',
    'force',
    'propagationPolicy',
    'gracePeriodSeconds',
    'sendInitialEvents',
];
describe('malformed requests', () => {
    it('get a Status, always, and leave nothing behind', async () => {
        const random = seededRandom(20261121);
        const pick = (list) => list[Math.floor(random() * list.length)];
        const spoilText = (text) => {
            const at = Math.floor(random() * (text.length + 1));
            return pick([
                text.slice(0, at),
                text.slice(0, at) + pick(TRASH) + text.slice(at),
                text + text,
                pick(TRASH),
            ]);
        };
        const spoilBytes = (bytes) => {
            const copy = Buffer.from(bytes);
            if (copy.length === 0)
                return Buffer.from(pick(TRASH));
            for (let changes = 1 + random() * 4; changes > 1; changes -= 1)
                copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
            return random() < 0.3 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy;
        };
        const spoiled = (sent) => {
            const [path = '/', search = ''] = sent.url.split('?');
            const query = new URLSearchParams(search);
            const headers = { ...sent.headers, authorization: 'Bearer admin' };
            let { body } = sent;
            const what = random();
            if (what < 0.4)
                body = spoilBytes(body);
            else if (what < 0.6)
                query.set(pick(PARAMETERS), spoilText(query.get('labelSelector') ?? pick(TRASH)));
            else if (what < 0.8)
                headers[pick(HEADERS)] = spoilText(pick(Object.values(sent.headers)));
            // A watch that begins is none of these; it would have to be read.
            query.delete('watch');
            return {
                method: random() < 0.05 ? pick(['PUT', 'POST', 'PATCH', 'DELETE', 'GET', 'BREW']) : sent.method,
                path: what >= 0.8 ? `/${spoilText(path.slice(1))}`.replace('/watch/', '/') : path,
                query,
                headers,
                body,
                signal: AbortSignal.abort(),
            };
        };
        const server = await startServer();
        const baseline = { heap: 0 };
        for (let index = 0; index < REQUESTS; index += 1) {
            const request = spoiled(pick(corpus));
            const answer = await server.handle(request);
            if (answer.status >= 500 && answer.status !== 504)
                throw new Error(describeRequest(request, answer));
            if (answer.status >= 400 && 'body' in answer && !isStatus(answer.body))
                throw new Error(describeRequest(request, answer));
            if (index === REQUESTS / 10) {
                collectGarbage();
                baseline.heap = process.memoryUsage().heapUsed;
            }
        }
        collectGarbage();
        expect(process.memoryUsage().heapUsed - baseline.heap).toBeLessThan(GROWTH_LIMIT_BYTES);
    }, 600_000);
});
function isStatus(body) {
    const text = Buffer.from(body).toString();
    return text === '404 page not found\n' || JSON.parse(text).kind === 'Status';
}
function describeRequest({ method, path, query, headers, body }, answer) {
    return JSON.stringify({
        method,
        path,
        query: String(query),
        headers,
        body: Buffer.from(body).toString('latin1'),
        answer,
    });
}
async function startServer() {
    const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    const storage = createMemoryStorage({ clock });
    const server = createApiServer({
        storage,
        registry: createRegistry(builtinResources),
        clock,
        logger: silentLogger,
        authenticators: [
            tokenAuthenticator(new Map([['admin', { username: 'admin', groups: ['system:masters'] }]])),
        ],
        authorizer: mastersOnly,
        admission: [namespaceLifecycle(storage)],
    });
    const client = createLocalClient(server.core);
    await ensureNamespaces(client, ['default', 'kube-system', 'demo']);
    return server;
}
//# sourceMappingURL=apiserver-fuzz.long.js.map