import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { ManualClock, silentLogger } from '#libs/process';
import { Informer, keyOf, splitKey } from './informer.js';
const resource = { group: '', resource: 'configmaps' };
function thing(name, resourceVersion, uid = `uid-${name}`) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ns', name, resourceVersion, uid } };
}
/** A source whose answers the test decides: what list gives, what each watch says. */
class ScriptedSource {
    items = [];
    version = '1';
    listFailure;
    watchedFrom = [];
    pending = [];
    wake;
    say(...signals) {
        this.pending.push(...signals);
        this.wake?.();
    }
    client = {
        list: () => this.listFailure
            ? Promise.reject(this.listFailure)
            : Promise.resolve({ items: this.items, resourceVersion: this.version }),
        watch: (_resource, from, signal) => this.watch(from, signal),
    };
    async *watch(from, signal) {
        this.watchedFrom.push(from);
        while (!signal.aborted) {
            const next = this.pending.shift();
            if (next === undefined) {
                await new Promise((resolve) => {
                    this.wake = resolve;
                    signal.addEventListener('abort', () => resolve(), { once: true });
                });
            }
            else if (next === 'end')
                return;
            else if ('fail' in next)
                throw next.fail;
            else
                yield next;
        }
    }
}
function setUp(options = {}) {
    const source = new ScriptedSource();
    const clock = new ManualClock();
    const informer = new Informer({ client: source.client, resource, clock, logger: silentLogger, ...options });
    const seen = [];
    let waiting;
    informer.onChange((change) => {
        seen.push(`${change.type} ${change.object.metadata.name} ${change.previous?.metadata.resourceVersion ?? '-'}`);
        if (waiting && seen.length >= waiting.count)
            waiting.resolve();
    });
    const changes = (count) => new Promise((resolve) => {
        waiting = { count, resolve };
        if (seen.length >= count)
            resolve();
    }).then(() => seen.splice(0));
    return { source, clock, informer, changes };
}
const settle = async () => {
    for (let turn = 0; turn < 20; turn++)
        await Promise.resolve();
};
describe('Informer', () => {
    it('mirrors the list and the changes after it', async () => {
        const { source, informer, changes } = setUp();
        source.items = [thing('a', '1')];
        informer.start();
        await informer.synced;
        expect(informer.get('ns/a')?.metadata.resourceVersion).toBe('1');
        source.say({ type: 'ADDED', object: thing('b', '2') }, { type: 'MODIFIED', object: thing('a', '3') }, { type: 'DELETED', object: thing('b', '4') });
        expect(await changes(4)).toEqual(['ADDED a -', 'ADDED b -', 'MODIFIED a 1', 'DELETED b 2']);
        expect([...informer.list()].map(keyOf)).toEqual(['ns/a']);
        await informer.stop();
    });
    it('lists again when the watch expired and tells only the differences', async () => {
        const { source, informer, changes } = setUp();
        source.items = [
            thing('same', '1'),
            thing('gone', '1'),
            thing('changed', '1'),
            thing('remade', '1', 'u1'),
        ];
        informer.start();
        await changes(4);
        source.items = [thing('same', '1'), thing('changed', '7'), thing('remade', '8', 'u2'), thing('new', '9')];
        source.version = '9';
        source.say({ fail: new StatusError('Expired', 'too old') });
        expect(await changes(5)).toEqual([
            'MODIFIED changed 1',
            'DELETED remade 1',
            'ADDED remade -',
            'ADDED new -',
            'DELETED gone 1',
        ]);
        await settle();
        expect(source.watchedFrom).toEqual(['1', '9']);
        await informer.stop();
    });
    it('opens a watch that ended well again where it ended', async () => {
        const { source, informer, changes } = setUp();
        informer.start();
        await informer.synced;
        source.say({ type: 'ADDED', object: thing('a', '5') }, 'end', { type: 'ADDED', object: thing('b', '6') });
        await changes(2);
        expect(source.watchedFrom).toEqual(['1', '5']);
        await informer.stop();
    });
    it('waits longer with each failure and recovers', async () => {
        const { source, clock, informer } = setUp();
        source.listFailure = new StatusError('ServiceUnavailable', 'down');
        informer.start();
        await settle();
        clock.advance(100);
        await settle();
        source.listFailure = undefined;
        source.items = [thing('a', '1')];
        clock.advance(99);
        await settle();
        expect(informer.size).toBe(0);
        clock.advance(101);
        await informer.synced;
        expect(informer.size).toBe(1);
        await informer.stop();
    });
    it('keeps only what it is told to keep', async () => {
        const { source, informer, changes } = setUp({
            keep: (object) => (object.metadata.name?.startsWith('x') ? undefined : { ...object, data: undefined }),
        });
        source.items = [{ ...thing('a', '1'), data: { big: 'value' } }, thing('x1', '1')];
        informer.start();
        expect(await changes(1)).toEqual(['ADDED a -']);
        expect(informer.get('ns/a')?.['data']).toBeUndefined();
        expect(informer.size).toBe(1);
        await informer.stop();
    });
    it('goes on when a listener throws', async () => {
        const { source, informer } = setUp();
        informer.onChange(() => {
            throw new Error('listener');
        });
        source.items = [thing('a', '1'), thing('b', '1')];
        informer.start();
        await informer.synced;
        expect(informer.size).toBe(2);
        await informer.stop();
    });
    it('rejects synced when stopped first', async () => {
        const { source, informer } = setUp();
        source.listFailure = new StatusError('ServiceUnavailable', 'down');
        informer.start();
        const stopped = informer.stop();
        await expect(informer.synced).rejects.toThrow('stopped');
        await stopped;
    });
});
describe('keys', () => {
    it.each(['ns/name', '/cluster-scoped'])('%s survives the round trip', (key) => {
        const { namespace, name } = splitKey(key);
        expect(keyOf({ apiVersion: 'v1', kind: 'X', metadata: { namespace, name } })).toBe(key);
    });
});
//# sourceMappingURL=informer.spec.js.map