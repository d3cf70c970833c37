import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { clusterView, sameForPlacement } from './cluster-view.js';
function cluster(spec, conditions, metadata = {}) {
    return {
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'a', labels: { tier: 'one' }, ...metadata },
        ...(spec ? { spec } : {}),
        status: {
            conditions: Object.entries(conditions).map(([type, status]) => ({
                type,
                status,
                lastTransitionTime: '2026-11-21T08:00:00Z',
            })),
        },
    };
}
const plain = {
    name: 'a',
    labels: { tier: 'one' },
    ready: false,
    offline: false,
    readinessSince: Date.parse('2026-11-21T08:00:00Z'),
    offlineSince: 0,
    cordoned: false,
    draining: false,
};
describe('clusterView', () => {
    it.each([
        ['Ready', cluster({}, { Ready: 'True', Offline: 'False' }), { ready: true }],
        ['not Ready', cluster({}, { Ready: 'False' }), {}],
        ['Suspect', cluster({}, { Ready: 'Unknown', Suspect: 'True' }), {}],
        [
            'Offline',
            cluster({}, { Ready: 'Unknown', Offline: 'True' }),
            { offline: true, offlineSince: Date.parse('2026-11-21T08:00:00Z') },
        ],
        ['without a spec', cluster(undefined, { Ready: 'True' }), { ready: true }],
        ['active', cluster({ state: 'active' }, { Ready: 'False' }), {}],
        ['cordoned', cluster({ state: 'cordoned' }, { Ready: 'False' }), { cordoned: true }],
        ['draining', cluster({ state: 'draining' }, { Ready: 'False' }), { cordoned: true, draining: true }],
        ...[
            [undefined, {}, 'release'],
            ['orphan', {}, 'release'],
            ['delete', {}, 'delete'],
            ['drain', {}, undefined],
            ['drain', { Drained: 'False' }, undefined],
            ['drain', { Drained: 'True' }, 'delete'],
        ].map(([deletionPolicy, conditions, leaving]) => [
            `under deletion by ${deletionPolicy ?? 'default'} ${JSON.stringify(conditions)}`,
            cluster({ ...(deletionPolicy ? { deletionPolicy } : {}) }, { Ready: 'False', ...conditions }, {
                deletionTimestamp: '2026-11-21T08:00:00Z',
            }),
            { cordoned: true, ...(leaving ? { leaving } : {}) },
        ]),
        ['with a policy, and not under deletion', cluster({ deletionPolicy: 'delete' }, { Ready: 'False' }), {}],
    ])('%s', (_name, object, expected) => {
        expect(clusterView(object)).toEqual({ ...plain, ...expected });
    });
    it('shows what its nodes have and what is asked of them', () => {
        const object = cluster({}, {});
        const allocatable = { cpu: '8' };
        const requested = { cpu: '500m' };
        const told = { ...object, status: { ...object['status'], allocatable, requested } };
        expect(clusterView(told)).toMatchObject({ allocatable, requested });
    });
    it('of one that has just joined', () => {
        const object = { apiVersion: 'v1', kind: 'Cluster', metadata: { name: 'a' } };
        expect(clusterView(object)).toEqual({ ...plain, labels: {}, readinessSince: 0 });
    });
});
describe('sameForPlacement', () => {
    it.each([
        ['nothing', {}, true],
        ['ready', { ready: true }, false],
        ['offline', { offline: true }, false],
        ['cordoned', { cordoned: true }, false],
        ['draining', { draining: true }, false],
        ['since when', { readinessSince: 1 }, true],
        ['what is free', { requested: { cpu: '1' } }, true],
        ['leaving', { leaving: 'delete' }, false],
        ['labels', { labels: { tier: 'two' } }, false],
    ])('when %s changed', (_name, change, expected) => {
        expect(sameForPlacement(plain, { ...plain, ...change })).toBe(expected);
    });
});
//# sourceMappingURL=cluster-view.spec.js.map