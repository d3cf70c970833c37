import { describe, it } from '@jest/globals';
import { causesOf, expectCauses, type Patch } from './samples.fixture.js';

const UPDATE: readonly (readonly [
  resource: string,
  before: Patch,
  change: Patch,
  ...expected: (string | RegExp)[],
])[] = [
  [
    'replicasets.apps',
    {},
    { 'spec.selector.matchLabels': { a: 'b' }, 'spec.template.metadata.labels': { a: 'b' } },
    'spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable',
  ],
  [
    'configmaps',
    { immutable: true },
    { data: {} },
    'data: Forbidden: field is immutable when `immutable` is set',
  ],
  [
    'configmaps',
    { immutable: true },
    { immutable: undefined },
    'immutable: Forbidden: field is immutable when `immutable` is set',
  ],
  [
    'secrets',
    { immutable: true },
    { stringData: { a: '2' } },
    'data: Forbidden: field is immutable when `immutable` is set',
  ],
  ['secrets', {}, { type: 'example.com/x' }, 'type: Invalid value: "example.com/x": field is immutable'],
  [
    'services',
    { 'spec.clusterIP': '10.0.0.1' },
    { 'spec.clusterIP': '10.0.0.2' },
    'spec.clusterIPs[0]: Invalid value: "10.0.0.2": may not change once set',
  ],
  [
    'services',
    {},
    { 'spec.clusterIP': 'None' },
    'spec.clusterIPs[0]: Invalid value: "None": may not change once set',
  ],
  ['services', { 'spec.clusterIP': '10.0.0.1' }, { 'spec.clusterIP': undefined }],
  [
    'deployments.apps',
    {},
    { 'spec.strategy.rollingUpdate': { maxUnavailable: '150%', maxSurge: 'x' } },
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%',
    /maxSurge: Invalid value: "x": must be an integer or percentage/,
  ],
  ['services', { 'spec.type': 'LoadBalancer' }, { 'spec.type': 'ClusterIP' }],
  ['pods', {}, { 'spec.containers.0.image': 'nginx:2' }],
  [
    'pods',
    {},
    { 'spec.containers.0.command': ['x'] },
    /^spec: Forbidden: pod updates may not change fields other than/,
  ],
  ['statefulsets.apps', {}, { 'spec.serviceName': 'x' }, /^spec: Forbidden: updates to statefulset spec/],
  [
    'rolebindings.rbac.authorization.k8s.io',
    {},
    { 'roleRef.name': 'other' },
    /^roleRef: Invalid value: .*field is immutable/,
  ],
];

describe('update', () => {
  it.each(UPDATE.map((row) => [`${row[0]}: ${String(row[3] ?? 'fine')}`, row] as const))(
    '%s',
    (_name, row) => {
      const [resource, before, change, ...expected] = row;
      expectCauses(causesOf(resource, before, change), expected);
    },
  );
});
