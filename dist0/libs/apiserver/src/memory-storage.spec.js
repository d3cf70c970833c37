import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { createMemoryStorage } from './memory-storage.js';
import {} from './storage.js';
const configmaps = { group: '', resource: 'configmaps' };
const key = (namespace, name) => ({ ...configmaps, namespace, name });
const object = (namespace, name, data = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, uid: `uid-${name}`, labels: { app: name } },
    data,
});
async function create(storage, namespace, name) {
    return storage.write({ type: 'create', key: key(namespace, name), object: object(namespace, name) });
}
function expected(stored) {
    return { uid: stored.metadata.uid, resourceVersion: stored.metadata.resourceVersion };
}
/** Reads `count` items, then stops the watch. */
async function take(storage, after, count) {
    const stop = new AbortController();
    const items = [];
    for await (const item of storage.watch({ resource: configmaps, after }, stop.signal)) {
        items.push(item);
        if (items.length === count)
            stop.abort();
    }
    return items;
}
describe('memory storage', () => {
    it('compares uid and version before it writes', async () => {
        const storage = createMemoryStorage({ clock: new ManualClock() });
        const first = await create(storage, 'a', 'x');
        await expect(create(storage, 'a', 'x')).rejects.toMatchObject({ reason: 'AlreadyExists' });
        const second = await storage.write({
            type: 'update',
            key: key('a', 'x'),
            object: { ...first, data: { n: '1' } },
            expected: expected(first),
        });
        expect(Number(second.metadata.resourceVersion)).toBe(Number(first.metadata.resourceVersion) + 1);
        const stale = { type: 'delete', key: key('a', 'x'), object: first, expected: expected(first) };
        await expect(storage.write(stale)).rejects.toMatchObject({ reason: 'Conflict' });
        await storage.write({ ...stale, expected: expected(second) });
        await expect(storage.write(stale)).rejects.toMatchObject({ reason: 'NotFound' });
    });
    it('lists in order of namespace and name, in pages of one snapshot', async () => {
        const storage = createMemoryStorage({ clock: new ManualClock() });
        for (const [namespace, name] of [
            ['a-b', 'x'],
            ['a', 'z'],
            ['a', 'b'],
            ['b', 'a'],
        ])
            await create(storage, namespace, name);
        const page = await storage.list({ resource: configmaps, limit: 2 });
        expect(page.items.map((item) => item.metadata.name)).toEqual(['b', 'z']);
        expect(page.remaining).toBe(2);
        await create(storage, 'a-b', 'later');
        const rest = await storage.list({
            resource: configmaps,
            limit: 9,
            after: page.next,
            at: page.resourceVersion,
        });
        expect(rest.items.map((item) => item.metadata.name)).toEqual(['x', 'a']);
        expect(rest.resourceVersion).toBe(page.resourceVersion);
        const one = await storage.list({ resource: configmaps, namespace: 'a', name: 'z', labels: { app: 'z' } });
        expect(one.items).toHaveLength(1);
    });
    it('watches every later change once, and says so when the log is too short', async () => {
        const storage = createMemoryStorage({ clock: new ManualClock(), historyLimit: 4 });
        const start = await storage.currentResourceVersion(configmaps);
        const one = await create(storage, 'a', 'one');
        await storage.write({
            type: 'delete',
            key: key('a', 'one'),
            object: one,
            expected: expected(one),
        });
        const items = await take(storage, start, 2);
        expect(items.map((item) => item.type)).toEqual(['ADDED', 'DELETED']);
        for (let index = 0; index < 10; index += 1)
            await create(storage, 'a', `n${index}`);
        await expect(take(storage, start, 1)).rejects.toMatchObject({ reason: 'Expired' });
        await expect(storage.list({ resource: configmaps, at: start })).rejects.toMatchObject({
            reason: 'Expired',
        });
    });
    it('ends a reader that fell behind, and wakes one that waits', async () => {
        const storage = createMemoryStorage({ clock: new ManualClock(), historyLimit: 4 });
        const start = await storage.currentResourceVersion(configmaps);
        const stop = new AbortController();
        const reader = storage.watch({ resource: configmaps, after: start }, stop.signal)[Symbol.asyncIterator]();
        const pending = reader.next();
        await create(storage, 'a', 'first');
        expect(await pending).toMatchObject({ value: { type: 'ADDED' } });
        for (let index = 0; index < 20; index += 1)
            await create(storage, 'a', `n${index}`);
        await expect(reader.next()).rejects.toMatchObject({ reason: 'Expired' });
        stop.abort();
    });
    it('tells an idle watcher how far it is', async () => {
        const clock = new ManualClock();
        const storage = createMemoryStorage({ clock });
        const start = await storage.currentResourceVersion(configmaps);
        const pending = take(storage, start, 1);
        await create(storage, 'a', 'x').then(() => undefined);
        expect((await pending)[0]).toMatchObject({ type: 'ADDED' });
        const idle = take(storage, await storage.currentResourceVersion(configmaps), 1);
        clock.advance(10_000);
        expect((await idle)[0]).toMatchObject({ type: 'PROGRESS' });
    });
});
//# sourceMappingURL=memory-storage.spec.js.map