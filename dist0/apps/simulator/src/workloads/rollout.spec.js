import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {} from './replica-sets.js';
import {} from './deployment.js';
import { isRescaled, nextReplicas, scaledReplicas, sizeAnnotations } from './rollout.js';
function deployment(replicas, strategy = {}) {
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd', generation: 2 },
        spec: { replicas, selector: {}, template: { spec: { containers: [] } }, strategy },
    };
}
function set(name, wanted, available = wanted, present = available) {
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name },
        spec: { replicas: wanted, selector: {}, template: { spec: { containers: [] } } },
        status: { replicas: present, readyReplicas: available, availableReplicas: available },
    };
}
const rolling = (maxSurge, maxUnavailable) => ({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge, maxUnavailable },
});
describe('nextReplicas', () => {
    it.each([
        ['the first set gets all at once', deployment(3), set('new', 0), [], { new: 3 }],
        ['nothing to do', deployment(3), set('new', 3), [], {}],
        ['scaled up', deployment(5), set('new', 3), [], { new: 5 }],
        ['scaled down', deployment(1), set('new', 3), [], { new: 1 }],
        ['surge first', deployment(4, rolling(1, 0)), set('new', 0), [set('old', 4)], { new: 1 }],
        ['then one by one', deployment(4, rolling(1, 0)), set('new', 1), [set('old', 4)], { old: 3 }],
        ['not before it is available', deployment(4, rolling(1, 0)), set('new', 1, 0, 1), [set('old', 4)], {}],
        ['without surge shrink first', deployment(4, rolling(0, 1)), set('new', 0), [set('old', 4)], { old: 3 }],
        [
            'percentages round up and down',
            deployment(10, rolling('25%', '25%')),
            set('new', 0),
            [set('old', 10)],
            { new: 3, old: 8 },
        ],
        [
            'broken old pods go first',
            deployment(2, rolling(1, 0)),
            set('new', 1),
            [set('ok', 1), set('bad', 1, 0, 1)],
            { bad: 0 },
        ],
        [
            'recreate empties first',
            deployment(2, { type: 'Recreate' }),
            set('new', 0),
            [set('old', 2)],
            { old: 0 },
        ],
        [
            'recreate waits for the last pod',
            deployment(2, { type: 'Recreate' }),
            set('new', 0),
            [set('old', 0, 0, 1)],
            {},
        ],
        ['recreate fills then', deployment(2, { type: 'Recreate' }), set('new', 0), [set('old', 0)], { new: 2 }],
    ])('%s', (...[, wanted, current, old, next]) => {
        expect(Object.fromEntries(nextReplicas(wanted, current, old))).toEqual(next);
    });
    it('always arrives, within surge and availability', () => {
        const bounds = fc.record({
            replicas: fc.integer({ min: 0, max: 20 }),
            surge: fc.integer({ min: 0, max: 5 }),
            unavailable: fc.integer({ min: 0, max: 5 }),
        });
        fc.assert(fc.property(bounds, ({ replicas, surge, unavailable }) => {
            fc.pre(surge + unavailable > 0);
            const wanted = deployment(replicas, rolling(surge, unavailable));
            let sets = [set('new', 0), set('old', replicas)];
            for (let step = 0; step < 100; step++) {
                const next = nextReplicas(wanted, sets[0], [sets[1]]);
                if (next.size === 0)
                    break;
                // Pods of a grown set come and become available, those of a shrunk one go, before the next step.
                sets = sets.map((one) => set(one.metadata.name, next.get(one.metadata.name) ?? one.spec.replicas));
                const total = sets[0].spec.replicas + sets[1].spec.replicas;
                expect(total).toBeLessThanOrEqual(replicas + surge);
            }
            expect(sets.map((one) => one.spec.replicas)).toEqual([replicas, 0]);
        }));
    });
});
describe('a new size', () => {
    const sized = (one, by) => ({
        ...one,
        metadata: { ...one.metadata, annotations: sizeAnnotations(by) },
    });
    it('is told from a step of a rollout by what the sets noted', () => {
        const noted = sized(set('new', 3), deployment(3));
        expect(isRescaled(deployment(3), [noted])).toBe(false);
        expect(isRescaled(deployment(4), [noted])).toBe(true);
        expect(isRescaled(deployment(4), [set('new', 3)])).toBe(false);
    });
    it.each([
        ['goes to the only set with pods', deployment(7), undefined, [set('a', 3), set('b', 0)], { a: 7 }],
        ['goes to the new set when none has pods', deployment(7), set('new', 0), [set('old', 0)], { new: 7 }],
        [
            'is divided in the middle of a rollout',
            deployment(20, rolling('50%', '25%')),
            sized(set('new', 5), deployment(10, rolling('50%', '25%'))),
            [sized(set('old', 10), deployment(10, rolling('50%', '25%')))],
            { new: 10, old: 20 },
        ],
        [
            'empties the old sets of a rollout that is done',
            deployment(4),
            set('new', 4),
            [set('old', 1)],
            { old: 0 },
        ],
        ['of nothing empties all', deployment(0), set('new', 2), [set('old', 2)], { new: 0, old: 0 }],
    ])('%s', (...[, wanted, current, old, next]) => {
        expect(Object.fromEntries(scaledReplicas(wanted, { current, old }))).toEqual(next);
    });
});
//# sourceMappingURL=rollout.spec.js.map