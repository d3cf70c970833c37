import { expect, it } from '@jest/globals';
import { isReason, type KubeObject } from '#libs/apimachinery';
import { type AdmissionRequest } from '#libs/apiserver';
import { type Informer, type InformerChange } from '#libs/controller-runtime';
import { createSpreadKinds } from '#libs/kinds';
import { silentLogger } from '#libs/process';
import { PolicyIndex } from '../controllers/propagation/policy-index.js';
import { federationAdmission } from './federation.admission.js';
import { overrideAdmission } from './override.admission.js';
import { policyAdmission } from './policy.admission.js';

/**
 * Bad input to placement, a row each (issue 4, last line): refused with its field, or a warning where only time can tell. Never taken
 * in silence.
 */

const GROUP = 'federation.meridian.dev';
const SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const DIVIDED = { replicaSchedulingType: 'Divided' };
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';

const RESOURCES: Readonly<Record<string, { readonly group: string; readonly resource: string }>> = {
  PropagationPolicy: { group: GROUP, resource: 'propagationpolicies' },
  OverridePolicy: { group: GROUP, resource: 'overridepolicies' },
  ReplicaSet: { group: 'apps', resource: 'replicasets' },
};

const propagation = (spec: object, name = 'p'): KubeObject => ({
  apiVersion: `${GROUP}/v1alpha1`,
  kind: 'PropagationPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { resourceSelectors: [SETS], placement: { replicaScheduling: DIVIDED }, ...spec },
});
const placing = (placement: object): KubeObject =>
  propagation({ placement: { replicaScheduling: DIVIDED, ...placement } });
const overriding = (overriders: object, targetCluster?: object): KubeObject => ({
  apiVersion: `${GROUP}/v1alpha1`,
  kind: 'OverridePolicy',
  metadata: { name: 'o', namespace: 'shop' },
  spec: {
    resourceSelectors: [SETS],
    overrideRules: [{ ...(targetCluster ? { targetCluster } : {}), overriders }],
  },
});
const annotated = (annotations: Record<string, string>): KubeObject => ({
  ...SETS,
  metadata: { name: 'web', namespace: 'shop', annotations },
});
const preferring = (preferences: object): KubeObject =>
  annotated({ [PREFERENCES]: JSON.stringify(preferences) });
const like = (operator: string): object => ({
  matchExpressions: [{ key: 'region', operator, values: ['us'] }],
});
const label = (value: string): object => ({ labelsOverrider: [{ operator: 'add', value: { at: value } }] });
const weighing = (clusterNames: string[], weight = 1): object => ({
  replicaScheduling: {
    weightPreference: { staticWeightList: [{ targetCluster: { clusterNames }, weight }] },
  },
});
const limiting = (limit: object): object => ({ replicaScheduling: { ...DIVIDED, clusterLimits: [limit] } });

/** The only cluster is `a`, and the only policy `other`, for every ReplicaSet of the namespace. */
function index(): PolicyIndex {
  const policies = new PolicyIndex(silentLogger);
  const listeners: ((change: InformerChange) => void)[] = [];
  const informer = {
    synced: Promise.resolve(),
    onChange: (listener: (change: InformerChange) => void) => listeners.push(listener),
    get: (key: string) => (key === '/a' ? propagation({}) : undefined),
  } as unknown as Informer;
  policies.follow([informer], informer, () => undefined);
  const other = propagation({ priority: 7 }, 'other');
  for (const listener of listeners) listener({ type: 'ADDED', object: other });
  return policies;
}

/** Fields that are refused, or what is warned of. */
function said(object: KubeObject): readonly string[] {
  const policies = index();
  const kinds = createSpreadKinds();
  const plugins = [
    federationAdmission({ federation: 'f', domain: 'd' }, kinds, policies),
    overrideAdmission(policies),
    policyAdmission(policies, kinds),
  ];
  const request = {
    resource: RESOURCES[object.kind],
    operation: 'CREATE',
    subresource: '',
    name: object.metadata.name,
    object,
  } as AdmissionRequest;
  try {
    return plugins.flatMap((plugin) => plugin.admit(request) as readonly string[]);
  } catch (error) {
    if (!isReason(error, 'Invalid')) throw error;
    return (error.details?.causes ?? []).map(({ field }) => field ?? '');
  }
}

const AT = 'spec.placement';
const RULE = 'spec.overrideRules[0]';
const LIMIT = `${AT}.replicaScheduling.clusterLimits[0]`;
const WEIGHTS = `${AT}.replicaScheduling.weightPreference.staticWeightList[0]`;

it.each<[string, KubeObject, readonly string[]]>([
  ['nothing wrong', placing({}), []],
  [
    'an operator of labels that is none',
    placing({ clusterAffinity: { labelSelector: like('Like') } }),
    [`${AT}.clusterAffinity.labelSelector.matchExpressions[0].operator`],
  ],
  [
    'an operator of fields that is none',
    placing({ clusterAffinity: { fieldSelector: like('Like') } }),
    [`${AT}.clusterAffinity.fieldSelector.matchExpressions[0].operator`],
  ],
  [
    'an operator of a toleration that is none',
    placing({ clusterTolerations: [{ key: 'a', operator: 'Like' }] }),
    [`${AT}.clusterTolerations[0].operator`],
  ],
  [
    'an operator of the annotation that is none',
    annotated({ [SELECTOR]: '[{"key":"tier","operator":"like","values":["x"]}]' }),
    [`metadata.annotations[${SELECTOR}][0].operator`],
  ],
  [
    'a spread by what is no field',
    placing({ spreadConstraints: [{ spreadByField: 'planet' }] }),
    [`${AT}.spreadConstraints[0].spreadByField`],
  ],
  [
    'fewer groups at most than at least',
    placing({ spreadConstraints: [{ spreadByField: 'region', minGroups: 2, maxGroups: 1 }] }),
    [`${AT}.spreadConstraints[0].maxGroups`],
  ],
  [
    'a minimum above the maximum',
    placing(limiting({ minReplicas: 3, maxReplicas: 2 })),
    [`${LIMIT}.maxReplicas`],
  ],
  ['a negative weight', placing(weighing(['a'], -1)), [`${WEIGHTS}.weight`]],
  [
    'a purge that is none',
    propagation({ failover: { application: { purgeMode: 'Later' } } }),
    ['spec.failover.application.purgeMode'],
  ],
  [
    'preferences that are no JSON',
    annotated({ [PREFERENCES]: '{' }),
    [`metadata.annotations[${PREFERENCES}]`],
  ],
  [
    'a minimum of preferences above the maximum',
    preferring({ clusters: { a: { minReplicas: 3, maxReplicas: 1 } } }),
    [`metadata.annotations[${PREFERENCES}].clusters[a].maxReplicas`],
  ],
  [
    'a template that does not end',
    overriding(label('{{cluster.region')),
    [`${RULE}.overriders.labelsOverrider[0].value`],
  ],
  [
    'a template of what no cluster has',
    overriding(label('{{cluster.colour}}')),
    [`${RULE}.overriders.labelsOverrider[0].value`],
  ],
  ['a template with code', overriding(label('{{1 + 1}}')), [`${RULE}.overriders.labelsOverrider[0].value`]],
  [
    'a path that is none',
    overriding({ plaintext: [{ operator: 'add', path: 'spec', value: 1 }] }),
    [`${RULE}.overriders.plaintext[0].path`],
  ],
  [
    'a cluster of the affinity that is not there',
    placing({ clusterAffinity: { clusterNames: ['a', 'mars'] } }),
    ['no cluster has this name yet: mars'],
  ],
  [
    'a weight for a cluster that is not there',
    placing(weighing(['venus'])),
    ['no cluster has this name yet: venus'],
  ],
  [
    'a limit for a cluster that is not there',
    placing(limiting({ targetCluster: { clusterNames: ['venus'] }, maxReplicas: 1 })),
    ['no cluster has this name yet: venus'],
  ],
  [
    'an override for a cluster that is not there',
    overriding(label('x'), { clusterNames: ['a', 'venus'] }),
    ['no cluster has this name yet: venus'],
  ],
  [
    'preferences for a cluster that is not there',
    preferring({ clusters: { '*': { weight: 1 }, a: { weight: 1 }, venus: { weight: 2 } } }),
    ['no cluster has this name yet: venus'],
  ],
  [
    'another policy of the same priority for the same',
    propagation({ priority: 7 }),
    [
      'PropagationPolicy shop/other has the same priority and selects the same objects as closely: of the two other governs, by name',
    ],
  ],
])('%s', (_what, object, expected) => {
  expect(said(object)).toEqual(expected);
});
