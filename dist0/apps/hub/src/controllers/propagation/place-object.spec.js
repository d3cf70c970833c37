import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import {} from './cluster-view.js';
import {} from './decision.js';
import { placeObject } from './place-object.js';
import { away, CONFIGMAPS, holds, NOW, objectOf, REPLICASETS, replicaSet, replicasOf, row, says, view, views, } from './propagation.fixture.js';
import { holdings } from './targets.js';
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
function place(object, clusters, work = [], reports = []) {
    const resource = object.kind === 'ReplicaSet' ? REPLICASETS : CONFIGMAPS;
    const held = holdings(work, reports);
    return placeObject({ key: 'k', object, propagation: propagationOf(resource), clusters, held, now: NOW });
}
const names = (decision) => decision.placed.map(({ cluster }) => cluster);
describe('kinds that are not divided', () => {
    const object = objectOf('ConfigMap');
    it.each([
        ['every Ready cluster, by name', views('b', 'a'), [], ['a', 'b']],
        ['none that is cordoned', [view('a'), view('b', { cordoned: true })], [], ['a']],
        ['a cordoned one keeps it', [view('a'), view('b', { cordoned: true })], [row('b')], ['a', 'b']],
        ['none that is not Ready', [view('a'), view('b', { ready: false })], [], ['a']],
        ['one that is not Ready keeps it', [view('b', { ready: false })], [row('b')], ['b']],
        ['one that is Offline keeps it', [away('b', 1_000)], [row('b')], ['b']],
        ['... however long, for when it returns', [away('b', 86_400_000)], [row('b')], ['b']],
        ['one that owes a deletion does not hold it', [away('b', 1_000)], [row('b', { action: 'delete' })], []],
    ])('%s', (_name, clusters, work, expected) => {
        const decision = place(object, clusters, work);
        expect(names(decision)).toEqual(expected);
        expect(decision).toMatchObject({ unplaced: 0, notices: [], recheckInMs: undefined });
        expect(decision.lost.size).toBe(0);
    });
    it.each([
        ['configuration stays', {}, ['a', 'b']],
        ['what runs pods leaves', { spec: { template: { spec: { containers: [] } } } }, ['a']],
        ['and what makes Jobs', { spec: { jobTemplate: {} } }, ['a']],
        ['a template of something else stays', { spec: { template: { spec: {} } } }, ['a', 'b']],
    ])('while a cluster drains: %s', (_name, fields, expected) => {
        const some = objectOf('ConfigMap', {}, fields);
        const drains = view('b', { cordoned: true, draining: true });
        expect(names(place(some, [view('a'), drains], [row('a'), row('b')]))).toEqual(expected);
        // Where no other would have it, it stays.
        expect(names(place(some, [drains], [row('b')]))).toEqual(['b']);
        expect(names(place(some, [view('a'), drains], []))).toEqual(['a']);
    });
    it.each([
        ['by a label', '[{"key":"tier","operator":"in","values":["one"]}]', ['a']],
        ['by its absence', '[{"key":"tier","operator":"!","values":[]}]', ['c']],
        ['by all of several', '[{"key":"tier","operator":"exists"},{"key":"zone","operator":"exists"}]', ['b']],
        ['an empty list is everything', '[]', ['a', 'b', 'c']],
        ['no object of the control plane', 'federation.kubernetes.io/federation-control-plane=true', []],
    ])('are selected %s', (_name, selector, expected) => {
        const clusters = [
            view('a', { labels: { tier: 'one' } }),
            view('b', { labels: { tier: 'two', zone: 'z' } }),
            view('c'),
        ];
        const selected = objectOf('ConfigMap', { annotations: { [SELECTOR]: selector } });
        expect(names(place(selected, clusters))).toEqual(expected);
    });
    it('a cluster that is away and not selected is not kept', () => {
        const selected = objectOf('ConfigMap', {
            annotations: { [SELECTOR]: '[{"key":"no","operator":"exists"}]' },
        });
        expect(names(place(selected, [away('b', 1_000)], [row('b')]))).toEqual([]);
    });
    it('refuses a selector that it does not understand', () => {
        const broken = objectOf('ConfigMap', { annotations: { [SELECTOR]: '{' } });
        expect(() => place(broken, views('a'))).toThrow(expect.objectContaining({ reason: 'Invalid' }));
    });
});
describe('replicas', () => {
    it.each([
        ['are divided evenly', 6, views('a', 'b', 'c'), [], { a: 2, b: 2, c: 2 }],
        ['none: no copy is made', 0, views('a', 'b'), [], {}],
        ['a copy that is there stays, at 0', 0, views('a', 'b'), [holds('a', 2)], { a: 0 }],
        [
            'what is held decides who has one more',
            3,
            views('a', 'b'),
            [holds('a', 1), holds('b', 2)],
            { a: 1, b: 2 },
        ],
        ['cordoned: nothing new', 4, [view('a'), view('b', { cordoned: true })], [], { a: 4 }],
        [
            'cordoned: keeps its part',
            4,
            [view('a'), view('b', { cordoned: true })],
            [holds('a', 2), holds('b', 2)],
            { a: 2, b: 2 },
        ],
        [
            'Suspect keeps its part',
            4,
            [view('a'), view('b', { ready: false })],
            [holds('a', 2), holds('b', 2)],
            { a: 2, b: 2 },
        ],
        [
            'Offline keeps its part at first',
            4,
            [view('a'), away('b', 59_999)],
            [holds('a', 2), holds('b', 2)],
            { a: 2, b: 2 },
        ],
        ['lost and never had any', 4, [view('a'), away('b', 60_000)], [holds('a', 4)], { a: 4 }],
        ['back: has its share again', 4, views('a', 'b'), [holds('a', 4), holds('b', 0)], { a: 2, b: 2 }],
    ])('%s', (...[, replicas, clusters, work, expected]) => {
        expect(replicasOf(place(replicaSet(replicas), clusters, work).placed)).toEqual(expected);
    });
    it('one replica is what an object without a number asks for', () => {
        const decision = place(objectOf('ReplicaSet', {}, { spec: {} }), views('a'));
        expect(replicasOf(decision.placed)).toEqual({ a: 1 });
    });
    it('asks to look again when the first grace ends', () => {
        const clusters = [view('a'), away('b', 10_000), away('c', 59_000), away('d', 70_000)];
        const work = ['a', 'b', 'c', 'd'].map((name) => holds(name, 1));
        const decision = place(replicaSet(4), clusters, work);
        expect(decision.recheckInMs).toBe(1_000);
        expect([...decision.lost]).toEqual(['d']);
    });
    it('asks for nothing when nobody is away', () => {
        expect(place(replicaSet(4), views('a'), [holds('a', 4)]).recheckInMs).toBeUndefined();
    });
    it('says why', () => {
        const clusters = [view('a'), away('b', 60_000)];
        const why = (...given) => place(replicaSet(2), clusters, ...given).placed.map(({ reason }) => reason);
        expect(why([holds('b', 2)], [])).toEqual([
            'gets 2: an even share',
            'Offline for too long: counts for none, but keeps 2 until their replacements are ready',
        ]);
        const ready = says('a', { workload: { ready: 2, unschedulable: 0 } });
        expect(why([holds('a', 2), holds('b', 2)], [ready])).toEqual([
            'gets 2: an even share',
            'Offline for too long: its replicas run elsewhere',
        ]);
    });
    it('says on the object what nobody takes', () => {
        const decision = place(replicaSet(3), []);
        expect(decision).toMatchObject({
            unplaced: 3,
            notices: [{ type: 'Warning', reason: 'ReplicasUnplaced', message: expect.stringMatching(/^3 of 3 /) }],
        });
    });
});
describe('replicas with preferences', () => {
    const preferring = (replicas, clusters, rebalance = false) => replicaSet(replicas, { [PREFERENCES]: JSON.stringify({ rebalance, clusters }) });
    it('follow the weights, and make no copy where none is wanted', () => {
        const object = preferring(9, { a: { weight: 1 }, b: { weight: 2 } });
        expect(replicasOf(place(object, views('a', 'b', 'c')).placed)).toEqual({ a: 3, b: 6 });
    });
    it('say what is beyond the maximum', () => {
        const decision = place(preferring(5, { '*': { weight: 1, maxReplicas: 2 } }), views('a', 'b'));
        expect(replicasOf(decision.placed)).toEqual({ a: 2, b: 2 });
        expect(decision.notices[0]?.message).toMatch(/^1 of 5 /);
    });
    it('keep what runs, but never more than was intended', () => {
        const object = preferring(6, { '*': { weight: 1 } });
        const work = ['a', 'b', 'c'].map((name) => holds(name, 2));
        // A surge: three pods ready in each where two were asked for (federation-v1.md 8.1).
        const reports = ['a', 'b', 'c'].map((name) => says(name, { workload: { ready: 3, unschedulable: 0 } }));
        expect(replicasOf(place(object, views('a', 'b', 'c'), work, reports).placed)).toEqual({
            a: 2,
            b: 2,
            c: 2,
        });
    });
    it('go elsewhere when they cannot be scheduled', () => {
        const object = preferring(6, { '*': { weight: 1 } });
        const work = [holds('a', 3), holds('b', 3)];
        const reports = [
            says('a', { workload: { ready: 3, unschedulable: 0 } }),
            says('b', { workload: { ready: 1, unschedulable: 2 } }),
        ];
        expect(replicasOf(place(object, views('a', 'b'), work, reports).placed)).toEqual({ a: 5, b: 1 });
    });
});
//# sourceMappingURL=place-object.spec.js.map