import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributeReplicas } from './distribute-replicas.js';
import { readReplicaScheduling } from './replica-scheduling.js';
import { sainteLague } from './sainte-lague.js';
import { propertyRuns } from './property-runs.fixture.js';
const NAMES = ['a', 'b', 'c', 'd'];
const RUNS = propertyRuns();
function policy(fields, ...limits) {
    const clusterLimits = limits.map(([clusterNames, minReplicas, maxReplicas]) => ({
        targetCluster: { clusterNames },
        minReplicas,
        ...(maxReplicas === undefined ? {} : { maxReplicas }),
    }));
    return readReplicaScheduling({ ...fields, clusterLimits }, 'replicaScheduling');
}
function weights(by, respectCapacity = false) {
    const staticWeightList = Object.entries(by).map(([name, weight]) => ({
        targetCluster: { clusterNames: [name] },
        weight,
    }));
    return { weightPreference: { staticWeightList, respectCapacity } };
}
const dynamic = { weightPreference: { dynamicWeight: 'AvailableReplicas' } };
const aggregated = { replicaDivisionPreference: 'Aggregated' };
const cases = {
    'a maximum: the others take the rest by weight': {
        replicas: 12,
        replicaScheduling: policy(weights({ a: 4, b: 1, c: 1 }), [['a'], 0, 4]),
        plan: { a: 4, b: 4, c: 4 },
        rules: ['MaxReached', 'StaticWeight', 'StaticWeight'],
    },
    'a minimum, before any weight': {
        replicas: 10,
        replicaScheduling: policy(weights({ a: 9, b: 1 }), [['b'], 3]),
        plan: { a: 7, b: 3 },
        rules: ['StaticWeight', 'Min', 'NotNamed'],
    },
    'minima that are more than there is are shared by weight': {
        replicas: 6,
        replicaScheduling: policy(weights({ a: 1, b: 2, c: 3 }), [[], 10]),
        plan: { a: 1, b: 2, c: 3 },
    },
    'maxima that are less than wanted: the rest is not placed': {
        replicas: 10,
        replicaScheduling: policy({}, [[], 0, 2]),
        plan: { a: 2, b: 2, c: 2 },
        unplaced: 4,
    },
    'the narrowest of several limits counts': {
        replicas: 10,
        replicaScheduling: policy({}, [[], 0, 4], [['a'], 0, 1], [['b'], 3]),
        plan: { a: 1, b: 4, c: 4 },
        unplaced: 1,
    },
    'static weights that respect capacity': {
        replicas: 9,
        replicaScheduling: policy(weights({ a: 1, b: 1, c: 1 }, true)),
        available: { a: 1, b: 100 },
        plan: { a: 1, b: 4, c: 4 },
        rules: ['Full', 'StaticWeight', 'StaticWeight'],
    },
    'a ceiling holds whatever the policy says': {
        replicas: 9,
        replicaScheduling: policy(weights({ a: 1, b: 1, c: 1 })),
        ceiling: { a: 0 },
        plan: { b: 5, c: 4 },
    },
    'dynamic weights within bounds': {
        replicas: 12,
        replicaScheduling: policy(dynamic, [['a'], 0, 3], [['c'], 4]),
        available: { a: 18, b: 12, c: 6 },
        plan: { a: 3, b: 5, c: 4 },
    },
    'what is held above a new maximum goes elsewhere': {
        replicas: 6,
        replicaScheduling: policy(dynamic, [['a'], 0, 2]),
        available: { a: 9, b: 9, c: 0 },
        assigned: { a: 5, b: 1 },
        plan: { a: 2, b: 4 },
    },
    'a new minimum takes from those that hold': {
        replicas: 6,
        replicaScheduling: policy(dynamic, [['c'], 2]),
        available: { a: 9, b: 9, c: 9 },
        assigned: { a: 4, b: 2 },
        plan: { a: 3, b: 1, c: 2 },
    },
    'aggregated: a minimum elsewhere counts towards what is needed': {
        replicas: 10,
        replicaScheduling: policy(aggregated, [['c'], 2]),
        available: { a: 8, b: 8, c: 8 },
        plan: { a: 8, c: 2 },
    },
};
describe('division by policy within bounds', () => {
    it.each(Object.entries(cases))('%s', (_name, { plan, unplaced = 0, rules, ...input }) => {
        const answer = distributeReplicas({ key: 'x/y', clusters: ['a', 'b', 'c'], ...input });
        expect({ plan: answer.plan, unplaced: answer.unplaced }).toEqual({ plan, unplaced });
        if (rules)
            expect(answer.reasons.map(({ rule }) => rule)).toEqual(rules);
    });
    it.each([
        [{ clusterLimits: [{ minReplicas: 3, maxReplicas: 2 }] }, 'clusterLimits[0].maxReplicas'],
        [{ clusterLimits: [{ minReplicas: -1 }] }, 'clusterLimits[0].minReplicas'],
        [{ clusterLimits: [{ targetCluster: { exclude: 'a' } }] }, 'clusterLimits[0].targetCluster.exclude'],
        [{ maxMovedReplicas: 0 }, 'maxMovedReplicas'],
        [{ replicaSchedulingType: 'Duplicated', maxMovedReplicas: 2 }, 'maxMovedReplicas'],
        [{ weightPreference: { respectCapacity: 'yes' } }, 'weightPreference.respectCapacity'],
    ])('refuses %j', (value, field) => {
        const causes = [expect.objectContaining({ field: `replicaScheduling.${field}` })];
        expect(() => readReplicaScheduling(value, 'replicaScheduling')).toThrow(expect.objectContaining({ reason: 'Invalid', details: { causes } }));
    });
});
const bounds = fc.record({ min: fc.nat(8), more: fc.nat(12) });
const perCluster = (value) => fc.dictionary(fc.constantFrom(...NAMES), value);
const some = fc.record({
    replicas: fc.nat(60),
    limits: perCluster(bounds),
    weight: perCluster(fc.integer({ min: 1, max: 9 })),
    kind: fc.constantFrom('static', 'capacity', 'dynamic', 'aggregated'),
    available: perCluster(fc.nat(20)),
    assigned: perCluster(fc.nat(20)),
});
function inputOf({ replicas, limits, weight, kind, available, assigned }) {
    const fields = { static: weights(weight), capacity: weights(weight, true), dynamic, aggregated }[kind];
    const list = Object.entries(limits).map(([name, { min, more }]) => [[name], min, min + more]);
    const replicaScheduling = policy(fields, ...list);
    return { key: 'x/y', replicas, clusters: NAMES, available, assigned, replicaScheduling };
}
describe('division by policy within bounds, whatever the numbers', () => {
    it('never gives more than wanted, a maximum or what fits, and minima wherever they can be', () => {
        fc.assert(fc.property(some, (one) => {
            const { plan, unplaced } = distributeReplicas(inputOf(one));
            const placed = Object.values(plan).reduce((sum, count) => sum + count, 0);
            const respects = one.kind !== 'static';
            const named = one.kind === 'static' || one.kind === 'capacity' ? Object.keys(one.weight) : [];
            const parties = named.length > 0 ? named : NAMES;
            const most = (name) => {
                const { min = 0, more = Infinity } = one.limits[name] ?? {};
                const fits = (one.available[name] ?? one.replicas) + (one.assigned[name] ?? 0);
                return Math.min(min + more, respects ? fits : Infinity);
            };
            const least = (name) => Math.min(one.limits[name]?.min ?? 0, most(name));
            const minima = parties.reduce((sum, name) => sum + least(name), 0);
            const outside = parties.filter((name) => {
                const count = plan[name] ?? 0;
                return count > most(name) || (minima <= one.replicas && count < least(name));
            });
            expect(outside).toEqual([]);
            const room = parties.reduce((sum, name) => sum + most(name), 0);
            expect([placed, placed + unplaced]).toEqual([Math.min(one.replicas, room), one.replicas]);
        }), { numRuns: RUNS });
    });
    it('changes nothing when planned again, in any order of the input', () => {
        fc.assert(fc.property(some, (one) => {
            const input = inputOf(one);
            const { plan } = distributeReplicas(input);
            expect(distributeReplicas({ ...input, clusters: [...NAMES].reverse() }).plan).toEqual(plan);
            const available = Object.fromEntries(NAMES.map((name) => [
                name,
                (one.available[name] ?? one.replicas) + (one.assigned[name] ?? 0) - (plan[name] ?? 0),
            ]).filter(([, count]) => Number(count) >= 0));
            expect(distributeReplicas({ ...input, available, assigned: plan }).plan).toEqual(plan);
        }), { numRuns: RUNS });
    });
    it('gives a cluster no less for more weight, and takes nothing away for one replica more', () => {
        const party = fc.record({ weight: fc.nat(30), min: fc.nat(4), more: fc.nat(10) });
        fc.assert(fc.property(fc.array(party, { minLength: 1, maxLength: 5 }), fc.nat(40), fc.nat(30), (list, replicas, by) => {
            const parties = list.map(({ weight, min, more }, index) => ({
                cluster: NAMES[index] ?? 'e',
                weight,
                min,
                max: min + more,
            }));
            const plan = sainteLague(replicas, parties, '');
            const heavier = parties.map((one, index) => index === 0 ? { ...one, weight: one.weight + by } : one);
            const first = parties[0].cluster;
            const minima = parties.reduce((sum, { min }) => sum + min, 0);
            // Without any weight all count alike, which is no weight to compare with.
            if (parties.some(({ weight }) => weight > 0))
                expect(sainteLague(replicas, heavier, '').get(first)).toBeGreaterThanOrEqual(plan.get(first));
            if (minima > replicas)
                return;
            const more = sainteLague(replicas + 1, parties, '');
            expect([...plan].filter(([name, count]) => (more.get(name) ?? 0) < count)).toEqual([]);
        }), { numRuns: RUNS });
    });
    it('leaves alone what others had when a cluster is lost', () => {
        fc.assert(fc.property(some, fc.constantFrom(...NAMES), (one, lost) => {
            const input = inputOf({ ...one, kind: 'static', limits: {} });
            const before = distributeReplicas(input).plan;
            // A loss that leaves no named cluster makes the rule another one.
            if (Object.keys(one.weight).every((name) => name === lost))
                return;
            const after = distributeReplicas({ ...input, clusters: NAMES.filter((name) => name !== lost) }).plan;
            const fewer = Object.entries(before).filter(([name, count]) => name !== lost && (after[name] ?? 0) < count);
            expect(fewer).toEqual([]);
        }), { numRuns: RUNS });
    });
});
//# sourceMappingURL=policy-bounds.spec.js.map