import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '#libs/process';
import { WorkQueue } from './work-queue.js';
function queueOf(keys = 1000, seed = 1) {
    const clock = new ManualClock();
    let ready = 0;
    const queue = new WorkQueue({
        clock,
        limits: { keys, backoffBaseMs: 100, backoffMaxMs: 1000 },
        seed,
        onReady: () => ready++,
    });
    const drain = () => {
        const keys = [];
        for (let key = queue.next(); key !== undefined; key = queue.next())
            keys.push(key);
        return keys;
    };
    return { clock, queue, drain, ready: () => ready };
}
describe('WorkQueue', () => {
    it('gives each waiting key once, first come first served', () => {
        const { queue, drain } = queueOf();
        for (const key of ['a', 'b', 'a', 'c', 'b'])
            queue.add(key);
        expect(queue.depth).toBe(3);
        expect(drain()).toEqual(['a', 'b', 'c']);
    });
    it('does not give a running key again before it is done, then gives it behind the others', () => {
        const { queue, drain } = queueOf();
        queue.add('a');
        expect(queue.next()).toBe('a');
        queue.add('a');
        queue.add('b');
        expect(queue.next()).toBe('b');
        expect(queue.next()).toBeUndefined();
        queue.add('c');
        queue.done('a');
        expect(drain()).toEqual(['c', 'a']);
    });
    it('keeps the earliest of several delays', () => {
        const { clock, queue, drain } = queueOf();
        queue.addAfter('a', 500);
        queue.addAfter('a', 100);
        queue.addAfter('a', 900);
        expect(queue.delayed).toBe(1);
        clock.advance(99);
        expect(drain()).toEqual([]);
        clock.advance(1);
        expect(drain()).toEqual(['a']);
        queue.done('a');
        clock.advance(10_000);
        expect(drain()).toEqual([]);
    });
    it('releases delayed keys in due order', () => {
        const { clock, queue, drain } = queueOf();
        for (const [key, ms] of [
            ['c', 30],
            ['a', 10],
            ['d', 40],
            ['b', 20],
        ])
            queue.addAfter(key, ms);
        clock.advance(100);
        expect(drain()).toEqual(['a', 'b', 'c', 'd']);
    });
    it('asks for no timer that a real clock cannot keep', () => {
        const { clock, queue, drain } = queueOf();
        const after = jest.spyOn(clock, 'after');
        const YEAR_MS = 365 * 86_400_000;
        queue.addAfter('a', YEAR_MS);
        clock.advance(YEAR_MS - 1);
        expect(drain()).toEqual([]);
        clock.advance(1);
        expect(drain()).toEqual(['a']);
        expect(Math.max(...after.mock.calls.map(([ms]) => ms))).toBeLessThan(2 ** 31);
    });
    it('backs off by key, bounded, and forgets failures on success', () => {
        const { clock, queue } = queueOf();
        const delays = [];
        queue.add('a');
        for (let run = 0; run < 6; run++) {
            expect(queue.next()).toBe('a');
            const ms = queue.retry('a');
            delays.push(ms);
            clock.advance(ms);
        }
        const nominal = [100, 200, 400, 800, 1000, 1000];
        delays.forEach((ms, at) => {
            expect(ms).toBeGreaterThanOrEqual(nominal[at] / 2);
            expect(ms).toBeLessThanOrEqual(nominal[at]);
        });
        expect(queue.failures('a')).toBe(6);
        queue.next();
        queue.done('a');
        expect(queue.failures('a')).toBe(0);
    });
    it('gives the same jitter for the same seed, another for another', () => {
        const delays = (seed) => {
            const { queue } = queueOf(1000, seed);
            return ['a', 'b', 'c'].map((key) => {
                queue.add(key);
                queue.next();
                return queue.retry(key);
            });
        };
        expect(delays(7)).toEqual(delays(7));
        expect(delays(7)).not.toEqual(delays(8));
    });
    it('runs a failed key that was added meanwhile at once, and again when its delay is over', () => {
        const { clock, queue, drain } = queueOf();
        queue.add('a');
        queue.next();
        queue.add('a');
        queue.retry('a');
        expect(queue.next()).toBe('a');
        queue.done('a');
        clock.advance(1000);
        expect(drain()).toEqual(['a']);
    });
    it('refuses new keys when full, never known ones, and owes a resync once there is room', () => {
        const { queue } = queueOf(2);
        expect([queue.add('a'), queue.add('b'), queue.add('c'), queue.add('a')]).toEqual([
            true,
            true,
            false,
            true,
        ]);
        expect(queue.takeResyncOwed()).toBe(false);
        queue.next();
        queue.done('a');
        expect(queue.takeResyncOwed()).toBe(true);
        expect(queue.takeResyncOwed()).toBe(false);
    });
    it('takes nothing after close and wakes nobody', () => {
        const { clock, queue, drain, ready } = queueOf();
        queue.addAfter('a', 10);
        queue.close();
        clock.advance(100);
        expect(queue.add('b')).toBe(false);
        expect(drain()).toEqual([]);
        expect(ready()).toBe(0);
    });
    it('loses no key and never runs one twice at once, whatever happens', () => {
        const step = fc.oneof(fc.record({ do: fc.constant('add'), key: fc.integer({ min: 0, max: 5 }) }), fc.record({
            do: fc.constant('later'),
            key: fc.integer({ min: 0, max: 5 }),
            ms: fc.integer({ min: 1, max: 50 }),
        }), fc.record({ do: fc.constant('next') }), fc.record({ do: fc.constant('end'), ok: fc.boolean() }), fc.record({ do: fc.constant('time'), ms: fc.integer({ min: 0, max: 60 }) }));
        fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
            const { clock, queue } = queueOf();
            const running = [];
            const owed = new Set();
            const take = () => {
                const key = queue.next();
                if (key === undefined)
                    return;
                expect(running).not.toContain(key);
                running.push(key);
                owed.delete(key);
            };
            const end = (ok) => {
                const key = running.shift();
                if (key === undefined)
                    return;
                if (ok)
                    queue.done(key);
                else {
                    queue.retry(key);
                    owed.add(key);
                }
            };
            for (const act of steps) {
                if (act.do === 'add' && queue.add(String(act.key)))
                    owed.add(String(act.key));
                if (act.do === 'later' && queue.addAfter(String(act.key), act.ms))
                    owed.add(String(act.key));
                if (act.do === 'time')
                    clock.advance(act.ms);
                if (act.do === 'next')
                    take();
                if (act.do === 'end')
                    end(act.ok);
            }
            for (const key of running)
                queue.done(key);
            clock.advance(5000);
            for (let key = queue.next(); key !== undefined; key = queue.next()) {
                owed.delete(key);
                queue.done(key);
            }
            expect([...owed]).toEqual([]);
            expect([queue.depth, queue.delayed, queue.running]).toEqual([0, 0, 0]);
        }));
    });
});
//# sourceMappingURL=work-queue.spec.js.map