import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type AdmissionRequest } from '#libs/apiserver';
import { type Informer, type InformerChange } from '#libs/controller-runtime';
import { createSpreadKinds } from '#libs/kinds';
import { silentLogger } from '#libs/process';
import { PolicyIndex } from '../controllers/propagation/policy-index.js';
import { policyAdmission } from './policy.admission.js';

const GROUP = 'federation.meridian.dev';
const SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const DIVIDED = { placement: { replicaScheduling: { replicaSchedulingType: 'Divided' } } };

function policy(name: string, spec: object, namespace = 'shop'): KubeObject {
  return {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: namespace === '' ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    spec,
  };
}

/** What is said about a policy beside others, in a federation with the cluster `a`. */
async function admit(
  object: KubeObject,
  others: readonly KubeObject[] = [],
  more: Partial<AdmissionRequest> = {},
): Promise<readonly string[]> {
  const index = new PolicyIndex(silentLogger);
  const listeners: ((change: InformerChange) => void)[] = [];
  const informer = {
    synced: Promise.resolve(),
    onChange: (listener: (change: InformerChange) => void) => listeners.push(listener),
    get: (key: string) => (key === '/a' ? object : undefined),
  } as unknown as Informer;
  index.follow([informer], informer, () => undefined);
  for (const other of others) for (const listener of listeners) listener({ type: 'ADDED', object: other });
  const resource = object.kind === 'PropagationPolicy' ? 'propagationpolicies' : 'clusterpropagationpolicies';
  return policyAdmission(index, createSpreadKinds()).admit({
    resource: { group: GROUP, resource },
    operation: 'CREATE',
    subresource: '',
    name: object.metadata.name ?? '',
    object,
    ...more,
  } as AdmissionRequest);
}

async function refusal(object: KubeObject): Promise<unknown> {
  try {
    return await admit(object);
  } catch (error) {
    const { details } = error as { details: { causes: { field: string }[] } };
    return details.causes.map(({ field }) => field);
  }
}

describe('the admission of propagation policies', () => {
  it('says nothing of one that makes sense', async () => {
    expect(await admit(policy('p', { resourceSelectors: [SETS], ...DIVIDED }))).toEqual([]);
  });

  it('refuses every field that makes none, at once', async () => {
    const wrong = { priority: 'high', propagateDeps: 1, failover: { cluster: { purgeMode: 'Later' } } };
    expect(await refusal(policy('p', { resourceSelectors: [], ...wrong }))).toEqual([
      'spec.priority',
      'spec.resourceSelectors',
      'spec.propagateDeps',
      'spec.failover.cluster.purgeMode',
    ]);
  });

  it('refuses kinds without a namespace in a policy of one', async () => {
    const resourceSelectors = [SETS, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' }];
    const spec = { resourceSelectors, ...DIVIDED };
    expect(await refusal(policy('p', spec))).toEqual(['spec.resourceSelectors[1].kind']);
    expect(await admit(policy('p', spec, ''))).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'kinds that are not spread',
      { resourceSelectors: [{ apiVersion: 'x/v1', kind: 'Thing' }] },
      /resourceSelectors\[0\]: objects of kind Thing are not spread/,
    ],
    [
      'clusters that are not there',
      {
        resourceSelectors: [SETS],
        placement: { ...DIVIDED.placement, clusterAffinity: { clusterNames: ['a', 'b'], exclude: ['c'] } },
      },
      /^no cluster has this name yet: b, c$/,
    ],
    ['what duplicates unasked', { resourceSelectors: [SETS] }, /every cluster gets all replicas/],
  ])('warns of %s', async (_what, spec, expected) => {
    const warnings = await admit(policy('p', spec));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(expected);
  });

  it.each<[string, KubeObject, number]>([
    ['the same kind as closely', policy('other', { resourceSelectors: [SETS], ...DIVIDED }), 1],
    ['another priority', policy('other', { resourceSelectors: [SETS], priority: 1, ...DIVIDED }), 0],
    ['a closer selector', policy('other', { resourceSelectors: [{ ...SETS, name: 'web' }], ...DIVIDED }), 0],
    ['another namespace', policy('other', { resourceSelectors: [SETS], ...DIVIDED }, 'yard'), 0],
    ['every namespace, which yields', policy('other', { resourceSelectors: [SETS], ...DIVIDED }, ''), 0],
    ['itself', policy('p', { resourceSelectors: [SETS], ...DIVIDED }), 0],
  ])('warns of another that means the same objects only: %s', async (_what, other, count) => {
    const warnings = await admit(policy('p', { resourceSelectors: [SETS], ...DIVIDED }), [other]);
    expect(warnings).toHaveLength(count);
    if (count > 0) expect(warnings[0]).toContain('of the two other governs');
  });

  it.each<[string, Partial<AdmissionRequest>]>([
    ['a deletion', { operation: 'DELETE' }],
    ['another resource', { resource: { group: '', resource: 'configmaps' } }],
    ['a subresource', { subresource: 'status' }],
  ])('is none of %s', async (_what, more) => {
    expect(await admit(policy('p', { resourceSelectors: [] }), [], more)).toEqual([]);
  });
});
