import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { createMemoryStorage } from '#libs/apiserver';
import { ManualClock, silentLogger } from '#libs/process';
import { decodeRecord, encodeRecord } from './object-record.js';
import { PersistentStorage } from './persistent-storage.js';
const configMaps = { group: '', resource: 'configmaps' };
const events = { group: '', resource: 'events' };
const keyOf = (name, resource = configMaps) => ({ ...resource, namespace: 'ns', name });
function thing(name, value) {
    return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: 'ns', name, uid: `uid-${name}` },
        data: { value },
    };
}
describe('PersistentStorage', () => {
    let directory;
    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'simulator-'));
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));
    const open = () => {
        const clock = new ManualClock(1000);
        const inner = createMemoryStorage({ clock });
        return PersistentStorage.open({ inner, directory, clock, logger: silentLogger, volatile: [events] });
    };
    const create = (storage, name, value = '1', resource = configMaps) => storage.write({ type: 'create', key: keyOf(name, resource), object: thing(name, value) });
    const expected = ({ metadata }) => ({
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
    });
    const update = (storage, before, value) => storage.write({
        type: 'update',
        key: keyOf(before.metadata.name),
        object: { ...before, data: { value } },
        expected: expected(before),
    });
    const remove = (storage, before) => storage.write({
        type: 'delete',
        key: keyOf(before.metadata.name),
        object: before,
        expected: expected(before),
    });
    const values = async (storage) => {
        const { items } = await storage.list({ resource: configMaps });
        return Object.fromEntries(items.map((item) => [item.metadata.name, item['data'].value]));
    };
    it('comes back from the journal when the process was killed', async () => {
        const storage = await open();
        const a = await create(storage, 'a');
        const b = await create(storage, 'b');
        await create(storage, 'c');
        await storage.flush();
        await update(storage, a, '2');
        await remove(storage, b);
        await storage.flush();
        expect(await values(await open())).toEqual({ a: '2', c: '1' });
    });
    it('comes back from the snapshot after a clean stop, and goes on', async () => {
        const first = await open();
        await create(first, 'a');
        await first.close();
        expect((await readdir(directory)).filter((name) => name.startsWith('snapshot'))).toHaveLength(1);
        const second = await open();
        const a = (await second.get(keyOf('a')));
        await update(second, a, '2');
        await create(second, 'b');
        await second.close();
        expect(await values(await open())).toEqual({ a: '2', b: '1' });
    });
    it('counts a journal up to the record that is not whole', async () => {
        const storage = await open();
        await create(storage, 'a');
        await storage.flush();
        const [journal = ''] = await readdir(directory);
        await appendFile(join(directory, journal), encodeRecord({ key: 'configmaps/ns/b', object: thing('b', '1') }).slice(0, -20));
        const next = await open();
        expect(await values(next)).toEqual({ a: '1' });
        await create(next, 'c');
        await next.flush();
        expect(await values(await open())).toEqual({ a: '1', c: '1' });
    });
    it('refuses a damaged snapshot rather than losing objects', async () => {
        const storage = await open();
        await create(storage, 'a');
        await create(storage, 'b');
        await storage.close();
        const name = (await readdir(directory)).find((file) => file.startsWith('snapshot'));
        const text = await readFile(join(directory, name), 'utf8');
        await writeFile(join(directory, name), text.replace('"value":"1"', '"value":"9"'));
        await expect(open()).rejects.toThrow(/damaged/);
    });
    it('survives a kill while a snapshot is being written', async () => {
        const storage = await open();
        await create(storage, 'a');
        await storage.flush();
        await writeFile(join(directory, 'snapshot.draft'), encodeRecord({ key: 'configmaps/ns/x', object: undefined }));
        const next = await open();
        await update(next, (await next.get(keyOf('a'))), '2');
        await next.flush();
        expect((await readdir(directory)).filter((name) => name.startsWith('journal'))).toHaveLength(2);
        expect(await values(await open())).toEqual({ a: '2' });
    });
    it('keeps no events', async () => {
        const storage = await open();
        await create(storage, 'e', '1', events);
        await storage.close();
        expect((await (await open()).list({ resource: events })).items).toEqual([]);
    });
});
describe('records', () => {
    it.each([
        { key: 'configmaps/ns/ä', object: thing('ä', 'two\nlines') },
        { key: 'pods/ns/a', object: undefined },
    ])('survive the round trip: $key', (record) => {
        const line = encodeRecord(record);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(decodeRecord(line.slice(0, -1))).toEqual(record);
        expect(decodeRecord(line.slice(0, -2))).toBeUndefined();
    });
});
//# sourceMappingURL=persistent-storage.spec.js.map