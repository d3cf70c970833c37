import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { clusterView, sameForPlacement, type ClusterView } from './cluster-view.js';

function cluster(
  spec: object | undefined,
  conditions: Record<string, string>,
  metadata: object = {},
): KubeObject {
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

const plain: ClusterView = {
  name: 'a',
  labels: { tier: 'one' },
  ready: false,
  offline: false,
  offlineSince: 0,
  cordoned: false,
};

describe('clusterView', () => {
  it.each<[string, KubeObject, Partial<ClusterView>]>([
    ['Ready', cluster({}, { Ready: 'True', Offline: 'False' }), { ready: true }],
    ['not Ready', cluster({}, { Ready: 'False' }), {}],
    ['Suspect', cluster({}, { Ready: 'Unknown', Suspect: 'True' }), {}],
    [
      'Offline',
      cluster({}, { Ready: 'Unknown', Offline: 'True' }),
      { offline: true, offlineSince: Date.parse('2026-11-21T08:00:00Z') },
    ],
    ['without a spec', cluster(undefined, { Ready: 'True' }), { ready: true }],
    ['active', cluster({ state: 'active' }, {}), {}],
    ['cordoned', cluster({ state: 'cordoned' }, {}), { cordoned: true }],
    ['draining', cluster({ state: 'draining' }, {}), { cordoned: true }],
    ...(
      [
        [undefined, {}, 'release'],
        ['orphan', {}, 'release'],
        ['delete', {}, 'delete'],
        ['drain', {}, undefined],
        ['drain', { Drained: 'False' }, undefined],
        ['drain', { Drained: 'True' }, 'delete'],
      ] as const
    ).map(([deletionPolicy, conditions, leaving]): [string, KubeObject, Partial<ClusterView>] => [
      `under deletion by ${deletionPolicy ?? 'default'} ${JSON.stringify(conditions)}`,
      cluster({ ...(deletionPolicy ? { deletionPolicy } : {}) }, conditions, {
        deletionTimestamp: '2026-11-21T08:00:00Z',
      }),
      { cordoned: true, ...(leaving ? { leaving } : {}) },
    ]),
    ['with a policy, and not under deletion', cluster({ deletionPolicy: 'delete' }, {}), {}],
  ])('%s', (_name, object, expected) => {
    expect(clusterView(object)).toEqual({ ...plain, ...expected });
  });

  it('of one that has just joined', () => {
    const object = { apiVersion: 'v1', kind: 'Cluster', metadata: { name: 'a' } };
    expect(clusterView(object)).toEqual({ ...plain, labels: {} });
  });
});

describe('sameForPlacement', () => {
  it.each<[string, Partial<ClusterView>, boolean]>([
    ['nothing', {}, true],
    ['ready', { ready: true }, false],
    ['offline', { offline: true }, false],
    ['cordoned', { cordoned: true }, false],
    ['leaving', { leaving: 'delete' }, false],
    ['labels', { labels: { tier: 'two' } }, false],
  ])('when %s changed', (_name, change, expected) => {
    expect(sameForPlacement(plain, { ...plain, ...change })).toBe(expected);
  });
});
