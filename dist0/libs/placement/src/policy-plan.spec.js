import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributeReplicas } from './distribute-replicas.js';
import { fnv1a } from './fnv.js';
import { readReplicaScheduling } from './replica-scheduling.js';
import { sainteLague } from './sainte-lague.js';
import { propertyRuns } from './property-runs.fixture.js';
fc.configureGlobal({ numRuns: propertyRuns() });
const EVEN = '00000000-0000-0000-0000-000000000001';
const ODD = '00000000-0000-0000-0000-000000000000';
function policy(value) {
    return readReplicaScheduling(value, 'replicaScheduling');
}
const NOWHERE = { region: '', provider: '', zones: [] };
const dynamic = policy({ weightPreference: { dynamicWeight: 'AvailableReplicas' } });
const aggregated = policy({ replicaDivisionPreference: 'Aggregated' });
function weights(...list) {
    const staticWeightList = list.map(([clusterNames, weight]) => ({
        targetCluster: { clusterNames },
        weight,
    }));
    return policy({ weightPreference: { staticWeightList } });
}
const cases = {
    'duplicated: all of it everywhere, whatever fits': {
        replicas: 3,
        replicaScheduling: policy({ replicaSchedulingType: 'Duplicated' }),
        available: { a: 1 },
        plan: { a: 3, b: 3, c: 3 },
    },
    'no replicas: an empty plan': { replicas: 0, replicaScheduling: aggregated, plan: {} },
    'an empty policy is weighted, one for each': {
        replicas: 6,
        replicaScheduling: policy({}),
        plan: { a: 2, b: 2, c: 2 },
    },
    'static weights: the largest of the rules that match': {
        replicas: 9,
        replicaScheduling: weights([['a'], 1], [['a', 'b'], 2]),
        plan: { a: 5, b: 4 },
    },
    'static weights that name nobody: one for each': {
        replicas: 3,
        replicaScheduling: weights([['z'], 5]),
        plan: { a: 1, b: 1, c: 1 },
    },
    'static weights look at neither history nor capacity': {
        replicas: 4,
        replicaScheduling: weights([['a'], 3], [['b'], 1]),
        available: { a: 0, b: 100 },
        assigned: { b: 4 },
        plan: { a: 3, b: 1 },
    },
    'dynamic weight: by what is available': {
        replicas: 12,
        replicaScheduling: dynamic,
        available: { a: 18, b: 12, c: 6 },
        plan: { a: 6, b: 4, c: 2 },
    },
    'dynamic weight, enough already: kept': {
        replicas: 6,
        replicaScheduling: dynamic,
        available: { a: 0, b: 0, c: 100 },
        assigned: { a: 5, b: 1 },
        plan: { a: 5, b: 1 },
    },
    'dynamic weight, more wanted: only the difference is divided': {
        replicas: 12,
        replicaScheduling: dynamic,
        available: { a: 0, b: 4, c: 8 },
        assigned: { a: 6 },
        plan: { a: 6, b: 2, c: 4 },
    },
    'dynamic weight, fewer wanted: shrinks in proportion': {
        replicas: 6,
        replicaScheduling: dynamic,
        available: { a: 0, b: 0, c: 100 },
        assigned: { a: 8, b: 4 },
        plan: { a: 4, b: 2 },
    },
    'dynamic weight, a cluster dropped out: its replicas are divided anew': {
        replicas: 6,
        replicaScheduling: dynamic,
        available: { a: 2, b: 2, c: 2 },
        assigned: { a: 3, gone: 3 },
        plan: { a: 4, b: 1, c: 1 },
    },
    'dynamic weight, fresh: what it has counts as room': {
        replicas: 12,
        replicaScheduling: dynamic,
        available: { a: 0, b: 6, c: 6 },
        assigned: { a: 12 },
        mode: 'Fresh',
        plan: { a: 6, b: 3, c: 3 },
    },
    'too little room: what fits is placed': {
        replicas: 20,
        replicaScheduling: dynamic,
        available: { a: 2, b: 1, c: 0 },
        assigned: { c: 5 },
        plan: { a: 2, b: 1, c: 5 },
        unplaced: 12,
    },
    'aggregated: by weight inside the shortest prefix': {
        replicas: 12,
        replicaScheduling: aggregated,
        available: { a: 8, b: 10, c: 3 },
        plan: { a: 5, b: 7 },
    },
    'aggregated, more wanted: who has some comes first': {
        replicas: 7,
        replicaScheduling: aggregated,
        available: { a: 2, b: 100, c: 1 },
        assigned: { a: 5 },
        plan: { a: 7 },
    },
    'aggregated, fewer wanted: onto the largest': {
        replicas: 6,
        replicaScheduling: aggregated,
        available: { a: 100, b: 100, c: 100 },
        assigned: { a: 4, b: 8 },
        plan: { b: 6 },
    },
    'aggregated, fresh: history does not count': {
        replicas: 5,
        replicaScheduling: aggregated,
        available: { a: 1, b: 5, c: 9 },
        assigned: { a: 5 },
        mode: 'Fresh',
        plan: { c: 5 },
    },
};
describe('division by policy', () => {
    it.each(Object.entries(cases))('%s', (_name, { plan, unplaced = 0, ...input }) => {
        const answer = distributeReplicas({ key: 'x/y', uid: EVEN, clusters: ['a', 'b', 'c'], ...input });
        expect({ plan: answer.plan, unplaced: answer.unplaced, overflow: answer.overflow }).toEqual({
            plan,
            unplaced,
            overflow: {},
        });
        expect(answer.reasons.map((reason) => reason.cluster)).toEqual(['a', 'b', 'c']);
    });
    it('chooses by labels and leaves out who is excluded', () => {
        const replicaScheduling = policy({
            weightPreference: {
                staticWeightList: [
                    { targetCluster: { labelSelector: { matchLabels: { zone: 'x' } }, exclude: ['b'] }, weight: 1 },
                ],
            },
        });
        const clusters = ['a', 'b', 'c'];
        const facts = clusters.map((name) => ({ ...NOWHERE, name, labels: { zone: name === 'c' ? 'y' : 'x' } }));
        const input = { key: 'x/y', replicas: 2, clusters, replicaScheduling, facts };
        expect(distributeReplicas(input).plan).toEqual({ a: 2 });
    });
    it('breaks ties by the parity of the uid', () => {
        expect([fnv1a(EVEN) % 2, fnv1a(ODD) % 2].sort()).toEqual([0, 1]);
        const first = (uid) => {
            const input = { key: 'x/y', replicas: 1, clusters: ['b', 'a'], replicaScheduling: policy({}), uid };
            return Object.keys(distributeReplicas(input).plan);
        };
        const [even, odd] = fnv1a(EVEN) % 2 === 0 ? [EVEN, ODD] : [ODD, EVEN];
        expect([first(even), first(odd), first('')]).toEqual([['a'], ['b'], ['a']]);
    });
    it.each([
        [{ replicaSchedulingType: 'Spread' }, 'replicaSchedulingType'],
        [{ replicaDivisionPreference: 'Even' }, 'replicaDivisionPreference'],
        [{ weightPreference: { dynamicWeight: 'Load' } }, 'weightPreference.dynamicWeight'],
        [
            { weightPreference: { staticWeightList: [{ weight: -1 }] } },
            'weightPreference.staticWeightList[0].weight',
        ],
        [{ weightPreference: { staticWeightList: {} } }, 'weightPreference.staticWeightList'],
        [
            { weightPreference: { staticWeightList: [{ weight: 1, targetCluster: { clusterNames: 'a' } }] } },
            'weightPreference.staticWeightList[0].targetCluster.clusterNames',
        ],
        [
            { weightPreference: { staticWeightList: [{ weight: 1, targetCluster: { fieldSelector: 'us' } }] } },
            'weightPreference.staticWeightList[0].targetCluster.fieldSelector',
        ],
    ])('refuses %j', (value, field) => {
        const causes = [expect.objectContaining({ field: `replicaScheduling.${field}` })];
        expect(() => policy(value)).toThrow(expect.objectContaining({ reason: 'Invalid', details: { causes } }));
    });
});
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const counts = fc.dictionary(fc.constantFrom(...NAMES), fc.nat(30));
const input = fc.record({
    key: fc.constant('x/y'),
    uid: fc.constantFrom('', EVEN, ODD),
    replicas: fc.nat(80),
    clusters: fc.uniqueArray(fc.constantFrom(...NAMES)),
    replicaScheduling: fc.constantFrom(dynamic, aggregated),
    available: counts,
    assigned: counts,
    mode: fc.constantFrom('Steady', 'Fresh'),
});
describe('division by capacity, whatever the numbers', () => {
    it('never exceeds what fits beside what is there, nor what is wanted', () => {
        fc.assert(fc.property(input, (one) => {
            const { plan, unplaced } = distributeReplicas(one);
            const placed = Object.values(plan).reduce((sum, planned) => sum + planned, 0);
            expect(placed + unplaced).toBe(one.replicas);
            for (const [name, planned] of Object.entries(plan)) {
                expect(planned).toBeLessThanOrEqual((one.available[name] ?? one.replicas) + (one.assigned[name] ?? 0));
                expect(planned).toBeGreaterThan(0);
            }
            const room = one.clusters.reduce((sum, name) => sum + (one.available[name] ?? one.replicas) + (one.assigned[name] ?? 0), 0);
            expect(placed).toBe(Math.min(room, one.replicas));
        }));
    });
    it('changes nothing when planned again, in any order of the input', () => {
        fc.assert(fc.property(input, (one) => {
            const steady = { ...one, mode: 'Steady' };
            const { plan } = distributeReplicas(steady);
            const turned = { ...steady, clusters: [...one.clusters].reverse() };
            expect(distributeReplicas(turned).plan).toEqual(plan);
            const available = Object.fromEntries(one.clusters.map((name) => [
                name,
                (one.available[name] ?? one.replicas) + (one.assigned[name] ?? 0) - (plan[name] ?? 0),
            ]));
            expect(distributeReplicas({ ...steady, available, assigned: plan }).plan).toEqual(plan);
        }));
    });
});
describe('sainteLague', () => {
    const parties = fc
        .dictionary(fc.constantFrom(...NAMES, 'f', 'g'), fc.nat(50), { minKeys: 1 })
        .map((weights) => Object.entries(weights).map(([cluster, weight]) => ({ cluster, weight })));
    it('gives what giving one by one gives', () => {
        fc.assert(fc.property(fc.nat(300), parties, (replicas, list) => {
            const seats = list
                .map((party) => ({ ...party, seats: 0 }))
                .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
            for (let given = 0; given < replicas; given++) {
                const [next] = [...seats].sort((a, b) => b.weight / (2 * b.seats + 1) - a.weight / (2 * a.seats + 1) ||
                    a.seats - b.seats ||
                    (a.cluster < b.cluster ? -1 : 1));
                next.seats++;
            }
            expect([...sainteLague(replicas, list, '')]).toEqual(seats.map(({ cluster, seats: own }) => [cluster, own]));
        }), { numRuns: 500 });
    });
    it('takes a billion like ten', () => {
        const list = Array.from({ length: 1000 }, (_, index) => ({ cluster: `c${index}`, weight: index + 1 }));
        const plan = sainteLague(1_000_000_000, list, EVEN);
        expect([...plan.values()].reduce((sum, one) => sum + one, 0)).toBe(1_000_000_000);
        expect(plan.get('c999')).toBe(Math.round((1_000_000_000 * 1000) / 500_500));
    });
});
//# sourceMappingURL=policy-plan.spec.js.map