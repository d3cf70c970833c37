import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import {} from './classify-cluster.js';
import { withTaints } from './taints.js';
const NOW = Date.parse('2026-11-21T08:00:00Z');
const MINE = { key: 'mine', effect: 'NoSchedule' };
const of = (key, timeAdded = '2026-11-21T08:00:00Z') => ['NoSchedule', 'NoExecute'].map((effect) => ({ key: `federation.meridian.dev/${key}`, effect, timeAdded }));
function cluster(taints) {
    const spec = { state: 'active', ...(taints ? { taints } : {}) };
    return { apiVersion: 'federation.meridian.dev/v1alpha1', kind: 'Cluster', metadata: { name: 'a' }, spec };
}
describe('withTaints', () => {
    it.each([
        ['Offline', 'Offline', undefined, of('unreachable')],
        ['NotReady', 'NotReady', undefined, of('not-ready')],
        ['from one to the other', 'Offline', of('not-ready'), of('unreachable')],
        ['those of others stay', 'Offline', [MINE], [MINE, ...of('unreachable')]],
        ['well again', 'Ready', [...of('unreachable'), MINE], [MINE]],
        ['well again, and none is left', 'Ready', of('unreachable'), undefined],
    ])('%s', (_name, health, before, after) => {
        expect(withTaints(cluster(before), health, NOW)).toEqual(cluster(after));
    });
    it.each([
        ['Ready', undefined],
        ['Ready', [MINE]],
        ['Pending', undefined],
        ['Suspect', undefined],
        ['Suspect', of('not-ready')],
        ['Offline', of('unreachable', '2026-11-20T08:00:00Z')],
    ])('%s: nothing to change', (health, taints) => {
        const object = cluster(taints);
        expect(withTaints(object, health, NOW)).toBe(object);
    });
});
//# sourceMappingURL=taints.spec.js.map