import { describe, expect, it, jest } from '@jest/globals';
import { Batcher } from './batcher.js';
/** A batcher whose batches wait until they are let go. */
function held(options = {}) {
    const started = [];
    const gates = [];
    const batcher = new Batcher({
        name: 'test',
        maxBatch: 3,
        maxInFlight: 1,
        maxQueued: 10,
        run: async (items) => {
            started.push([...items]);
            await new Promise((resolve) => gates.push(resolve));
            return items.map((item) => item * 10);
        },
        ...options,
    });
    const release = async () => {
        await turn();
        gates.shift()?.();
        await turn();
    };
    return { batcher, started, release };
}
function turn() {
    return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
describe('Batcher', () => {
    it('sends what arrives together, and what arrived meanwhile next, in order', async () => {
        const { batcher, started, release } = held();
        const answers = [1, 2, 3, 4, 5].map((item) => batcher.add(item));
        await release();
        expect(started).toEqual([
            [1, 2, 3],
            [4, 5],
        ]);
        answers.push(batcher.add(6));
        await release();
        await release();
        expect(started[2]).toEqual([6]);
        expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60]);
        expect(batcher.status()).toEqual({ queued: 0, inFlight: 0, batches: 3, items: 6, largestBatch: 3 });
    });
    it('lets a batch gather while the gap lasts, and a lone call go at once', async () => {
        jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
        try {
            const { batcher, started, release } = held({ gapMs: (weight) => weight * 10 });
            void batcher.add(1);
            await turn();
            expect(started).toEqual([[1]]);
            await release();
            void batcher.add(2);
            await turn();
            jest.advanceTimersByTime(9);
            void batcher.add(3);
            await turn();
            expect(started).toEqual([[1]]);
            jest.advanceTimersByTime(1);
            expect(started).toEqual([[1], [2, 3]]);
            await release();
            jest.advanceTimersByTime(20);
            void batcher.add(4);
            await turn();
            expect(started).toEqual([[1], [2, 3], [4]]);
        }
        finally {
            jest.useRealTimers();
        }
    });
    it('keeps at most maxInFlight batches on their way', async () => {
        const { batcher, started, release } = held({ maxBatch: 1, maxInFlight: 2 });
        const answers = [1, 2, 3].map((item) => batcher.add(item));
        await turn();
        expect(started).toEqual([[1], [2]]);
        for (let i = 0; i < 3; i++)
            await release();
        expect(await Promise.all(answers)).toEqual([10, 20, 30]);
    });
    it('closes a batch by weight, but lets one heavy item through', async () => {
        const { batcher, started, release } = held({ maxWeight: 10, weigh: (item) => item });
        const answers = [50, 4, 6, 1].map((item) => batcher.add(item));
        for (let i = 0; i < 3; i++)
            await release();
        await Promise.all(answers);
        expect(started).toEqual([[50], [4, 6], [1]]);
    });
    it('refuses beyond its queue and after close, which waits for the rest', async () => {
        const { batcher, release } = held({ maxQueued: 2 });
        const answers = [1, 2].map((item) => batcher.add(item));
        await expect(batcher.add(3)).rejects.toMatchObject({ reason: 'TooManyRequests' });
        const closed = batcher.close();
        await expect(batcher.add(4)).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
        await release();
        await closed;
        expect(await Promise.all(answers)).toEqual([10, 20]);
    });
    it('an Error among the answers is for one caller, a throw for all of the batch', async () => {
        const run = (items) => items.includes(9)
            ? Promise.reject(new Error('all'))
            : Promise.resolve(items.map((item) => (item === 2 ? new Error('one') : item)));
        const batcher = new Batcher({
            name: 'test',
            maxBatch: 3,
            maxInFlight: 1,
            maxQueued: 9,
            run,
        });
        const results = await Promise.allSettled([1, 2, 3, 9, 8].map((item) => batcher.add(item)));
        expect(results.map((r) => (r.status === 'fulfilled' ? r.value : r.reason.message))).toEqual([
            1,
            'one',
            3,
            'all',
            'all',
        ]);
    });
});
//# sourceMappingURL=batcher.spec.js.map