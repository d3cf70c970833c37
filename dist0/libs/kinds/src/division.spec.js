import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseGroupResource } from '#libs/apimachinery';
import { jobNumbers, jobPatch, partsOf, propagationOf, sharePatches } from './index.js';
function object(spec) {
    return { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, spec };
}
function patches(resource, spec, shares) {
    const divides = propagationOf(parseGroupResource(resource)).divides;
    return Object.fromEntries(sharePatches(divides, object(spec), new Map(Object.entries(shares))));
}
describe('a share in numbers', () => {
    it('of a Deployment is its replicas', () => {
        expect(patches('deployments.apps', { replicas: 5 }, { a: 3, b: 2, c: 0 })).toEqual({
            a: { spec: { replicas: 3 } },
            b: { spec: { replicas: 2 } },
            c: { spec: { replicas: 0 } },
        });
    });
    it('of a StatefulSet has its part of the partition, so that a canary is one pod in all', () => {
        const of = (replicas, partition) => ({
            replicas,
            ...(partition > 0 ? { updateStrategy: { rollingUpdate: { partition } } } : {}),
        });
        const spec = of(5, 4);
        expect(patches('statefulsets.apps', spec, { a: 3, b: 2 })).toEqual({
            a: { spec: of(3, 2) },
            b: { spec: of(2, 2) },
        });
        expect(patches('statefulsets.apps', of(5, 0), { a: 3, b: 2 })).toEqual({
            a: { spec: of(3, 0) },
            b: { spec: of(2, 0) },
        });
    });
    it.each([
        [2, 20, { a: 7, b: 7, c: 6 }, { a: 1, b: 1, c: 1 }],
        [9, 20, { a: 7, b: 7, c: 6 }, { a: 3, b: 3, c: 3 }],
        [20, 20, { a: 7, b: 7, c: 6 }, { a: 7, b: 7, c: 6 }],
    ])('of an autoscaler of %d to %d has at least 1 each', (minReplicas, maxReplicas, shares, mins) => {
        const resource = 'horizontalpodautoscalers.autoscaling';
        const expected = Object.entries(shares).map(([name, max]) => [
            name,
            { spec: { maxReplicas: max, minReplicas: mins[name] } },
        ]);
        expect(patches(resource, { minReplicas, maxReplicas }, shares)).toEqual(Object.fromEntries(expected));
    });
});
describe('parts in proportion', () => {
    const shares = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 30 }));
    it('add up, and are at least the share, where there is enough', () => {
        fc.assert(fc.property(shares, fc.nat({ max: 500 }), (given, more) => {
            const map = new Map(Object.entries(given));
            const sum = [...map.values()].reduce((a, b) => a + b, 0);
            const parts = partsOf(sum + more, map, { least: 'share' });
            const total = [...parts.values()].reduce((a, b) => a + b, 0);
            expect(total).toBe(sum === 0 ? 0 : sum + more);
            for (const [name, share] of map)
                expect(parts.get(name)).toBeGreaterThanOrEqual(share);
        }));
    });
    it('stay within the share and above 1, and add up to what these allow', () => {
        fc.assert(fc.property(shares, fc.nat({ max: 200 }), (given, wanted) => {
            const map = new Map(Object.entries(given));
            const sum = [...map.values()].reduce((a, b) => a + b, 0);
            const active = [...map.values()].filter((share) => share > 0).length;
            const parts = partsOf(wanted, map, { least: 1, atMostShare: true });
            for (const [name, share] of map) {
                expect(parts.get(name)).toBeLessThanOrEqual(share);
                expect(parts.get(name)).toBeGreaterThanOrEqual(Math.min(1, share));
            }
            const total = [...parts.values()].reduce((a, b) => a + b, 0);
            expect(total).toBe(Math.min(sum, Math.max(active, wanted)));
        }));
    });
});
describe('a Job', () => {
    it.each([
        ['completions', { parallelism: 2, completions: 7 }, { slots: 2, units: 7, whole: false, queue: false }],
        ['fewer completions than pods', { parallelism: 7, completions: 2 }, { slots: 2, units: 2 }],
        ['a queue', { parallelism: 3 }, { slots: 3, units: 3, queue: true }],
        [
            'indexes',
            { parallelism: 3, completions: 9, completionMode: 'Indexed' },
            { slots: 1, units: 1, whole: true },
        ],
        ['a pause', { parallelism: 0, completions: 9 }, { slots: 0, units: 9 }],
    ])('with %s', (_name, spec, expected) => {
        expect(jobNumbers(object(spec))).toMatchObject(expected);
    });
    it('that stays whole is told all of it', () => {
        const job = jobNumbers(object({ parallelism: 3, completions: 9, completionMode: 'Indexed' }));
        expect(jobPatch(job, { parallelism: 3, completions: 1 })).toEqual({
            spec: { parallelism: 3, completions: 9 },
        });
    });
});
//# sourceMappingURL=division.spec.js.map