import { createApiServer, createMemoryStorage, createRegistry, mastersOnly, namespaceLifecycle, } from '#libs/apiserver';
import { formatApiVersion, } from '#libs/apimachinery';
import { ManualClock, silentLogger } from '#libs/process';
import {} from './observations.js';
import { bodyOf, eventsOf, isRecord } from './recordings.js';
import { seedsOf, targetOf, whole } from './seeds.js';
/** Bounds a watch that does not say what it should. */
const EVENT_LIMIT_MS = 5_000;
/** Replays recorded requests one by one, each against a fresh server that holds what the real one held then. */
export class Replay {
    observations;
    registry;
    documents;
    constructor(rows, observations) {
        this.observations = observations;
        this.registry = createRegistry(rows);
    }
    async run(recording, index) {
        const request = recording.requests[index];
        const seeds = request && seedsOf(this.observations, recording, index);
        if (!seeds)
            return { skipped: 'the recordings do not show what was there before' };
        if (!targetOf(request.path))
            return { ...(await this.document(request)), seeds };
        const body = bodyOf(recording, request);
        if (!body)
            return { skipped: 'the recorder cut the body of the request' };
        const clock = new ManualClock(Date.parse(request.resHeaders?.['date'] ?? '2026-11-21T04:34:27Z'));
        const storage = createMemoryStorage({ clock });
        const versions = await this.seed(storage, seeds.objects);
        if (!versions)
            return { skipped: 'what was there before is not in the version that is stored' };
        const current = await storage.currentResourceVersion({ group: '', resource: 'configmaps' });
        const server = this.server(storage, clock);
        const sent = requestOf(request, withOurVersions(body, versions), current);
        const response = await answered(server, sent, request.status);
        if ('body' in response)
            return { ...plain(response), seeds };
        const events = await this.follow(storage, response.stream, eventsOf(request.resBody) ?? [], versions);
        return { status: response.status, headers: response.headers, body: { __stream: events }, seeds };
    }
    /** Discovery, OpenAPI and the like: made once, because it is much to make. */
    async document(request) {
        if (!this.documents) {
            const clock = new ManualClock(Date.parse('2026-11-21T04:34:27Z'));
            this.documents = this.server(createMemoryStorage({ clock }), clock);
        }
        const sent = requestOf(request, new Uint8Array(), '');
        const response = await answered(this.documents, sent, request.status);
        if (!('body' in response))
            throw new Error(`${request.path} answered with a watch`);
        return plain(response);
    }
    server(storage, clock) {
        return createApiServer({
            storage,
            registry: this.registry,
            clock,
            logger: silentLogger,
            authenticators: [() => ({ username: 'admin', groups: ['system:masters', 'system:authenticated'] })],
            authorizer: mastersOnly,
            admission: [namespaceLifecycle(storage)],
        });
    }
    /** Recorded versions by ours; undefined for objects that are not in the stored version. */
    async seed(storage, objects) {
        const versions = new Map();
        for (const object of objects) {
            const key = this.keyOf(object);
            if (!key)
                return undefined;
            const { resourceVersion = '' } = object.metadata;
            const stored = await storage.write({ type: 'create', key, object: withoutNulls(object) });
            versions.set(resourceVersion, stored.metadata.resourceVersion ?? '');
        }
        return versions;
    }
    keyOf(object) {
        const [version = '', group = ''] = object.apiVersion.split('/').reverse();
        const row = this.registry.byKind(group, version, object.kind)?.definition;
        if (!row || formatApiVersion(row.versions[0]) !== object.apiVersion)
            return undefined;
        const { name = '', namespace = '' } = object.metadata;
        return { ...row.storage, namespace, name };
    }
    /** Makes the recorded changes happen, one after the other, and takes what the watch says of each. */
    async follow(storage, stream, recorded, versions) {
        const events = [];
        const reader = stream[Symbol.asyncIterator]();
        for (const { type, object } of recorded) {
            const shown = isRecord(object['rows']?.[0]) ? rowObject(object) : object;
            const state = whole(this.observations, shown);
            if (!state)
                break;
            const initial = versions.has(state.metadata.resourceVersion ?? '');
            const pending = reader.next();
            if (!initial && !(await this.change(storage, type, state)))
                break;
            const next = await Promise.race([pending, limit()]);
            if (next.done)
                break;
            events.push(...next.value
                .split('\n')
                .filter(Boolean)
                .map((line) => JSON.parse(line)));
        }
        return events;
    }
    /** False: the object to be changed is none that was set up. */
    async change(storage, type, state) {
        const key = this.keyOf(state);
        if (!key)
            return false;
        const object = withoutNulls(state);
        if (type === 'ADDED') {
            await storage.write({ type: 'create', key, object });
            return true;
        }
        const live = await storage.get(key);
        if (!live)
            return false;
        const expected = {
            uid: live.metadata.uid ?? '',
            resourceVersion: live.metadata.resourceVersion ?? '',
        };
        await storage.write({ type: type === 'DELETED' ? 'delete' : 'update', key, object, expected });
        return true;
    }
}
/** Our server never stores `creationTimestamp: null` in a template, as the recorded one does. */
function withoutNulls(value) {
    return JSON.parse(JSON.stringify(value), (_, item) => (item === null ? undefined : item));
}
function rowObject(table) {
    return table['rows'][0]?.object ?? table;
}
function limit() {
    return new Promise((resolve) => {
        const timer = setTimeout(() => resolve({ done: true, value: undefined }), EVENT_LIMIT_MS);
        timer.unref();
    });
}
/** Who asks again for what did not change asks with our ETag, not with the recorded one. */
async function answered(server, sent, status) {
    if (status !== 304)
        return server.handle(sent);
    const { 'if-none-match': _, 'if-modified-since': __, ...headers } = sent.headers;
    const first = await server.handle({ ...sent, headers });
    return server.handle({ ...sent, headers: { ...headers, 'if-none-match': String(first.headers['etag']) } });
}
function plain({ status, headers, body }) {
    const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
    const json = String(headers['content-type']).startsWith('application/json');
    return { status, headers, body: json && text !== '' ? JSON.parse(text) : text };
}
function requestOf(request, body, current) {
    const [path = '', search = ''] = request.path.split('?');
    const query = new URLSearchParams(search);
    // Of a document that was made there.
    query.delete('hash');
    const version = query.get('resourceVersion');
    if (version !== null && version !== '0')
        query.set('resourceVersion', current);
    return {
        method: request.method,
        path,
        query,
        headers: request.reqHeaders,
        body,
        signal: new AbortController().signal,
    };
}
/** A client that read a version sends it back: in an object, in a patch, or as the value of a JSON patch. */
function withOurVersions(body, versions) {
    let text = Buffer.from(body).toString('latin1');
    if (!/^\s*[[{]/.test(text))
        return body;
    for (const [recorded, ours] of versions)
        if (recorded !== '')
            text = text
                .replace(new RegExp(`("resourceVersion": ?)"${recorded}"`, 'g'), `$1"${ours}"`)
                .replace(new RegExp(`("path": ?"/metadata/resourceVersion", ?"value": ?)"${recorded}"`, 'g'), `$1"${ours}"`);
    return Buffer.from(text, 'latin1');
}
//# sourceMappingURL=replay.js.map