import {} from '../demo/federation.js';
import { readKubeconfig, serverOf } from '../kube-http.js';
import { distribution, round } from './figures.js';
import {} from './laboratory.js';
import { LeanConnection } from './lean-connection.js';
import { CONFIG_MAPS, numbered } from './rounds.js';
/** The hub's API as its clients feel it, with Postgres and TLS, and without members. */
const CONNECTIONS = 16;
const OBJECTS = 10_000;
const GETS = 20_000;
const PAGE = 500;
const WATCHES = 1_000;
/** Watches that are opened at once: each is a TLS handshake on both sides. */
const OPENING = 20;
const EVENTS = 20;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const JSON_ONLY = 'application/json';
export async function benchApi(laboratory) {
    const federation = await laboratory.start(0);
    const server = serverOf(await readKubeconfig(federation.kubeconfigFile), 'federation');
    // First: what thousands of objects leave in the heap is not what watches cost.
    const watches = await idleWatches(laboratory, server, federation);
    laboratory.emit({ metric: 'watches', ...watches });
    const names = numbered('bench', OBJECTS);
    const creates = await rate(laboratory, server, OBJECTS, (index) => ({
        method: 'POST',
        path: CONFIG_MAPS,
        body: oneKilobyte(names[index] ?? ''),
        status: 201,
    }));
    laboratory.emit({ metric: 'creates', connections: CONNECTIONS, ...creates });
    const gets = await rate(laboratory, server, GETS, (index) => ({
        method: 'GET',
        path: `${CONFIG_MAPS}/${names[(index * 7_919) % OBJECTS] ?? ''}`,
        body: '',
        status: 200,
    }));
    laboratory.emit({ metric: 'gets', connections: CONNECTIONS, ...gets });
    const list = await listAll(laboratory, server);
    laboratory.emit({ metric: 'list', as: 'Table', page: PAGE, ...list });
    return { creates, gets, list, watches };
}
/** Sends `count` requests over the connections, each as soon as its connection is free. */
async function rate(laboratory, server, count, requestOf) {
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => LeanConnection.open(server)));
    const samples = [];
    let next = 0;
    const before = await laboratory.hubCpu();
    const begin = performance.now();
    await Promise.all(connections.map(async (connection) => {
        for (let index = next++; index < count; index = next++) {
            const { method, path, body, status } = requestOf(index);
            const at = performance.now();
            const answer = await connection.ask(method, path, JSON_ONLY, body);
            samples.push(performance.now() - at);
            if (answer.status !== status)
                throw new Error(`${method} ${path}: ${answer.body.toString()}`);
        }
    }));
    const ms = performance.now() - begin;
    const after = await laboratory.hubCpu();
    for (const connection of connections)
        connection.close();
    return {
        n: count,
        perSecond: Math.round((count / ms) * 1_000),
        ms: distribution(samples),
        hubCpuMs: perRequest(after.ownMs - before.ownMs, count),
        otherCpuMs: perRequest(after.othersMs - before.othersMs, count),
    };
}
function perRequest(ms, count) {
    return Math.round((ms / count) * 1_000) / 1_000;
}
async function listAll(laboratory, server) {
    const connection = await LeanConnection.open(server);
    const before = await laboratory.hubCpu();
    const begin = performance.now();
    let objects = 0;
    let pages = 0;
    for (let token = '';;) {
        const path = `${CONFIG_MAPS}?limit=${String(PAGE)}${token}`;
        const { status, body } = await connection.ask('GET', path, TABLE);
        if (status !== 200)
            throw new Error(`${path}: ${body.toString()}`);
        const page = JSON.parse(body.toString());
        objects += page.rows.length;
        pages++;
        if (page.metadata.continue === undefined || page.metadata.continue === '')
            break;
        token = `&continue=${encodeURIComponent(page.metadata.continue)}`;
    }
    const ms = round(performance.now() - begin);
    const after = await laboratory.hubCpu();
    connection.close();
    return { objects, pages, ms, hubCpuMs: after.ownMs - before.ownMs };
}
async function idleWatches(laboratory, server, { hub }) {
    const without = await laboratory.hubMemoryMb();
    const { metadata } = await hub.call({
        method: 'GET',
        path: `${CONFIG_MAPS}?limit=1`,
    });
    const path = `${CONFIG_MAPS}?watch=true&resourceVersion=${metadata.resourceVersion}`;
    const told = { by: 0, all: () => undefined };
    const watches = [];
    while (watches.length < WATCHES) {
        const opened = await Promise.all(Array.from({ length: OPENING }, () => LeanConnection.open(server)));
        await Promise.all(opened.map((watch) => {
            // An event of a kilobyte comes in one piece, and the next only when this one has reached all.
            return watch.watch(path, () => {
                if (++told.by === WATCHES)
                    told.all();
            });
        }));
        watches.push(...opened);
    }
    const memoryMb = await laboratory.hubMemoryMb();
    const samples = [];
    const writer = await LeanConnection.open(server);
    for (const name of numbered('told', EVENTS)) {
        const begin = performance.now();
        const all = new Promise((resolve) => Object.assign(told, { by: 0, all: resolve }));
        await Promise.all([all, writer.ask('POST', CONFIG_MAPS, JSON_ONLY, oneKilobyte(name))]);
        samples.push(performance.now() - begin);
        await settled();
    }
    for (const watch of [...watches, writer])
        watch.close();
    const addedMb = round(memoryMb - without);
    return { n: watches.length, memoryMb, addedMb, lastToldMs: distribution(samples) };
}
/** Controllers write to an object that is new; those events belong to it and not to the next. */
function settled() {
    return new Promise((resolve) => setTimeout(resolve, 200));
}
function oneKilobyte(name) {
    const metadata = { name, namespace: 'default' };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text: '' } };
    object.data.text = 'x'.repeat(1_024 - JSON.stringify(object).length);
    return JSON.stringify(object);
}
//# sourceMappingURL=api.js.map