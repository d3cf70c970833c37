import { expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import { readPropagationPolicy } from '#libs/placement';
import { type ClusterView } from '../controllers/propagation/cluster-view.js';
import {
  away,
  objectOf,
  plan,
  REPLICASETS,
  replicaSet,
  stored,
  view,
} from '../controllers/propagation/propagation.fixture.js';
import { describePlacement } from './describe-placement.js';

/** A Placement says of every cluster why it has what it has, by the rule that decided (issue 4.6). */

const NOW = Date.parse('2026-11-21T08:00:00Z');
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const DIVIDED = { replicaSchedulingType: 'Divided' };
const DYNAMIC = { ...DIVIDED, weightPreference: { dynamicWeight: 'AvailableReplicas' } };

interface World {
  readonly object?: KubeObject;
  readonly placement?: object;
  readonly clusters: readonly ClusterView[];
}

/** By cluster: replicas (`-` for no copy) and reason. */
function told({ object = replicaSet(4), placement, clusters }: World): Record<string, string> {
  const said = placement === undefined ? {} : { policy: policyOf(placement) };
  const propagation = propagationOf(REPLICASETS);
  const output = plan({ resource: REPLICASETS, object, clusters, ...said });
  const placed = describePlacement({
    key: { ...REPLICASETS, namespace: 'demo', name: 'x' },
    propagation,
    object,
    loaded: { work: stored(output), reports: [] },
    members: clusters.map((one) => ({ plan: one, health: '', silent: false, heardAt: NOW })),
    now: NOW,
    ...said,
  });
  const status = placed?.['status'] as {
    readonly clusters: readonly { name: string; replicas?: number; reason: string }[];
    readonly excluded?: readonly { reason: string; clusters: readonly string[] }[];
  };
  return Object.fromEntries([
    ...status.clusters.map(({ name, replicas, reason }) => [name, `${replicas} ${reason}`]),
    ...(status.excluded ?? []).flatMap(({ reason, clusters: names }) =>
      names.map((name) => [name, `- ${reason}`]),
    ),
  ]) as Record<string, string>;
}

function policyOf(placement: object): ReturnType<typeof readPropagationPolicy> {
  return readPropagationPolicy({
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'ClusterPropagationPolicy',
    metadata: { name: 'p' },
    spec: { resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }], placement },
  });
}

/** Asks for a core each. */
function asking(replicas: number): KubeObject {
  const containers = [{ name: 'c', resources: { requests: { cpu: 1 } } }];
  return objectOf('ReplicaSet', {}, { spec: { replicas, template: { spec: { containers } } } });
}

const cores = (name: string, milliCpu: number): ClusterView =>
  view(name, { free: { countedAt: 0, nodes: [{ nodes: 1, milliCpu, memory: 2 ** 36, pods: 110 }] } });
const weight = (name: string, value: number): object => ({
  targetCluster: { clusterNames: [name] },
  weight: value,
});
const preferring = (clusters: object): KubeObject =>
  replicaSet(4, { [PREFERENCES]: JSON.stringify({ clusters }) });
const taints = [{ key: 'repair', value: '', effect: 'NoSchedule', since: undefined }];
const limited = (limit: object): object => ({
  replicaScheduling: { ...DYNAMIC, clusterLimits: [{ targetCluster: { clusterNames: ['b'] }, ...limit }] },
});

const a = view('a');
const b = view('b');

it.each<[string, World, Record<string, string>]>([
  ['an even share', { clusters: [a, b] }, { a: '2 gets 2: an even share', b: '2 gets 2: an even share' }],
  [
    'an even share of too few',
    { object: replicaSet(1), clusters: [a, b] },
    { a: '1 gets 1: an even share', b: '- gets 0: an even share' },
  ],
  [
    'weight shares',
    { clusters: [a, b], object: preferring({ a: { weight: 3 }, b: { weight: 1 } }) },
    { a: '3 gets 3 by weight 3', b: '1 gets 1 by weight 1' },
  ],
  [
    'no preference',
    { clusters: [a, b], object: preferring({ a: { weight: 1 } }) },
    { a: '4 gets 4 by weight 1', b: '- gets none: no preference names it and there is none for "*"' },
  ],
  [
    'a maximum of preferences',
    { clusters: [a, b], object: preferring({ a: { weight: 1 }, b: { weight: 9, maxReplicas: 0 } }) },
    { a: '4 gets 4 by weight 1', b: '- gets 0: its maximum' },
  ],
  [
    'the cluster selector',
    {
      clusters: [view('a', { labels: { tier: 'gold' } }), b],
      object: replicaSet(4, { [SELECTOR]: '[{"key":"tier","operator":"exists"}]' }),
    },
    { a: '4 gets 4: an even share', b: '- its labels do not match the cluster selector' },
  ],
  [
    'a cordon, and a silent cluster',
    { clusters: [a, view('b', { cordoned: true }), away('c', 1_000)] },
    {
      a: '4 gets 4: an even share',
      b: '- cordoned: it takes nothing new',
      c: '- Offline: it takes nothing new',
    },
  ],
  [
    'affinity',
    { clusters: [a, b], placement: { clusterAffinity: { clusterNames: ['a'] }, replicaScheduling: DIVIDED } },
    { a: '4 gets 4: a share by weight 1', b: '- filtered by affinity: it is not named' },
  ],
  [
    'a group of clusters that is not the one that was taken',
    {
      clusters: [a, b],
      placement: {
        clusterAffinities: [
          { affinityName: 'home', clusterNames: ['a'] },
          { affinityName: 'spare', clusterNames: ['b'] },
        ],
        replicaScheduling: DIVIDED,
      },
    },
    { a: '4 gets 4: a share by weight 1', b: '- filtered by affinity home: it is not named' },
  ],
  [
    'a taint',
    { clusters: [a, view('b', { taints })], placement: { replicaScheduling: DIVIDED } },
    { a: '4 gets 4: a share by weight 1', b: '- tainted: repair' },
  ],
  [
    'a spread constraint',
    {
      clusters: [a, b],
      placement: {
        replicaScheduling: DIVIDED,
        spreadConstraints: [{ spreadByField: 'cluster', minGroups: 1, maxGroups: 1 }],
      },
    },
    { a: '4 gets 4: a share by weight 1', b: '- spread constraint: at most 1 clusters' },
  ],
  [
    'no weight',
    {
      clusters: [a, b],
      placement: { replicaScheduling: { weightPreference: { staticWeightList: [weight('a', 1)] } } },
    },
    { a: '4 gets 4: a share by weight 1', b: '- gets 0: no rule of the policy names it' },
  ],
  [
    'a maximum of the policy',
    { clusters: [a, b], placement: limited({ maxReplicas: 0 }) },
    { a: '4 gets 4: 0 that it had and 4 by what fits beside', b: '- gets 0: as many as it may have' },
  ],
  [
    'no room',
    {
      clusters: [cores('a', 9_000), cores('b', 500)],
      object: asking(4),
      placement: { replicaScheduling: DYNAMIC },
    },
    { a: '4 gets 4: 0 that it had and 4 by what fits beside', b: '- gets 0: as many as fit' },
  ],
  [
    'more room elsewhere',
    {
      clusters: [cores('a', 9_000), cores('b', 4_000)],
      object: asking(1),
      placement: { replicaScheduling: DYNAMIC },
    },
    {
      a: '1 gets 1: 0 that it had and 1 by what fits beside',
      b: '- gets 0: of so few none falls to what fits here',
    },
  ],
  [
    'aggregation',
    {
      clusters: [cores('a', 9_000), cores('b', 4_000)],
      object: asking(4),
      placement: { replicaScheduling: { ...DIVIDED, replicaDivisionPreference: 'Aggregated' } },
    },
    { a: '4 gets 4: 0 that it had and 4 by what fits beside', b: '- gets 0: fewer clusters are enough' },
  ],
  [
    'a minimum',
    { clusters: [a, b], placement: limited({ minReplicas: 3 }) },
    { a: '1 gets 1: 0 that it had and 1 by what fits beside', b: '3 gets 3: its minimum' },
  ],
])('%s', (_rule, world, expected) => {
  expect(told(world)).toEqual(expected);
});
