import { describe, expect, it } from '@jest/globals';
import {} from './cluster-view.js';
import { fullness } from './fullness.js';
import { FULL_HOLD_MS } from './limits.js';
import { NOW, view } from './propagation.fixture.js';
const cluster = (requested = '8') => view('a', { allocatable: { cpu: '10' }, requested: { cpu: requested } });
const said = (given, ready, unschedulable) => ({
    given,
    workload: { ready, unschedulable },
});
const memory = (more = {}) => ({
    fits: 3,
    at: NOW,
    times: 1,
    free: { cpu: 2, memory: 0 },
    ...more,
});
describe('fullness', () => {
    it('knows nothing of a cluster where all found room', () => {
        expect(fullness(undefined, said(5, 5, 0), cluster(), NOW)).toEqual({
            memory: undefined,
            capacity: undefined,
            lookInMs: undefined,
        });
    });
    it('counts what found room', () => {
        expect(fullness(undefined, said(5, 3, 2), cluster(), NOW)).toEqual({
            memory: memory(),
            capacity: 3,
            lookInMs: 60_000,
        });
        // One that is about to be ready is not full.
        expect(fullness(undefined, said(5, 2, 1), cluster(), NOW).capacity).toBe(4);
        // Of pods that are left from more, none was given this time.
        expect(fullness(undefined, said(1, 1, 2), cluster(), NOW).capacity).toBe(1);
    });
    it('does not forget because the Pending ones were taken away', () => {
        const after = fullness(memory(), said(3, 3, 0), cluster(), NOW + FULL_HOLD_MS - 1_000);
        expect(after).toEqual({ memory: memory(), capacity: 3, lookInMs: 1_000 });
        expect(fullness(memory(), { given: 3, workload: undefined }, cluster(), NOW + 1).capacity).toBe(3);
    });
    it('tries again after the hold', () => {
        expect(fullness(memory(), said(3, 3, 0), cluster(), NOW + FULL_HOLD_MS)).toEqual({
            memory: memory(),
            capacity: undefined,
            lookInMs: FULL_HOLD_MS,
        });
    });
    it('holds for twice as long each time that was too early, up to a bound', () => {
        const at = NOW + FULL_HOLD_MS;
        const again = fullness(memory(), said(5, 3, 2), cluster(), at);
        expect(again).toMatchObject({ memory: { fits: 3, times: 2, at }, capacity: 3 });
        const holds = (times, ms) => fullness(memory({ times }), said(3, 3, 0), cluster(), NOW + ms).capacity === 3;
        expect([holds(2, 2 * FULL_HOLD_MS - 1), holds(2, 2 * FULL_HOLD_MS)]).toEqual([true, false]);
        expect([holds(99, 16 * FULL_HOLD_MS - 1), holds(99, 16 * FULL_HOLD_MS)]).toEqual([true, false]);
    });
    it('forgets when more run than were thought to fit', () => {
        expect(fullness(memory(), said(4, 4, 0), cluster(), NOW + FULL_HOLD_MS).memory).toBeUndefined();
        expect(fullness(memory(), said(4, 3, 0), cluster(), NOW + FULL_HOLD_MS).memory).toBeDefined();
    });
    it('and when it was quiet for two holds', () => {
        expect(fullness(memory(), said(3, 3, 0), cluster(), NOW + 2 * FULL_HOLD_MS).memory).toBeUndefined();
    });
    it.each([
        ['nothing became free', '8', 3],
        ['less than a twentieth', '7600m', 3],
        ['a twentieth of the cluster', '7500m', undefined],
        ['less is free than then', '9', 3],
    ])('ends early when the cluster has room: %s', (_name, requested, capacity) => {
        expect(fullness(memory(), said(3, 3, 0), cluster(requested), NOW + 1).capacity).toBe(capacity);
    });
    it('takes from a cluster no number that is none', () => {
        const odd = view('a', { allocatable: { cpu: 'much' }, requested: {} });
        expect(fullness(memory(), said(3, 3, 0), odd, NOW + 1).capacity).toBe(3);
    });
    it('lowers it while it holds when even less fits', () => {
        expect(fullness(memory(), said(3, 1, 2), cluster(), NOW + 1)).toMatchObject({
            memory: { fits: 1, times: 1, at: NOW + 1 },
            capacity: 1,
        });
    });
});
//# sourceMappingURL=fullness.spec.js.map