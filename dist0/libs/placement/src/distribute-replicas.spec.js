import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributeReplicas } from './distribute-replicas.js';
import { fnv1, fnv1a } from './fnv.js';
import { readPreferences } from './preferences.js';
import { propertyRuns } from './property-runs.fixture.js';
import { readReplicaScheduling } from './replica-scheduling.js';
fc.configureGlobal({ numRuns: propertyRuns() });
const sample = JSON.parse(readFileSync(new URL('../../../test/fixtures/cases/placement.sample.json', import.meta.url), 'utf8'));
describe('the sample cases', () => {
    it.each(sample.map((one) => [one.name, one]))('%s', (_name, one) => {
        const { expected, preferences, replicaScheduling, ...input } = one;
        const { plan, overflow, unplaced } = distributeReplicas({
            ...input,
            ...(preferences === undefined ? {} : { preferences: readPreferences(preferences, 'preferences') }),
            ...(replicaScheduling === undefined
                ? {}
                : { replicaScheduling: readReplicaScheduling(replicaScheduling, 'replicaScheduling') }),
        });
        expect({ plan, overflow, unplaced }).toEqual(expected);
    });
});
describe('hashes', () => {
    it('are the ones of the original', () => {
        expect(fnv1('A')).toBe(0x050c5d5e);
        expect(fnv1('B')).toBe(0x050c5d5d);
        expect(fnv1('us-east1default/nginx')).toBe(0x9e6dedd4);
        expect(fnv1('europe-west1default/nginx')).toBe(0x35964e60);
        expect(fnv1a('')).toBe(0x811c9dc5);
        expect(fnv1a('a')).toBe(0xe40c292c);
    });
});
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const count = fc.nat(20);
const counts = fc.dictionary(fc.constantFrom(...NAMES), count);
const preference = fc
    .record({ minReplicas: fc.nat(6), more: fc.option(fc.nat(12), { nil: undefined }), weight: fc.nat(4) })
    .map(({ minReplicas, more, weight }) => ({
    minReplicas,
    weight,
    ...(more === undefined ? {} : { maxReplicas: minReplicas + more }),
}));
const preferences = fc
    .record({ rebalance: fc.boolean(), clusters: fc.dictionary(fc.constantFrom(...NAMES, '*'), preference) })
    .map((value) => readPreferences(value, 'preferences'));
const clusters = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 });
const weighted = fc.record({
    key: fc.constantFrom('default/nginx', 'team-a/api', 'x/y'),
    replicas: fc.nat(60),
    clusters,
    preferences,
    existing: counts,
    capacity: counts,
});
const even = fc.record({
    key: fc.constantFrom('default/nginx', 'team-a/api', 'x/y'),
    replicas: fc.nat(60),
    clusters,
    capacity: counts,
    assigned: counts,
});
const either = fc.oneof(weighted, even);
function sum(plan) {
    return Object.values(plan).reduce((all, one) => all + one, 0);
}
describe('the annotation form', () => {
    it('keeps maximum and minimum, and places all that anybody takes', () => {
        fc.assert(fc.property(weighted, (input) => {
            const { plan, unplaced } = distributeReplicas(input);
            let room = 0;
            let wanted = 0;
            for (const name of input.clusters) {
                const one = input.preferences.clusters.get(name) ?? input.preferences.clusters.get('*');
                const capacity = input.capacity[name] ?? Infinity;
                const planned = plan[name] ?? 0;
                if (one === undefined) {
                    expect(planned).toBe(0);
                    continue;
                }
                expect(planned).toBeLessThanOrEqual(one.maxReplicas ?? Infinity);
                wanted += Math.min(one.minReplicas, capacity);
                if (one.weight > 0)
                    room += Math.min(one.maxReplicas ?? Infinity, capacity) - planned;
                if (unplaced > 0)
                    expect(planned).toBeGreaterThanOrEqual(Math.min(one.minReplicas, capacity));
            }
            if (unplaced > 0)
                expect(room).toBe(0);
            expect(sum(plan)).toBeGreaterThanOrEqual(Math.min(wanted, input.replicas));
        }));
    });
    it('changes nothing when what it planned runs', () => {
        fc.assert(fc.property(weighted, (input) => {
            const { plan } = distributeReplicas(input);
            const { plan: again } = distributeReplicas({ ...input, existing: plan });
            expect(again).toEqual(plan);
        }));
    });
    it('gives a cluster no less for a larger weight', () => {
        // Of the original's rule, which holds to the replica: minima and maxima make it divide in rounds, and each rounds up again.
        const unbounded = weighted.map((input) => {
            const clusters = [...input.preferences.clusters].map(([name, { weight }]) => [name, { minReplicas: 0, maxReplicas: undefined, weight }]);
            return { ...input, preferences: { ...input.preferences, clusters: new Map(clusters) } };
        });
        fc.assert(fc.property(unbounded, fc.constantFrom(...NAMES), (input, name) => {
            const grown = new Map(input.preferences.clusters);
            const before = grown.get(name);
            if (before === undefined || !input.clusters.includes(name))
                return;
            grown.set(name, { ...before, weight: before.weight + 1 });
            const fresh = { ...input, existing: {}, capacity: {} };
            const less = distributeReplicas({
                ...fresh,
                preferences: { rebalance: true, clusters: input.preferences.clusters },
            });
            const more = distributeReplicas({ ...fresh, preferences: { rebalance: true, clusters: grown } });
            expect(more.plan[name]).toBeGreaterThanOrEqual(less.plan[name] ?? 0);
        }));
    });
});
describe('both forms', () => {
    it('never plan more than is wanted or fits, and account for the rest', () => {
        fc.assert(fc.property(either, (input) => {
            const { plan, unplaced, reasons } = distributeReplicas(input);
            expect(sum(plan) + unplaced).toBe(input.replicas);
            expect(unplaced).toBeGreaterThanOrEqual(0);
            for (const [name, planned] of Object.entries(plan)) {
                expect(planned).toBeGreaterThanOrEqual(0);
                expect(planned).toBeLessThanOrEqual(input.capacity?.[name] ?? Infinity);
            }
            expect(Object.keys(plan)).toEqual([...input.clusters].sort());
            expect(reasons.map((reason) => reason.cluster)).toEqual([...input.clusters].sort());
        }));
    });
    it('do not depend on the order of the input', () => {
        fc.assert(fc.property(either, (input) => {
            const turned = { ...input, clusters: [...input.clusters].reverse() };
            expect(distributeReplicas(turned)).toEqual(distributeReplicas(input));
        }));
    });
});
describe('the even form', () => {
    it('leaves clusters that are not full within one of each other', () => {
        fc.assert(fc.property(even, (input) => {
            const { plan, unplaced } = distributeReplicas(input);
            const open = Object.entries(plan).filter(([name, planned]) => planned < (input.capacity[name] ?? Infinity));
            const most = Math.max(0, ...Object.values(plan));
            for (const [, planned] of open)
                expect(planned).toBeGreaterThanOrEqual(most - 1);
            if (unplaced > 0)
                expect(open).toEqual([]);
        }));
    });
    it('is what giving out one by one gives (Sainte-Lague, weight 1)', () => {
        fc.assert(fc.property(even, (input) => {
            const seats = new Map(input.clusters.map((name) => [name, 0]));
            for (let given = 0; given < input.replicas; given++) {
                const [next] = [...seats]
                    .filter(([name, taken]) => taken < (input.capacity[name] ?? Infinity))
                    .sort(([a, left], [b, right]) => left - right || fnv1(a + input.key) - fnv1(b + input.key));
                if (next)
                    seats.set(next[0], next[1] + 1);
            }
            const { plan } = distributeReplicas({ ...input, assigned: {} });
            expect(plan).toEqual(Object.fromEntries(seats));
        }));
    });
    it('moves nothing when one more or less is wanted, or when planned again', () => {
        fc.assert(fc.property(even, (input) => {
            const { plan } = distributeReplicas(input);
            expect(distributeReplicas({ ...input, assigned: plan }).plan).toEqual(plan);
            const more = distributeReplicas({ ...input, replicas: input.replicas + 1, assigned: plan });
            for (const [name, planned] of Object.entries(plan))
                expect(more.plan[name]).toBeGreaterThanOrEqual(planned);
        }));
    });
    it('keeps the odd one where it is', () => {
        const input = { key: 'default/nginx', replicas: 4, clusters: ['a', 'b', 'c'] };
        for (const name of input.clusters) {
            const held = { ...Object.fromEntries(input.clusters.map((one) => [one, 1])), [name]: 2 };
            expect(distributeReplicas({ ...input, assigned: held }).plan).toEqual(held);
            expect(distributeReplicas({ ...input, existing: held }).plan).toEqual(held);
        }
    });
});
describe('large numbers', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `cluster-${index}`);
    it('are divided without counting', () => {
        const billion = 1_000_000_000;
        expect(sum(distributeReplicas({ key: 'x/y', replicas: billion, clusters: many }).plan)).toBe(billion);
        const all = readPreferences({ clusters: { '*': { weight: 7 } } }, 'p');
        const half = Object.fromEntries(many.map((name) => [name, 500_000]));
        const { plan } = distributeReplicas({
            key: 'x/y',
            replicas: billion,
            clusters: many,
            preferences: all,
            existing: half,
        });
        expect(sum(plan)).toBe(billion);
        expect(Object.values(plan).every((planned) => planned === 1_000_000)).toBe(true);
    });
    it('one more than a hundred thousand running takes no hundred thousand passes', () => {
        const input = {
            key: 'default/nginx',
            replicas: 1_000_000_001,
            clusters: ['a', 'b'],
            preferences: readPreferences({ clusters: { '*': { weight: 1 } } }, 'p'),
            existing: { a: 500_000_000, b: 500_000_000 },
        };
        expect(sum(distributeReplicas(input).plan)).toBe(1_000_000_001);
    });
    it('stay exact beyond what a double multiplies', () => {
        const preferences = readPreferences({ rebalance: true, clusters: { a: { weight: 500_000_000_000 }, b: { weight: 500_000_000_001 } } }, 'p');
        const { plan } = distributeReplicas({
            key: 'x/y',
            replicas: 1_000_000_001,
            clusters: ['a', 'b'],
            preferences,
        });
        expect(plan).toEqual({ a: 500_000_000, b: 500_000_001 });
    });
});
describe('wrong input', () => {
    it.each([
        [{ replicas: -1 }, 'replicas'],
        [{ replicas: 1.5 }, 'replicas'],
        [{ capacity: { a: -1 } }, 'capacity[a]'],
        [{ existing: { b: Number.NaN } }, 'existing[b]'],
        [{ clusters: ['a', 'b', 'a'] }, 'clusters[2]'],
    ])('%j names %s', (wrong, field) => {
        const input = { key: 'x/y', replicas: 1, clusters: ['a'], ...wrong };
        expect(() => distributeReplicas(input)).toThrow(expect.objectContaining({
            reason: 'Invalid',
            details: { causes: [expect.objectContaining({ field })] },
        }));
    });
    it('a cluster may have any name', () => {
        const clusters = ['__proto__', 'constructor'];
        const { plan } = distributeReplicas({ key: 'x/y', replicas: 2, clusters });
        expect(JSON.stringify(plan)).toBe('{"__proto__":1,"constructor":1}');
    });
});
//# sourceMappingURL=distribute-replicas.spec.js.map