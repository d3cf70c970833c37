import { describe, expect, test } from '@jest/globals';
import { isAsStored } from './as-stored.js';
import {} from './work-types.js';
const KEY = 'apps/replicasets/default/web';
function planOf(...targets) {
    return {
        key: KEY,
        uid: 'u1',
        basis: '7',
        manifest: { hash: 'h1', text: '{}', secret: false },
        targets,
    };
}
const TARGET = {
    cluster: 'a',
    action: 'apply',
    reason: 'even share',
    patch: { spec: { replicas: 2 } },
};
const ROW = {
    ...TARGET,
    key: KEY,
    uid: 'u1',
    manifestHash: 'h1',
    generation: 3,
    published: true,
};
describe('isAsStored', () => {
    test('the rows that a plan was stored as are as stored, published or not', () => {
        expect(isAsStored(planOf(TARGET), [ROW])).toBe(true);
        expect(isAsStored(planOf(TARGET), [{ ...ROW, published: false, generation: 9 }])).toBe(true);
        expect(isAsStored(planOf(), [])).toBe(true);
    });
    test('absent and default fields are the same', () => {
        expect(isAsStored(planOf({ ...TARGET, adopt: false }), [ROW])).toBe(true);
        expect(isAsStored(planOf({ ...TARGET, uid: 'u1' }), [ROW])).toBe(true);
    });
    test('a target that keeps an older manifest is as stored where the row has that one', () => {
        const kept = planOf({ ...TARGET, manifestHash: 'h0' });
        expect(isAsStored(kept, [{ ...ROW, manifestHash: 'h0' }])).toBe(true);
        expect(isAsStored(kept, [ROW])).toBe(false);
    });
    test.each([
        ['action', { action: 'delete' }],
        ['uid', { uid: 'u2' }],
        ['manifest', { manifestHash: 'h2' }],
        ['reason', { reason: 'weight share' }],
        ['adopt', { adopt: true }],
        ['propagation policy', { propagationPolicy: 'Orphan' }],
        ['patch', { patch: { spec: { replicas: 3 } } }],
        ['memory', { memory: { home: 3 } }],
        ['cluster', { cluster: 'b' }],
    ])('another %s differs', (_name, other) => {
        expect(isAsStored(planOf(TARGET), [{ ...ROW, ...other }])).toBe(false);
    });
    test('a row more or less differs', () => {
        expect(isAsStored(planOf(TARGET), [])).toBe(false);
        expect(isAsStored(planOf(), [ROW])).toBe(false);
        expect(isAsStored(planOf(TARGET), [ROW, { ...ROW, cluster: 'b' }])).toBe(false);
    });
});
//# sourceMappingURL=as-stored.spec.js.map