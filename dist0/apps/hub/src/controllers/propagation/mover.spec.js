import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '#libs/process';
import { MOVE_RETRY_MAX_MS } from './limits.js';
import { movedNotice, Mover } from './mover.js';
import { NOW } from './propagation.fixture.js';
const asked = new Map([['a', 2]]);
function mover(isFrozen = false) {
    return new Mover({
        moves: { take: (wanted) => Promise.resolve(new Map([...wanted].map(([name]) => [name, 1]))) },
        isFrozen: () => isFrozen,
        clock: new ManualClock(NOW),
        rate: 100,
    });
}
describe('Mover', () => {
    it('grants what there is, and counts it', async () => {
        const one = mover();
        expect(await one.grant(asked)).toEqual(new Map([['a', 1]]));
        expect(await one.grant(new Map())).toEqual(new Map());
        expect(one.counts).toEqual({ granted: 1, waiting: 0, frozen: 0 });
    });
    it('grants nothing while most clusters are silent', async () => {
        const one = mover(true);
        expect(await one.grant(asked)).toEqual(new Map());
        expect(one.counts).toEqual({ granted: 0, waiting: 0, frozen: 1 });
    });
    it('lets those that wait ask one after the other, and at least once a minute', () => {
        const one = mover();
        const times = Array.from({ length: 7_000 }, (_, i) => one.retryIn(`k${i}`, asked, new Map()));
        expect(times.slice(0, 2)).toEqual([1_010, 1_020]);
        expect(times.at(-1)).toBe(MOVE_RETRY_MAX_MS);
        expect(one.counts.waiting).toBe(7_000);
        expect(one.retryIn('k0', asked, asked)).toBeUndefined();
        expect(one.retryIn('k1', new Map(), new Map())).toBeUndefined();
        expect(one.counts.waiting).toBe(6_998);
    });
});
describe('movedNotice', () => {
    it('names where replicas go, the first few', () => {
        expect(movedNotice(new Map([['a', 0]]))).toBeUndefined();
        expect(movedNotice(new Map([
            ['a', 2],
            ['b', 0],
            ['c', 1],
        ]))).toEqual({ type: 'Normal', reason: 'ReplicasMoved', message: '3 replicas move to a 2, c 1' });
        const many = new Map(Array.from({ length: 23 }, (_, i) => [`c${i}`, 1]));
        expect(movedNotice(many)?.message).toMatch(/^23 replicas move to c0 1, .*, and 3 more clusters$/);
    });
});
//# sourceMappingURL=mover.spec.js.map