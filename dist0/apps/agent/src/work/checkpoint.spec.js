import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { encodeWork, subjectHash } from '#libs/protocol';
import { JournalMemory, silentLogger } from '#libs/process';
import { Checkpoint } from './checkpoint.js';
function work(name, generation, body = `{"n":"${name}","g":${generation}}`) {
    return {
        v: 1,
        hubUid: 'hub',
        epoch: 1,
        generation,
        cluster: 'c1',
        action: 'apply',
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name },
        uid: `uid-${name}`,
        manifestHash: 'h',
        encoding: 'json',
        keyId: '',
        body,
        adopt: false,
    };
}
function applied(generation) {
    return {
        epoch: 1,
        generation,
        manifestHash: 'h',
        memberUid: 'm',
        digest: `d${generation}`,
        replicas: false,
    };
}
async function put(checkpoint, ...messages) {
    await checkpoint.putWork(messages.map((message) => ({ key: keyOf(message), message, payload: encodeWork(message) })));
}
const keyOf = (message) => subjectHash(message.object);
describe('Checkpoint', () => {
    it('knows after a restart what was put and noted before', async () => {
        const journal = new JournalMemory();
        const first = await Checkpoint.over(journal, silentLogger);
        await put(first, work('a', 1), work('b', 2), work('gone', 3));
        first.note({ key: keyOf(work('a', 1)), applied: applied(1) });
        first.note({ key: keyOf(work('b', 2)), finished: 2 });
        first.note({ key: keyOf(work('gone', 3)), forgotten: true });
        await first.flush();
        const second = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
        const entries = new Map(second.entries());
        expect([...entries.keys()].sort()).toEqual([keyOf(work('a', 1)), keyOf(work('b', 2))].sort());
        expect(entries.get(keyOf(work('a', 1)))).toMatchObject({ applied: applied(1), finished: undefined });
        expect(entries.get(keyOf(work('b', 2)))).toMatchObject({ applied: undefined, finished: 2 });
        expect(await second.load(keyOf(work('a', 1)))).toEqual(work('a', 1));
        expect(second.damagedBytes).toBe(0);
    });
    it('keeps no bodies in memory', async () => {
        const checkpoint = await Checkpoint.over(new JournalMemory(), silentLogger);
        await put(checkpoint, work('a', 1));
        expect([...checkpoint.entries()].map(([, entry]) => entry.work.body)).toEqual(['']);
    });
    it.each([
        ['a lower generation', work('a', 4), 5],
        ['a lower epoch with a higher generation', { ...work('a', 9), epoch: 0 }, 5],
        ['a higher epoch with a lower generation', { ...work('a', 2), epoch: 2 }, 2],
    ])('given %s, keeps the newer one, now and after a restart', async (_name, message, expected) => {
        const journal = new JournalMemory();
        const checkpoint = await Checkpoint.over(journal, silentLogger);
        await put(checkpoint, work('a', 5));
        await put(checkpoint, message);
        const again = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
        for (const one of [checkpoint, again])
            expect((await one.load(keyOf(message)))?.generation).toBe(expected);
    });
    it('is written anew when it mostly holds what is no longer true, and loses nothing by it', async () => {
        const journal = new JournalMemory();
        const checkpoint = await Checkpoint.over(journal, silentLogger);
        const large = 'x'.repeat(200_000);
        await put(checkpoint, work('keep', 1));
        checkpoint.note({ key: keyOf(work('keep', 1)), applied: applied(1) });
        for (let generation = 2; generation < 60; generation++)
            await put(checkpoint, work('a', generation, large));
        await checkpoint.flush();
        expect(journal.size).toBeLessThan(5 * 1024 * 1024);
        for (const one of [
            checkpoint,
            await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger),
        ]) {
            expect(await one.load(keyOf(work('a', 59)))).toEqual(work('a', 59, large));
            expect(new Map(one.entries()).get(keyOf(work('keep', 1)))?.applied).toEqual(applied(1));
        }
    });
    it('tells those who put when the disk refuses', async () => {
        const journal = new JournalMemory();
        const checkpoint = await Checkpoint.over(journal, silentLogger);
        journal.append = () => Promise.reject(new Error('no space left'));
        await expect(put(checkpoint, work('a', 1))).rejects.toThrow('no space left');
        expect([...checkpoint.entries()]).toEqual([]);
    });
});
describe('a disk that refuses', () => {
    it('is told, and what was noted meanwhile is written when it takes something again', async () => {
        jest.useFakeTimers();
        try {
            const journal = new JournalMemory();
            const checkpoint = await Checkpoint.over(journal, silentLogger);
            await put(checkpoint, work('a', 1), work('b', 2), work('c', 3));
            const append = journal.append.bind(journal);
            journal.append = () => Promise.reject(new Error('ENOSPC: no space left'));
            await expect(put(checkpoint, work('a', 4))).rejects.toThrow('ENOSPC');
            expect(checkpoint.error).toContain('ENOSPC');
            checkpoint.note({ key: keyOf(work('b', 2)), applied: applied(2) });
            checkpoint.note({ key: keyOf(work('c', 3)), finished: 3 });
            checkpoint.note({ key: keyOf(work('c', 3)), forgotten: true });
            await jest.advanceTimersByTimeAsync(100);
            // What it knows it still has.
            expect(await checkpoint.load(keyOf(work('a', 1)))).toEqual(work('a', 1));
            journal.append = append;
            await put(checkpoint, work('c', 5));
            expect(checkpoint.error).toBeUndefined();
            await jest.advanceTimersByTimeAsync(10_000);
            const again = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
            const entries = new Map(again.entries());
            expect(entries.get(keyOf(work('b', 2)))?.applied).toEqual(applied(2));
            // Newer work came: that the old one could be forgotten is no longer true.
            expect(entries.get(keyOf(work('c', 3)))?.work.generation).toBe(5);
        }
        finally {
            jest.useRealTimers();
        }
    });
    it('is tried again although nobody writes', async () => {
        jest.useFakeTimers();
        try {
            const journal = new JournalMemory();
            const checkpoint = await Checkpoint.over(journal, silentLogger);
            const append = journal.append.bind(journal);
            journal.append = () => Promise.reject(new Error('EIO'));
            await expect(put(checkpoint, work('a', 1))).rejects.toThrow('EIO');
            journal.append = append;
            await jest.advanceTimersByTimeAsync(10_000);
            expect(checkpoint.error).toBeUndefined();
            expect([...checkpoint.entries()]).toEqual([]);
        }
        finally {
            jest.useRealTimers();
        }
    });
});
describe('a bit that flips while the agent runs', () => {
    it('is noticed, survives no compaction, and is mended by the same work', async () => {
        const journal = new JournalMemory();
        const checkpoint = await Checkpoint.over(journal, silentLogger);
        const message = work('a', 1, JSON.stringify({ text: 'x'.repeat(100) }));
        await put(checkpoint, message, work('b', 2));
        const read = journal.read.bind(journal);
        journal.read = async (offset, length) => {
            const bytes = await read(offset, length);
            const at = bytes.indexOf('xxx');
            if (at >= 0)
                bytes[at] = 'y'.charCodeAt(0);
            return bytes;
        };
        expect(await checkpoint.load(keyOf(message))).toBeUndefined();
        expect(await checkpoint.load(keyOf(work('b', 2)))).toEqual(work('b', 2));
        const large = 'z'.repeat(200_000);
        for (let generation = 3; generation < 60; generation++)
            await put(checkpoint, work('b', generation, large));
        await checkpoint.flush();
        expect(journal.size).toBeLessThan(5 * 1024 * 1024);
        journal.read = read;
        expect(await checkpoint.load(keyOf(message))).toBeUndefined();
        await put(checkpoint, message);
        expect(await checkpoint.load(keyOf(message))).toBeUndefined();
        checkpoint.damaged(keyOf(message));
        await put(checkpoint, message);
        expect(await checkpoint.load(keyOf(message))).toEqual(message);
    });
});
/** Objects a to e, three generations each, written one frame at a time, with notes between. */
async function sampleJournal() {
    const journal = new JournalMemory();
    const checkpoint = await Checkpoint.over(journal, silentLogger);
    const ends = [];
    for (let generation = 1; generation <= 3; generation++)
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
            const message = work(name, generation, 'y'.repeat(generation * 50));
            await put(checkpoint, message);
            ends.push({ end: journal.size, message });
            checkpoint.note({ key: keyOf(message), applied: applied(generation) });
            await checkpoint.flush();
        }
    return { bytes: journal.snapshot(), ends };
}
describe('a damaged checkpoint', () => {
    it('cut at any byte holds everything that was acknowledged before, and takes new work', async () => {
        const { bytes, ends } = await sampleJournal();
        await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (cut) => {
            const journal = new JournalMemory(Buffer.from(bytes.subarray(0, cut)));
            const checkpoint = await Checkpoint.over(journal, silentLogger);
            const expected = new Map(ends.filter(({ end }) => end <= cut).map(({ message }) => [keyOf(message), message]));
            expect([...checkpoint.entries()].length).toBe(expected.size);
            for (const [key, message] of expected)
                expect(await checkpoint.load(key)).toEqual(message);
            await put(checkpoint, work('new', 99));
            const again = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
            expect(again.damagedBytes).toBe(0);
            expect([...again.entries()].length).toBe(expected.size + 1);
        }), { numRuns: 200 });
    });
    it('with any bytes overwritten holds only what was written once, and all but the damaged frames', async () => {
        const { bytes, ends } = await sampleJournal();
        const written = new Set(ends.map(({ message }) => JSON.stringify(message)));
        await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, noise) => {
            const damaged = Buffer.from(bytes);
            damaged.set(noise.subarray(0, bytes.length - at), at);
            const checkpoint = await Checkpoint.over(new JournalMemory(damaged), silentLogger);
            // At most two frames are hit, and each object has three.
            expect([...checkpoint.entries()].length).toBe(5);
            for (const [key] of checkpoint.entries())
                expect(written).toContain(JSON.stringify(await checkpoint.load(key)));
        }), { numRuns: 300 });
    });
    it('that is something else altogether is counted and left out', async () => {
        const checkpoint = await Checkpoint.over(new JournalMemory(Buffer.alloc(70_000, 'nonsense')), silentLogger);
        expect(checkpoint.damagedBytes).toBeGreaterThanOrEqual(70_000 - 8);
        await put(checkpoint, work('a', 1));
        expect([...checkpoint.entries()].length).toBe(1);
    });
});
//# sourceMappingURL=checkpoint.spec.js.map