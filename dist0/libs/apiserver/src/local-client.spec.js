import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { configMap, createHarness, replicaSet } from './harness.fixture.js';
import { createLocalClient } from './local-client.js';
const CONFIG_MAPS = { group: '', resource: 'configmaps' };
const REPLICA_SETS = { group: 'apps', resource: 'replicasets' };
const inDefault = (name) => ({ ...REPLICA_SETS, namespace: 'default', name });
const web = { ...replicaSet('web'), metadata: { name: 'web', namespace: 'default' } };
describe('local client', () => {
    it('takes objects through the pipeline and leaves what it was given alone', async () => {
        const { client } = await createHarness();
        const given = structuredClone(web);
        const created = await client.create(REPLICA_SETS, given);
        expect(given).toEqual(web);
        expect(created).toMatchObject({
            metadata: { generation: 1 },
            spec: { replicas: 1 },
            status: { replicas: 0 },
        });
        await expect(client.create(REPLICA_SETS, web)).rejects.toMatchObject({ reason: 'AlreadyExists' });
        const nowhere = { ...web, metadata: { name: 'web' } };
        await expect(client.create(REPLICA_SETS, nowhere)).rejects.toMatchObject({ reason: 'BadRequest' });
        const wrong = { ...web, spec: { ...created['spec'], replicas: -1 } };
        await expect(client.update(REPLICA_SETS, wrong)).rejects.toMatchObject({ reason: 'Invalid' });
        const stale = { ...web, metadata: { ...web.metadata, resourceVersion: '1' } };
        await expect(client.update(REPLICA_SETS, stale)).rejects.toMatchObject({ reason: 'Conflict' });
    });
    it('modifies what is there, the right part of it, and nothing without a change', async () => {
        const { client } = await createHarness();
        const created = await client.create(REPLICA_SETS, web);
        expect(await client.modify(inDefault('other'), (object) => object)).toBeUndefined();
        expect(await client.modify(inDefault('web'), () => undefined)).toBe(created);
        const status = await client.modify(inDefault('web'), (object) => ({ ...object, spec: {}, status: { replicas: 1 } }), 'status');
        expect(status).toMatchObject({
            spec: { replicas: 1 },
            status: { replicas: 1 },
            metadata: { generation: 1 },
        });
        const updated = await client.updateStatus(REPLICA_SETS, {
            ...created,
            metadata: { ...web.metadata },
            status: { replicas: 2 },
        });
        expect(updated['status']).toEqual({ replicas: 2 });
        const before = JSON.stringify(updated);
        await client.modify(inDefault('web'), (object) => ({
            ...object,
            spec: { ...object['spec'], replicas: 4 },
        }));
        expect(JSON.stringify(updated)).toBe(before);
    });
    it('lists by selectors and watches from there', async () => {
        const { client, call } = await createHarness();
        for (const app of ['a', 'b'])
            await client.create(CONFIG_MAPS, configMap(app, { metadata: { name: app, namespace: 'default', labels: { app } } }));
        const { items, resourceVersion } = await client.list(CONFIG_MAPS, {
            namespace: 'default',
            labelSelector: 'app in (b)',
        });
        expect(items.map((item) => item.metadata.name)).toEqual(['b']);
        const stop = new AbortController();
        const events = [];
        await call('DELETE', '/api/v1/namespaces/default/configmaps/a');
        for await (const event of client.watch(CONFIG_MAPS, resourceVersion, stop.signal)) {
            events.push(event);
            stop.abort();
        }
        expect(events).toMatchObject([{ type: 'DELETED', object: { metadata: { name: 'a' } } }]);
    });
    it('deletes once, and skips admission where it may', async () => {
        const { client, server } = await createHarness();
        const namespace = { group: '', resource: 'namespaces', namespace: '', name: 'kube-public' };
        await expect(client.delete(namespace)).rejects.toMatchObject({ reason: 'Forbidden' });
        const trusted = createLocalClient(server.core, { admission: false });
        expect(await trusted.delete(namespace)).toMatchObject({ status: { phase: 'Terminating' } });
        await client.create(REPLICA_SETS, web);
        expect(await client.delete(inDefault('web'), { uid: 'other' }).catch((error) => error)).toMatchObject({ reason: 'Conflict' });
        expect(await client.delete(inDefault('web'))).toMatchObject({ kind: 'ReplicaSet' });
        expect(await client.delete(inDefault('web'))).toBeUndefined();
    });
});
//# sourceMappingURL=local-client.spec.js.map