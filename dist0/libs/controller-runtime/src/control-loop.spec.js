import { describe, expect, it } from '@jest/globals';
import { ManualClock, silentLogger } from '#libs/process';
import { ControlLoop } from './control-loop.js';
import { LoopRegistry } from './loop-registry.js';
import { done, requeueAfter, TerminalError } from './reconciler.js';
function loopOf(reconcile, options = {}) {
    const clock = new ManualClock();
    const loop = new ControlLoop({
        name: 'test',
        reconciler: { reconcile },
        workers: 2,
        clock,
        logger: silentLogger,
        ...options,
    });
    return { loop, clock };
}
describe('ControlLoop', () => {
    it('runs what was enqueued before it started, once per key', async () => {
        const runs = [];
        const { loop } = loopOf((key) => {
            runs.push(key);
            return Promise.resolve(done);
        });
        loop.enqueue('a');
        loop.enqueue('a');
        loop.enqueue('b');
        expect(runs).toEqual([]);
        loop.start();
        await loop.idle();
        expect(runs).toEqual(['a', 'b']);
        expect(loop.stats()).toMatchObject({ runs: 2, succeeded: 2, depth: 0, running: 0 });
    });
    it('holds no more keys in hand than it has workers', async () => {
        const open = [];
        const { loop } = loopOf(() => new Promise((resolve) => open.push(() => resolve(done))));
        loop.start();
        for (const key of ['a', 'b', 'c'])
            loop.enqueue(key);
        expect(loop.stats()).toMatchObject({ running: 2, depth: 1 });
        while (open.length > 0) {
            open.shift()();
            await Promise.resolve();
            await Promise.resolve();
            await Promise.resolve();
        }
        await loop.idle();
        expect(loop.stats().runs).toBe(3);
    });
    it('retries what threw, later', async () => {
        let failing = true;
        const { loop, clock } = loopOf(() => failing ? Promise.reject(new Error('not yet')) : Promise.resolve(done));
        loop.start();
        loop.enqueue('a');
        await loop.idle();
        expect(loop.stats()).toMatchObject({
            failed: 1,
            delayed: 1,
            lastError: { key: 'a', message: 'not yet' },
        });
        failing = false;
        clock.advance(50);
        await loop.idle();
        expect(loop.stats()).toMatchObject({ failed: 1, succeeded: 1, delayed: 0 });
    });
    it('leaves a terminal error alone', async () => {
        const { loop, clock } = loopOf(() => Promise.reject(new TerminalError('malformed')));
        loop.start();
        loop.enqueue('a');
        await loop.idle();
        clock.advance(1_000_000);
        await loop.idle();
        expect(loop.stats()).toMatchObject({ runs: 1, terminal: 1, delayed: 0 });
    });
    it('comes back when asked to', async () => {
        let runs = 0;
        const { loop, clock } = loopOf(() => Promise.resolve(++runs === 1 ? requeueAfter(1000, 'grace') : done));
        loop.start();
        loop.enqueue('a');
        await loop.idle();
        expect(loop.stats().lastRun?.result).toBe('again in 1000 ms: grace');
        clock.advance(999);
        await loop.idle();
        expect(runs).toBe(1);
        clock.advance(1);
        await loop.idle();
        expect(runs).toBe(2);
    });
    it('goes through everything after a full queue refused keys', async () => {
        const seen = new Set();
        const all = ['a', 'b', 'c', 'd', 'e'];
        const { loop } = loopOf((key) => {
            seen.add(key);
            return Promise.resolve(done);
        }, {
            limits: { keys: 2 },
            resync: () => all.filter((key) => !seen.has(key)).forEach((key) => loop.enqueue(key)),
        });
        expect(all.map((key) => loop.enqueue(key))).toEqual([true, true, false, false, false]);
        loop.start();
        await loop.idle();
        expect([...seen].sort()).toEqual(all);
        expect(loop.stats().refused).toBeGreaterThanOrEqual(3);
        expect(loop.stats().resyncs).toBeGreaterThanOrEqual(1);
    });
    it('aborts the keys in hand on stop and waits for them', async () => {
        let ended = false;
        const { loop } = loopOf((_key, signal) => new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
                ended = true;
                reject(new Error('aborted'));
            });
        }));
        loop.start();
        loop.enqueue('a');
        await loop.stop();
        expect(ended).toBe(true);
        expect(loop.enqueue('b')).toBe(false);
        expect(loop.stats()).toMatchObject({ running: 0, delayed: 0 });
    });
    it('does not wait for ever for a key that will not end', async () => {
        const { loop, clock } = loopOf(() => new Promise(() => undefined), { limits: { stopMs: 100 } });
        loop.start();
        loop.enqueue('a');
        const stopped = loop.stop();
        clock.advance(100);
        await stopped;
        expect(loop.stats().running).toBe(1);
    });
    it('aborts a run that takes too long', async () => {
        const { loop, clock } = loopOf((_key, signal) => new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('too long')));
        }), { limits: { runMs: 500 } });
        loop.start();
        loop.enqueue('a');
        clock.advance(500);
        await loop.idle();
        expect(loop.stats().lastError?.message).toBe('too long');
    });
    it('gives no run the signal of one that was aborted, nor two runs the same at once', async () => {
        const signals = [];
        const { loop, clock } = loopOf((key, signal) => {
            signals.push(signal);
            if (key !== 'slow')
                return Promise.resolve(done);
            return new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => reject(new TerminalError('too long')));
            });
        }, { limits: { runMs: 500 } });
        loop.start();
        loop.enqueue('slow');
        loop.enqueue('quick');
        expect(signals[0]).not.toBe(signals[1]);
        // The quick one ends first.
        await new Promise(setImmediate);
        clock.advance(500);
        await loop.idle();
        for (const key of ['one', 'two', 'three'])
            loop.enqueue(key);
        await loop.idle();
        expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false, false, false]);
    });
    it('shows up in the registry', () => {
        const registry = new LoopRegistry();
        const { loop } = loopOf(() => Promise.resolve(done));
        expect(registry.add(loop)).toBe(loop);
        expect(registry.stats()).toMatchObject([{ name: 'test', workers: 2, runs: 0 }]);
    });
});
//# sourceMappingURL=control-loop.spec.js.map