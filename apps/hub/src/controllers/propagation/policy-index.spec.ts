import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type Informer, type InformerChange } from '#libs/controller-runtime';
import { propagationOf, type Propagation } from '#libs/kinds';
import { type ResourceSelector } from '#libs/placement';
import { silentLogger } from '#libs/process';
import { PolicyIndex } from './policy-index.js';
import { REPLICASETS } from './propagation.fixture.js';

const SETS = propagationOf(REPLICASETS) as Propagation;
const RESOURCE = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };

function policy(name: string, namespace: string, spec: object = {}, generation = 1): KubeObject {
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: namespace === '' ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
    metadata: { name, generation, ...(namespace === '' ? {} : { namespace }) },
    spec: { resourceSelectors: [RESOURCE], ...spec },
  };
}

/** An index, the listener that an informer would call, and what was said to be concerned. */
function world(): {
  readonly index: PolicyIndex;
  readonly tell: (change: InformerChange) => void;
  readonly heard: (readonly ResourceSelector[])[];
} {
  const index = new PolicyIndex(silentLogger);
  const listeners: ((change: InformerChange) => void)[] = [];
  const informer = {
    synced: Promise.resolve(),
    onChange: (listener: (change: InformerChange) => void) => listeners.push(listener),
    get: (key: string) => (key === '/known' ? policy('known', '') : undefined),
  } as unknown as Informer;
  const heard: (readonly ResourceSelector[])[] = [];
  index.follow([informer], informer, (selectors) => heard.push(selectors));
  const tell = (change: InformerChange): void => {
    for (const listener of listeners) listener(change);
  };
  return { index, tell, heard };
}

const governing = (index: PolicyIndex, namespace = 'shop', labels = {}): string | undefined =>
  index.governing({ namespace, name: 'web' }, SETS, labels)?.name;

describe('PolicyIndex', () => {
  it('finds the policy of an object: those of its namespace, then those of all', () => {
    const { index, tell } = world();
    expect(governing(index)).toBeUndefined();
    tell({ type: 'ADDED', object: policy('wide', '', { priority: 9 }) });
    expect(governing(index)).toBe('wide');
    tell({ type: 'ADDED', object: policy('near', 'shop') });
    expect(governing(index)).toBe('near');
    expect(governing(index, 'other')).toBe('wide');
    tell({ type: 'DELETED', object: policy('near', 'shop') });
    expect(governing(index)).toBe('wide');
  });

  it('knows only what a policy selects now', () => {
    const { index, tell } = world();
    const labelSelector = { matchLabels: { tier: 'front' } };
    tell({ type: 'ADDED', object: policy('p', 'shop') });
    const changed = policy('p', 'shop', { resourceSelectors: [{ ...RESOURCE, labelSelector }] }, 2);
    tell({ type: 'MODIFIED', object: changed, previous: policy('p', 'shop') });
    expect(governing(index)).toBeUndefined();
    expect(governing(index, 'shop', { tier: 'front' })).toBe('p');
  });

  it('says what was and is concerned, and nothing when only its metadata changed', () => {
    const { tell, heard } = world();
    const first = policy('p', 'shop');
    tell({ type: 'ADDED', object: first });
    tell({ type: 'MODIFIED', object: first, previous: first });
    const deployments = { resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'Deployment' }] };
    tell({ type: 'MODIFIED', object: policy('p', 'shop', deployments, 2), previous: first });
    tell({ type: 'DELETED', object: policy('p', 'shop', deployments, 2) });
    expect(heard.map((selectors) => selectors.map(({ kind }) => kind))).toEqual([
      ['ReplicaSet'],
      ['ReplicaSet', 'Deployment'],
      ['Deployment'],
    ]);
  });

  it('lets one that cannot be read govern nothing', () => {
    const { index, tell, heard } = world();
    tell({ type: 'ADDED', object: policy('p', 'shop') });
    tell({
      type: 'MODIFIED',
      object: policy('p', 'shop', { priority: 'high' }, 2),
      previous: policy('p', 'shop'),
    });
    expect(governing(index)).toBeUndefined();
    expect(heard.at(-1)?.map(({ kind }) => kind)).toEqual(['ReplicaSet']);
    expect(index.isEmpty).toBe(true);
  });

  it('knows whether any has dependencies follow', () => {
    const { index, tell } = world();
    tell({ type: 'ADDED', object: policy('a', 'shop') });
    expect([index.isEmpty, index.propagatesDependencies]).toEqual([false, false]);
    tell({ type: 'ADDED', object: policy('b', 'shop', { propagateDeps: true }) });
    expect(index.propagatesDependencies).toBe(true);
    tell({ type: 'DELETED', object: policy('b', 'shop', { propagateDeps: true }) });
    expect(index.propagatesDependencies).toBe(false);
  });

  it('knows clusters by name, and all of them while nobody has told it any', () => {
    const { index } = world();
    expect([index.knowsCluster('known'), index.knowsCluster('other')]).toEqual([true, false]);
    expect(new PolicyIndex(silentLogger).knowsCluster('other')).toBe(true);
  });
});
