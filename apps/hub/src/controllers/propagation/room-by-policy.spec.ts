import { describe, expect, it } from '@jest/globals';
import { readPropagationPolicy, type PropagationPolicy } from '#libs/placement';
import { type NodeBucket } from '#libs/protocol';
import { type PlanInput } from './plan-object.js';
import { objectOf, plan, REPLICASETS, replicasOf, view } from './propagation.fixture.js';
import { NO_LOAD } from './room.js';

const GIB = 1024 ** 3;

function policy(placement: object): PropagationPolicy {
  return readPropagationPolicy({
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'ClusterPropagationPolicy',
    metadata: { name: 'p' },
    spec: { resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }], placement },
  });
}

const DYNAMIC = {
  replicaScheduling: {
    replicaSchedulingType: 'Divided',
    weightPreference: { dynamicWeight: 'AvailableReplicas' },
  },
};

/** Of `count` replicas that ask for `cpu` cores each. */
const workload = (count: number, cpu: number): ReturnType<typeof objectOf> => {
  const containers = [{ name: 'c', resources: { requests: { cpu, memory: '1Gi' } } }];
  return objectOf('ReplicaSet', {}, { spec: { replicas: count, template: { spec: { containers } } } });
};

const nodes = (count: number, cpu: number): NodeBucket[] => [
  { nodes: count, milliCpu: cpu * 1_000, memory: 64 * GIB, pods: 110 },
];

const cluster = (name: string, buckets: NodeBucket[]): ReturnType<typeof view> =>
  view(name, { free: { countedAt: 0, nodes: buckets } });

function placed(input: Partial<PlanInput>): {
  replicas: Record<string, number>;
  unplaced: number | undefined;
} {
  const { plan: saved, decision } = plan({ resource: REPLICASETS, policy: policy(DYNAMIC), ...input });
  return { replicas: replicasOf(saved?.targets ?? []), unplaced: decision?.unplaced };
}

describe('a policy that divides by what fits', () => {
  it('gives nothing to many nodes of which each is too small', () => {
    const clusters = [cluster('large', nodes(1, 8)), cluster('many', nodes(100, 1))];
    expect(placed({ object: workload(4, 2), clusters })).toEqual({ replicas: { large: 4 }, unplaced: 0 });
    expect(placed({ object: workload(6, 2), clusters })).toEqual({ replicas: { large: 4 }, unplaced: 2 });
  });

  it('leaves room for what others are given and is not counted yet', () => {
    const clusters = [cluster('a', nodes(1, 8)), cluster('b', nodes(1, 8))];
    const onItsWay: PlanInput['onItsWay'] = ({ name }) =>
      name === 'a' ? { cpu: 6, memory: 0, pods: 3 } : NO_LOAD;
    expect(placed({ object: workload(5, 2), clusters })).toMatchObject({ unplaced: 0 });
    expect(placed({ object: workload(5, 2), clusters, onItsWay }).replicas).toEqual({ a: 1, b: 4 });
  });

  it('prefers for a spread constraint the clusters with more room, by nodes', () => {
    const spreadConstraints = [{ spreadByField: 'cluster', maxGroups: 1 }];
    const clusters = [cluster('a', nodes(50, 1)), cluster('b', nodes(2, 4))];
    const one = policy({ ...DYNAMIC, spreadConstraints });
    expect(placed({ object: workload(2, 2), clusters, policy: one }).replicas).toEqual({ b: 2 });
    expect(placed({ object: workload(2, 1), clusters, policy: one }).replicas).toEqual({ a: 2 });
  });
});
