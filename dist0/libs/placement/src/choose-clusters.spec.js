import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseClusters } from './choose-clusters.js';
import { readPropagationPolicy } from './propagation-policy.js';
import { propertyRuns } from './property-runs.fixture.js';
const NOW = Date.parse('2026-11-21T08:00:00Z');
function cluster(name, more = {}) {
    const { at = '', labels = {}, ...rest } = more;
    const [region = '', ...zones] = at.split(' ');
    return {
        facts: { name, labels, region, zones, provider: '' },
        taints: [],
        holds: false,
        role: 'takes',
        why: '',
        room: undefined,
        ...rest,
    };
}
function choose(placement, clusters, byAffinity = true) {
    const policy = readPropagationPolicy({
        apiVersion: 'x/v1',
        kind: 'PropagationPolicy',
        metadata: { name: 'p', namespace: 'n' },
        spec: { resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap' }], placement },
    });
    return chooseClusters({ policy, byAffinity, clusters, now: NOW });
}
/** `a b- c!`: chosen, stays, drains or leaves (`~`). */
function told({ verdicts }) {
    const marks = { chosen: '', stays: '-', drains: '!', leaves: '~' };
    return [...verdicts].map(([name, { is }]) => `${name}${marks[is]}`).join(' ');
}
const abc = [
    cluster('a', { at: 'us us-1', labels: { tier: 'gold' } }),
    cluster('b', { at: 'us us-1 us-2' }),
    cluster('c', { at: 'eu eu-1' }),
];
const inZone = (operator, ...values) => ({
    clusterAffinity: { fieldSelector: { matchExpressions: [{ key: 'zone', operator, values }] } },
});
const groups = {
    clusterAffinities: [
        { affinityName: 'x', clusterNames: ['a'] },
        { affinityName: 'y', clusterNames: ['b', 'c'] },
    ],
};
describe('affinity', () => {
    it.each([
        ['none: all', {}, 'a b c'],
        ['names', { clusterAffinity: { clusterNames: ['b', 'z'] } }, 'a~ b c~'],
        ['exclusion wins', { clusterAffinity: { clusterNames: ['a', 'b'], exclude: ['b'] } }, 'a b~ c~'],
        ['labels', { clusterAffinity: { labelSelector: { matchLabels: { tier: 'gold' } } } }, 'a b~ c~'],
        ['all zones count: In', inZone('In', 'us-1'), 'a b~ c~'],
        ['all zones count: NotIn', inZone('NotIn', 'us-2'), 'a b~ c'],
        ['the first group that fits', groups, 'a b~ c~'],
    ])('by %s', (_name, placement, expected) => {
        expect(told(choose(placement, abc))).toBe(expected);
    });
    it('yields to the selector of the object', () => {
        expect(told(choose({ clusterAffinity: { clusterNames: ['z'] } }, abc, false))).toBe('a b c');
    });
    it('goes to the next group while nothing of the first can be had, and back as soon as it can', () => {
        const lost = cluster('a', { holds: true, role: 'leaves', why: 'Offline for too long' });
        const away = choose(groups, [lost, cluster('b'), cluster('c')]);
        expect([told(away), away.group]).toEqual(['a~ b c', 'y']);
        const back = choose(groups, [cluster('a'), cluster('b', { holds: true }), cluster('c')]);
        expect([told(back), back.group]).toEqual(['a b~ c~', 'x']);
        const settling = choose(groups, [
            cluster('a', { role: 'keeps', why: 'just back' }),
            cluster('b', { holds: true }),
        ]);
        expect(told(settling)).toBe('a~ b');
    });
    it('takes nothing away when nothing fits, and says why', () => {
        const none = choose({ clusterAffinity: { clusterNames: ['z'] } }, [cluster('a', { holds: true })]);
        expect(none).toMatchObject({ nothingFits: 'no cluster can take it', group: '' });
        const cordoned = choose({}, [cluster('a', { role: 'keeps', why: 'cordoned' })]);
        expect([told(cordoned), cordoned.verdicts.get('a')?.why]).toEqual([
            'a-',
            'cordoned: it takes nothing new',
        ]);
    });
});
describe('taints', () => {
    const taint = (effect, since) => [{ key: 'repair', value: 'yes', effect, since }];
    const tainted = (effect, since) => [
        cluster('a', { taints: taint(effect, since), holds: true }),
        cluster('b', { taints: taint(effect, since) }),
        cluster('c'),
    ];
    const tolerating = (...clusterTolerations) => ({ clusterTolerations });
    it.each([
        ['NoSchedule: what is there stays', {}, tainted('NoSchedule'), 'a- b- c'],
        ['NoExecute: it goes', {}, tainted('NoExecute'), 'a! b! c'],
        ['PreferNoSchedule does not matter', {}, tainted('PreferNoSchedule'), 'a b c'],
        ['tolerated by key', tolerating({ key: 'repair', operator: 'Exists' }), tainted('NoExecute'), 'a b c'],
        ['tolerated by value', tolerating({ key: 'repair', value: 'yes' }), tainted('NoExecute'), 'a b c'],
        ['another value', tolerating({ key: 'repair', value: 'no' }), tainted('NoExecute'), 'a! b! c'],
        [
            'another effect',
            tolerating({ operator: 'Exists', effect: 'NoSchedule' }),
            tainted('NoExecute'),
            'a! b! c',
        ],
    ])('%s', (_name, placement, clusters, expected) => {
        expect(told(choose(placement, clusters))).toBe(expected);
    });
    it('are tolerated for as long as is said, and nothing new comes meanwhile', () => {
        const placement = tolerating({
            key: 'repair',
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: 60,
        });
        const early = choose(placement, tainted('NoExecute', NOW - 20_000));
        expect([told(early), early.changesInMs]).toEqual(['a- b- c', 40_000]);
        const late = choose(placement, tainted('NoExecute', NOW - 60_000));
        expect([told(late), late.changesInMs]).toEqual(['a! b! c', undefined]);
    });
});
describe('spread constraints', () => {
    const five = [
        cluster('a', { at: 'us' }),
        cluster('b', { at: 'us' }),
        cluster('c', { at: 'eu' }),
        cluster('d', { at: 'eu', holds: true }),
        cluster('e'),
    ];
    const by = (...spreadConstraints) => ({ spreadConstraints });
    it.each([
        [
            'clusters: who has it first, then by name',
            by({ spreadByField: 'cluster', maxGroups: 2 }),
            'a b~ c~ d e~',
        ],
        ['regions; who has none is left out', by({ spreadByField: 'region', maxGroups: 1 }), 'a~ b~ c d e~'],
        [
            'so many clusters in so many regions',
            by({ spreadByField: 'region', minGroups: 2 }, { spreadByField: 'cluster', maxGroups: 2 }),
            'a b~ c~ d e~',
        ],
    ])('by %s', (_name, placement, expected) => {
        expect(told(choose(placement, five))).toBe(expected);
    });
    it('prefers where there is room', () => {
        const roomy = [cluster('a', { room: 1 }), cluster('b', { room: 9 }), cluster('c', { room: 5 })];
        expect(told(choose(by({ spreadByField: 'cluster', maxGroups: 2 }), roomy))).toBe('a~ b c');
    });
    it('places nothing new below the minimum, and leaves what is there', () => {
        const few = choose(by({ spreadByField: 'region', minGroups: 3 }), five.slice(0, 4));
        expect([told(few), few.nothingFits]).toEqual([
            'a- b- c- d-',
            'spread constraint: at least 3 are wanted by region, and there are 2',
        ]);
    });
    it('keeps every maximum, needs no order, and chooses the same again, whatever there is', () => {
        const some = fc.record({
            region: fc.constantFrom('', 'us', 'eu', 'asia'),
            holds: fc.boolean(),
            room: fc.option(fc.nat(5), { nil: undefined }),
        });
        const maxima = fc.record({
            regions: fc.integer({ min: 1, max: 3 }),
            clusters: fc.integer({ min: 1, max: 5 }),
        });
        fc.assert(fc.property(fc.array(some, { maxLength: 7 }), maxima, (list, { regions, clusters: most }) => {
            const clusters = list.map(({ region, ...more }, index) => cluster(`c${index}`, { at: region, ...more }));
            const placement = by({ spreadByField: 'region', maxGroups: regions }, { spreadByField: 'cluster', maxGroups: most });
            const chosenOf = (all) => [...choose(placement, all).verdicts]
                .flatMap(([name, { is }]) => (is === 'chosen' ? [name] : []))
                .sort();
            const chosen = chosenOf(clusters);
            expect(chosen.length).toBeLessThanOrEqual(most);
            const places = clusters
                .filter(({ facts }) => chosen.includes(facts.name))
                .map(({ facts }) => facts.region);
            expect(new Set(places).size).toBeLessThanOrEqual(regions);
            expect(chosenOf([...clusters].reverse())).toEqual(chosen);
            const held = clusters.map((one) => ({ ...one, holds: chosen.includes(one.facts.name) }));
            expect(chosenOf(held)).toEqual(chosen);
        }), { numRuns: propertyRuns() });
    });
});
//# sourceMappingURL=choose-clusters.spec.js.map