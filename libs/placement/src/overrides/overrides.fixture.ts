import { type KubeObject } from '#libs/apimachinery';
import { type ClusterFacts } from '../cluster-affinity.js';
import { overridesOf, type Overridden } from './apply-overrides.js';
import { policiesOf, readOverridePolicy, type OverridePolicy } from './override-policy.js';

/** Objects and policies of the specs of overrides. */

export const EU: ClusterFacts = {
  name: 'eu-1',
  region: 'eu',
  provider: '',
  zones: ['eu-a'],
  labels: { tier: 'gold' },
};
export const US: ClusterFacts = {
  name: 'us-1',
  region: 'us',
  provider: '',
  zones: ['us-a', 'us-b'],
  labels: {},
};

export const DIVIDED = [['spec', 'replicas']];

export function web(): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'shop',
      labels: { app: 'web' },
      annotations: { 'federation.meridian.dev/mark': 'ours' },
    },
    spec: {
      replicas: 9,
      template: {
        spec: {
          initContainers: [{ name: 'init', image: 'gcr.io/shop/init:v1' }],
          containers: [
            {
              name: 'web',
              image: 'gcr.io/shop/web:v1',
              args: ['--a', '--b'],
              env: [{ name: 'X', value: '1' }],
            },
            { name: 'side', image: 'envoy' },
          ],
        },
      },
    },
  };
}

export interface PolicySpec {
  readonly namespace?: string;
  readonly name?: string;
  readonly resourceSelectors?: readonly object[];
  readonly overrideRules: readonly object[];
}

export function policyObject({ namespace = 'shop', name = 'p', ...spec }: PolicySpec): KubeObject {
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: namespace === '' ? 'ClusterOverridePolicy' : 'OverridePolicy',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    spec,
  };
}

/** @throws Error for one that admission would refuse */
export function policy(given: PolicySpec): OverridePolicy {
  const read = readOverridePolicy(policyObject(given));
  if (read.causes.length > 0) throw new Error(JSON.stringify(read.causes));
  return read.policy;
}

/** What a cluster gets of the object under these policies. */
export function overridden(
  object: KubeObject,
  policies: readonly OverridePolicy[],
  cluster: ClusterFacts,
): Overridden {
  const { namespace = '', name = '', labels } = object.metadata;
  const found = policiesOf(policies, { group: 'apps', kind: object.kind, namespace, name, labels });
  return overridesOf({ object, policies: found, divided: DIVIDED })(cluster);
}
