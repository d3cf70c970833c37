import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditKey, encodeAudit, encodeWork, subjectHash, workSubject, } from '#libs/protocol';
import { JournalMemory, silentLogger } from '#libs/process';
import {} from '#libs/transport';
import { Checkpoint } from './checkpoint.js';
import { takeIn } from './intake.js';
import { ObjectTable } from './object-table.js';
function work(more = {}) {
    return {
        v: 1,
        hubUid: 'hub',
        epoch: 1,
        generation: 5,
        cluster: 'c1',
        action: 'apply',
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' },
        uid: 'u',
        manifestHash: 'h',
        encoding: 'json',
        keyId: '',
        body: '{}',
        adopt: false,
        ...more,
    };
}
function delivery(message) {
    const subject = workSubject(message.cluster, subjectHash(message.object));
    return { payload: encodeWork(message), subject, redelivered: false };
}
describe('takeIn', () => {
    let journal;
    let checkpoint;
    let table;
    let woken;
    let audits;
    const key = subjectHash(work().object);
    beforeEach(async () => {
        journal = new JournalMemory();
        checkpoint = await Checkpoint.over(journal, silentLogger);
        table = new ObjectTable(1_000_000);
        woken = [];
        audits = [];
    });
    const take = (...deliveries) => takeIn({
        hubUid: 'hub',
        cluster: 'c1',
        maxObjects: 3,
        table,
        checkpoint,
        logger: silentLogger,
        wake: (woke) => woken.push(woke),
        onAudit: (question) => audits.push(question),
    }, deliveries);
    it('acknowledges what is on disk, and wakes the object', async () => {
        expect(await take(delivery(work()))).toEqual([{ kind: 'done' }]);
        expect(woken).toEqual([key]);
        const restarted = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
        expect(await restarted.load(key)).toEqual(work());
    });
    it('acknowledges nothing that the disk refuses', async () => {
        journal.append = () => Promise.reject(new Error('no space left'));
        await expect(take(delivery(work()))).rejects.toThrow('no space left');
        expect(table.size).toBe(0);
        expect(woken).toEqual([]);
    });
    it.each([
        ['an older generation', work({ generation: 4, body: '{"old":1}' })],
        ['the same generation', work({ body: '{"again":1}' })],
        ['an older epoch', work({ epoch: 0, generation: 99 })],
        ['another hub', work({ hubUid: 'other', generation: 99 })],
    ])('acknowledges %s and does nothing', async (_name, message) => {
        await take(delivery(work()));
        woken = [];
        expect(await take(delivery(message))).toEqual([{ kind: 'done' }]);
        expect(woken).toEqual([]);
        expect(await checkpoint.load(key)).toEqual(work());
    });
    it('takes a higher epoch with a lower generation: the hub was restored', async () => {
        await take(delivery(work()));
        await take(delivery(work({ epoch: 2, generation: 1 })));
        expect(table.get(key)?.work).toMatchObject({ epoch: 2, generation: 1 });
    });
    it.each([
        ['what is no JSON', { ...delivery(work()), payload: Buffer.from('{') }],
        ['another version', delivery({ ...work(), v: 2 })],
        ['a payload that does not belong to its subject', { ...delivery(work()), subject: 'work.c1.other' }],
        ['work of another cluster', delivery(work({ cluster: 'c2' }))],
    ])('refuses %s for good', async (_name, bad) => {
        expect(await take(bad)).toEqual([{ kind: 'terminal', reason: expect.any(String) }]);
        expect(table.size).toBe(0);
    });
    it('hands on what the hub asks, and refuses what is asked of another cluster', async () => {
        const question = {
            v: 1,
            type: 'audit',
            hubUid: 'hub',
            cluster: 'c1',
            page: 2,
            list: [{ group: 'apps', kind: 'ReplicaSet' }],
            again: [key],
        };
        const asked = (message) => ({
            payload: encodeAudit(message),
            subject: workSubject('c1', auditKey(2)),
            redelivered: false,
        });
        expect(await take(asked(question))).toEqual([{ kind: 'done' }]);
        expect(audits).toEqual([question]);
        const [refused] = await take(asked({ ...question, cluster: 'c2' }));
        expect(refused?.kind).toBe('terminal');
        expect(await take(asked({ ...question, hubUid: 'other' }))).toEqual([{ kind: 'done' }]);
        expect(audits.length).toBe(1);
        expect(table.size).toBe(0);
    });
    it('takes the same work once more where it was lost, and nothing older', async () => {
        await take(delivery(work()));
        const object = table.get(key);
        if (!object)
            throw new Error('it was taken');
        object.damaged = true;
        checkpoint.damaged(key);
        woken = [];
        await take(delivery(work({ generation: 4 })));
        expect(woken).toEqual([]);
        await take(delivery(work({ body: '{"again":1}' })));
        expect(woken).toEqual([key]);
        expect(object).toMatchObject({ damaged: false, affirmed: true });
        expect((await checkpoint.load(key))?.body).toBe('{"again":1}');
    });
    it('sends back what is beyond the limit of objects, and still takes news of known ones', async () => {
        const named = (name, generation = 5) => delivery(work({ generation, object: { ...work().object, name } }));
        const outcomes = await take(named('a'), named('b'), named('c'), named('d'), named('a', 6));
        expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'done', 'done', 'retry', 'done']);
        expect(table.size).toBe(3);
    });
    it('ends with the newest of each object, however the batches fall', async () => {
        await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.record({ name: fc.constantFrom('a', 'b'), generation: fc.integer({ min: 1, max: 9 }) }), {
            minLength: 1,
            maxLength: 5,
        }), { minLength: 1, maxLength: 4 }), async (batches) => {
            journal = new JournalMemory();
            checkpoint = await Checkpoint.over(journal, silentLogger);
            table = new ObjectTable(1_000_000);
            const messages = batches.map((batch) => batch.map(({ name, generation }) => work({ generation, object: { ...work().object, name } })));
            // Batches overlap: none waits for the disk of another.
            await Promise.all(messages.map((batch) => take(...batch.map(delivery))));
            const restarted = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
            for (const name of new Set(batches.flat().map((one) => one.name))) {
                const newest = Math.max(...batches.flat().map((one) => (one.name === name ? one.generation : 0)));
                const id = subjectHash({ ...work().object, name });
                expect(table.get(id)?.work.generation).toBe(newest);
                expect((await restarted.load(id))?.generation).toBe(newest);
            }
        }), { numRuns: 50 });
    });
    it('ends the same for every order of a history, with repeats, and never takes up an older one', async () => {
        const history = [
            work({ epoch: 1, generation: 3 }),
            work({ epoch: 1, generation: 4, action: 'delete', manifestHash: '', body: '' }),
            work({ epoch: 1, generation: 9, body: '{"nine":1}' }),
            work({ epoch: 2, generation: 2, body: '{"restored":1}' }),
            work({ epoch: 2, generation: 6, action: 'release', manifestHash: '', body: '' }),
            work({ epoch: 2, generation: 7, body: '{"last":1}' }),
        ];
        const order = fc.shuffledSubarray([...history, ...history, ...history], { minLength: history.length });
        await fc.assert(fc.asyncProperty(order, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (messages, size, crash) => {
            journal = new JournalMemory();
            checkpoint = await Checkpoint.over(journal, silentLogger);
            table = new ObjectTable(1_000_000);
            const taken = [];
            for (let at = 0; at < messages.length; at += size) {
                woken = [];
                const outcomes = await take(...messages.slice(at, at + size).map(delivery));
                expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true);
                const now = table.get(key)?.work;
                if (woken.length > 0 && now)
                    taken.push(now.epoch * 100 + now.generation);
                if (!crash)
                    continue;
                journal = new JournalMemory(journal.snapshot());
                checkpoint = await Checkpoint.over(journal, silentLogger);
                table = new ObjectTable(1_000_000);
                for (const [known, entry] of checkpoint.entries())
                    table.restore(known, entry);
            }
            expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b));
            const newest = messages.reduce((a, b) => b.epoch * 100 + b.generation > a.epoch * 100 + a.generation ? b : a);
            expect(table.get(key)?.work).toMatchObject({ epoch: newest.epoch, generation: newest.generation });
            expect(await checkpoint.load(key)).toEqual(newest);
        }), { numRuns: 200 });
    });
});
//# sourceMappingURL=intake.spec.js.map