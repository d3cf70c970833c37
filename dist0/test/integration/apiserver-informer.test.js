import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {} from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { certificateAuthenticator, closeServer, createApiServer, createHttpsServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, listen, mastersOnly, namespaceLifecycle, } from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { silentLogger, systemClock } from '#libs/process';
import { makeCredentials } from '../../apps/simulator/src/access/credentials.js';
import { kubeconfigOf } from '../../apps/simulator/src/access/kubeconfig.js';
import { eventually } from '../support/eventually.js';
import { seededRandom } from '#libs/controller-runtime';
import { tempDir } from '../support/temp-dir.js';
/** A client that keeps a copy by list and watch, while everything changes and connections break. */
jest.setTimeout(120_000);
const CONFIG_MAPS = { group: '', resource: 'configmaps' };
const PHASES = 3;
const CHANGES = 200;
const NAMES = 25;
const credentials = makeCredentials({ cluster: 'test', host: '127.0.0.1' }, Date.now());
// A short memory, so that who was away too long is told to begin again.
const storage = createMemoryStorage({ clock: systemClock, historyLimit: 20 });
const server = createApiServer({
    storage,
    registry: createRegistry(builtinResources),
    clock: systemClock,
    logger: silentLogger,
    authenticators: [certificateAuthenticator],
    authorizer: mastersOnly,
    admission: [namespaceLifecycle(storage)],
});
const client = createLocalClient(server.core);
const watches = new EventEmitter();
let home;
let listener;
let config;
beforeAll(async () => {
    home = await tempDir('informer');
    await ensureNamespaces(client);
    const { key, certificate: cert } = credentials.server;
    const observed = {
        handle: (request) => {
            if (request.query.get('watch') === 'true')
                watches.emit('asked');
            return server.handle(request);
        },
    };
    listener = createHttpsServer({ server: observed, key, cert, ca: credentials.ca });
    const url = `https://127.0.0.1:${await listen(listener, { host: '127.0.0.1', port: 0 })}`;
    const file = join(home.path, 'config');
    writeFileSync(file, kubeconfigOf(url, credentials), { mode: 0o600 });
    config = new KubeConfig();
    config.loadFromFile(file);
});
afterAll(async () => {
    await closeServer(listener);
    await home.remove();
});
/** Creates, changes or deletes one of the objects. */
async function change(random) {
    const name = `cm-${Math.floor(random() * NAMES)}`;
    const key = { ...CONFIG_MAPS, namespace: 'default', name };
    const data = { value: String(random()) };
    if (!(await client.get(key)))
        await client.create(CONFIG_MAPS, {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name, namespace: 'default' },
            data,
        });
    else if (random() < 0.3)
        await client.delete(key);
    else
        await client.modify(key, (object) => ({ ...object, data }));
}
function copyOf(objects) {
    return Object.fromEntries(objects.map(({ metadata, data }) => [metadata?.name ?? '', data?.['value']]));
}
async function truth() {
    const { items } = await client.list(CONFIG_MAPS, { namespace: 'default' });
    return Object.fromEntries(items.map((item) => [item.metadata.name ?? '', item['data'].value]));
}
describe('an informer of client-node', () => {
    it.each([1, 2])('ends with what the server has (seed %d)', async (seed) => {
        const random = seededRandom(seed);
        const api = config.makeApiClient(CoreV1Api);
        const informer = makeInformer(config, '/api/v1/namespaces/default/configmaps', () => api.listNamespacedConfigMap({ namespace: 'default' }));
        let going = true;
        informer.on('error', () => {
            // As its documentation asks of the application.
            if (going)
                setImmediate(() => void informer.start().catch(() => undefined));
        });
        await informer.start();
        const settled = () => eventually('the copy is what the server has', async () => {
            const expected = JSON.stringify(Object.entries(await truth()).sort());
            return JSON.stringify(Object.entries(copyOf(informer.list())).sort()) === expected;
        });
        for (let phase = 0; phase < PHASES; phase += 1) {
            for (let round = 0; round < CHANGES; round += 1) {
                await change(random);
                if (random() < 0.02)
                    listener.closeAllConnections();
                if (random() < 0.1)
                    await new Promise((resolve) => setImmediate(resolve));
            }
            await settled();
            // It watches now: this one it must notice, whatever came before.
            const again = once(watches, 'asked');
            listener.closeAllConnections();
            await again;
        }
        await settled();
        going = false;
        await informer.stop();
        expect(copyOf(informer.list())).toEqual(await truth());
    });
});
//# sourceMappingURL=apiserver-informer.test.js.map