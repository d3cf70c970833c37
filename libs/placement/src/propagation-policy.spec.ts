import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type KubeObject } from '#libs/apimachinery';
import { governingPolicy } from './governing-policy.js';
import { readPropagationPolicy, type PropagationPolicy } from './propagation-policy.js';
import { propertyRuns } from './property-runs.fixture.js';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

function object(spec: object, metadata: object = { name: 'p', namespace: 'shop' }): KubeObject {
  return { apiVersion: 'x/v1', kind: 'PropagationPolicy', metadata, spec };
}

function fieldsOf(spec: object): unknown[] {
  try {
    readPropagationPolicy(object({ resourceSelectors: [DEPLOYMENT], ...spec }));
    return [];
  } catch (error) {
    return (error as { details: { causes: { field: string }[] } }).details.causes.map(({ field }) => field);
  }
}

describe('readPropagationPolicy', () => {
  it('takes what is not said as Karmada does', () => {
    const read = readPropagationPolicy(object({ resourceSelectors: [DEPLOYMENT] }));
    expect(read).toMatchObject({
      priority: 0,
      groups: [{ name: '' }],
      scheduling: { kind: 'Duplicated' },
      spread: [],
      tolerations: [],
      offlineMs: undefined,
      purge: 'Gracefully',
      propagateDeps: false,
      application: undefined,
    });
    const divided = object({ resourceSelectors: [DEPLOYMENT], placement: { replicaScheduling: {} } });
    expect(readPropagationPolicy(divided).scheduling).toEqual({ kind: 'StaticWeight', rules: [] });
  });

  it('gives up what is unhealthy only where that is asked for, after five minutes if not said', () => {
    const application = (failover: object): unknown =>
      readPropagationPolicy(object({ resourceSelectors: [DEPLOYMENT], failover })).application;
    expect(application({ cluster: {} })).toBeUndefined();
    expect(application({ application: {} })).toEqual({ unhealthyMs: 300_000, purge: 'Gracefully' });
    const said = { purgeMode: 'Never', decisionConditions: { tolerationSeconds: 20 } };
    expect(application({ application: said })).toEqual({ unhealthyMs: 20_000, purge: 'Never' });
  });

  const placement = 'spec.placement';
  it.each<[object, string[]]>([
    [{ resourceSelectors: [] }, ['spec.resourceSelectors']],
    [{ priority: 1.5 }, ['spec.priority']],
    [{ propagateDeps: 'yes' }, ['spec.propagateDeps']],
    [{ failover: { application: 'yes' } }, ['spec.failover.application']],
    [
      { failover: { application: { purgeMode: 'Later', decisionConditions: { tolerationSeconds: -1 } } } },
      [
        'spec.failover.application.decisionConditions.tolerationSeconds',
        'spec.failover.application.purgeMode',
      ],
    ],
    [{ priority: 2 ** 31 }, ['spec.priority']],
    [{ placement: 'all' }, [placement]],
    [
      { placement: { clusterAffinity: { clusterNames: 'a' } } },
      [`${placement}.clusterAffinity.clusterNames`],
    ],
    [
      { placement: { clusterAffinity: {}, clusterAffinities: [{ affinityName: 'a' }] } },
      [`${placement}.clusterAffinities`],
    ],
    [
      { placement: { clusterAffinities: [{}, { affinityName: 'a' }, { affinityName: 'a' }] } },
      [`${placement}.clusterAffinities[0].affinityName`, `${placement}.clusterAffinities[2].affinityName`],
    ],
    [
      {
        placement: {
          clusterAffinity: { fieldSelector: { matchExpressions: [{ key: 'planet', operator: 'In' }] } },
        },
      },
      [
        `${placement}.clusterAffinity.fieldSelector.matchExpressions[0].values`,
        `${placement}.clusterAffinity.fieldSelector.matchExpressions[0].key`,
      ],
    ],
    [
      { placement: { spreadConstraints: [{}, { spreadByField: 'zone', spreadByLabel: 'a' }] } },
      [`${placement}.spreadConstraints[0]`, `${placement}.spreadConstraints[1]`],
    ],
    [
      {
        placement: {
          spreadConstraints: [{ spreadByField: 'zone' }, { spreadByField: 'zone', maxGroups: 0 }],
        },
      },
      [`${placement}.spreadConstraints[1].maxGroups`, `${placement}.spreadConstraints[1]`],
    ],
    [
      { placement: { clusterTolerations: [{ operator: 'Equal' }, { key: 'a', operator: 'Like' }] } },
      [`${placement}.clusterTolerations[0].operator`, `${placement}.clusterTolerations[1].operator`],
    ],
    [
      { placement: { clusterTolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 3 }] } },
      [`${placement}.clusterTolerations[0].effect`],
    ],
    [
      { failover: { cluster: { tolerationSeconds: -1, purgeMode: 'Soon' } } },
      ['spec.failover.cluster.tolerationSeconds', 'spec.failover.cluster.purgeMode'],
    ],
  ])('refuses %j', (spec, fields) => {
    expect(fieldsOf(spec)).toEqual(fields);
  });
});

function policy(name: string, more: object = {}, namespace = 'shop'): PropagationPolicy {
  const metadata = namespace === '' ? { name } : { name, namespace };
  return readPropagationPolicy(object({ resourceSelectors: [DEPLOYMENT], ...more }, metadata));
}

const web = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web', labels: { app: 'web' } };
const byName = { resourceSelectors: [{ ...DEPLOYMENT, name: 'web' }] };
const byLabels = { resourceSelectors: [{ ...DEPLOYMENT, labelSelector: { matchLabels: { app: 'web' } } }] };

describe('governingPolicy', () => {
  it.each<[string, PropagationPolicy[], string | undefined]>([
    ['none', [], undefined],
    ['none that means it', [policy('a', {}, 'other')], undefined],
    ['of the namespace before cluster-wide', [policy('a', { priority: 9, ...byName }, ''), policy('b')], 'b'],
    ['the higher priority', [policy('a', byName), policy('b', { priority: 1 })], 'b'],
    ['by name before labels', [policy('a', byLabels), policy('b', byName)], 'b'],
    ['by labels before kind', [policy('a'), policy('b', byLabels)], 'b'],
    ['the first by name', [policy('b'), policy('a')], 'a'],
    ['cluster-wide ones by the same rules', [policy('a', {}, ''), policy('b', { priority: 1 }, '')], 'b'],
  ])('%s', (_name, policies, expected) => {
    expect(governingPolicy(policies, web)?.policy.name).toBe(expected);
  });

  it('does not depend on the order in which they are known', () => {
    const some = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      priority: fc.integer({ min: -1, max: 1 }),
      by: fc.constantFrom<object>({}, byName, byLabels),
      namespace: fc.constantFrom('', 'shop', 'other'),
    });
    const list = fc.uniqueArray(some, { selector: ({ name, namespace }) => `${namespace}/${name}` });
    fc.assert(
      fc.property(list, (all) => {
        const policies = all.map(({ name, priority, by, namespace }) =>
          policy(name, { priority, ...by }, namespace),
        );
        const first = governingPolicy(policies, web)?.policy;
        expect(governingPolicy([...policies].reverse(), web)?.policy).toBe(first);
        expect(first === undefined).toBe(all.every(({ namespace }) => namespace === 'other'));
      }),
      { numRuns: propertyRuns() },
    );
  });
});
