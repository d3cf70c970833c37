import { describe, expect, it } from '@jest/globals';
import { causesOf, expectCauses, SAMPLES, type Patch } from './samples.fixture.js';

describe('valid samples', () => {
  it.each(Object.keys(SAMPLES))('%s', (resource) => {
    expect(causesOf(resource, {})).toEqual([]);
    expect(causesOf(resource, {}, {})).toEqual([]);
  });
});

const CREATE: readonly (readonly [resource: string, change: Patch, ...expected: (string | RegExp)[]])[] = [
  ['services', { 'spec.ports': [] }, 'spec.ports: Required value'],
  [
    'services',
    { 'spec.ports.0.port': 70_000 },
    'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    /targetPort/,
  ],
  [
    'services',
    { 'spec.type': 'Magic' },
    'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ],
  [
    'services',
    { 'spec.ports.1': { port: 81 } },
    'spec.ports[0].name: Required value',
    'spec.ports[1].name: Required value',
  ],
  [
    'services',
    {
      'spec.ports': [
        { name: 'a', port: 80 },
        { name: 'a', port: 80 },
      ],
    },
    'spec.ports[1].name: Duplicate value: "a"',
    /^spec\.ports\[1\]: Duplicate value/,
  ],
  [
    'services',
    { 'spec.ports.0.nodePort': 30_000 },
    "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
  ],
  ['services', { 'spec.type': 'ExternalName' }, 'spec.externalName: Required value'],
  [
    'services',
    { 'spec.type': 'LoadBalancer', 'spec.clusterIP': 'None' },
    /may not be set to 'None' for LoadBalancer services/,
  ],
  [
    'services',
    { 'spec.selector': { 'a b': 'c d' } },
    /^spec\.selector: Invalid value: "a b"/,
    /^spec\.selector: Invalid value: "c d"/,
  ],
  ['services', { 'spec.externalTrafficPolicy': 'Local' }, /externally-accessible/],
  ['configmaps', { data: { 'a b': '' } }, /^data\[a b\]: Invalid value: "a b"/],
  [
    'configmaps',
    { binaryData: { a: 'MQ==' } },
    'data[a]: Invalid value: "a": duplicate of key present in binaryData',
  ],
  ['configmaps', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }, /^data: Too long/],
  [
    'secrets',
    { type: 'kubernetes.io/tls' },
    'data[tls.crt]: Required value',
    'data[tls.key]: Required value',
  ],
  [
    'secrets',
    { type: 'kubernetes.io/basic-auth' },
    'data[username]: Required value',
    'data[password]: Required value',
  ],
  ['secrets', { type: 'kubernetes.io/ssh-auth' }, 'data[ssh-privatekey]: Required value'],
  [
    'secrets',
    { type: 'kubernetes.io/service-account-token' },
    'metadata.annotations[kubernetes.io/service-account.name]: Required value',
  ],
  [
    'secrets',
    { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'MQ' } },
    'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": must be valid JSON',
  ],
  ['secrets', { type: '__proto__' }],
  ['secrets', { type: 'constructor' }],
  ['pods', { 'spec.containers': [] }, 'spec.containers: Required value'],
  ['pods', { 'spec.containers.0.image': undefined }, 'spec.containers[0].image: Required value'],
  ['pods', { 'spec.containers.0.name': 'C_1' }, /^spec\.containers\[0\]\.name: Invalid value: "C_1"/],
  [
    'pods',
    { 'spec.containers.1': { name: 'c', image: 'nginx' } },
    'spec.containers[1].name: Duplicate value: "c"',
  ],
  [
    'pods',
    { 'spec.containers.0.volumeMounts': [{ name: 'data', mountPath: '/d' }] },
    'spec.containers[0].volumeMounts[0].name: Not found: "data"',
  ],
  [
    'pods',
    { 'spec.containers.0.ports.0.containerPort': 0 },
    'spec.containers[0].ports[0].containerPort: Required value',
  ],
  [
    'pods',
    { 'spec.containers.0.resources': { requests: { cpu: '2' }, limits: { cpu: '1' } } },
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  ],
  [
    'pods',
    { 'spec.containers.0.resources': { limits: { memory: '1Gib' } } },
    /limits\[memory\]: Invalid value: "1Gib"/,
    /requests\[memory\]/,
  ],
  [
    'pods',
    { 'spec.containers.0.env': [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'a' } } }] },
    /may not be specified when `value` is not empty/,
  ],
  [
    'pods',
    { 'spec.containers.0.livenessProbe': { successThreshold: 2, tcpSocket: { port: 80 } } },
    'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
  ],
  [
    'pods',
    { 'spec.containers.0.readinessProbe': {} },
    'spec.containers[0].readinessProbe: Required value: must specify a handler type',
  ],
  [
    'pods',
    { 'spec.volumes': [{ name: 'a', secret: {} }] },
    'spec.volumes[0].secret.secretName: Required value',
  ],
  [
    'pods',
    { 'spec.volumes': [{ name: 'a', emptyDir: {}, hostPath: { path: '/' } }] },
    'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
  ],
  ['pods', { 'spec.restartPolicy': 'Sometimes' }, /^spec\.restartPolicy: Unsupported value/],
  [
    'replicasets.apps',
    { 'spec.template.metadata.labels': { app: 'api' } },
    'spec.template.metadata.labels: Invalid value: {"app":"api"}: `selector` does not match template `labels`',
  ],
  ['replicasets.apps', { 'spec.selector': undefined }, 'spec.selector: Required value'],
  ['replicasets.apps', { 'spec.selector': {} }, /^spec\.selector: Invalid value: \{\}: empty selector/],
  [
    'replicasets.apps',
    { 'spec.replicas': -1 },
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'replicasets.apps',
    { 'spec.template.spec.restartPolicy': 'Never' },
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [
    'replicasets.apps',
    { 'spec.selector.matchExpressions': [{ key: 'a', operator: 'In' }] },
    /matchExpressions\[0\].values: Required value/,
  ],
  [
    'deployments.apps',
    { 'spec.strategy': { type: 'Recreate', rollingUpdate: {} } },
    "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
  ],
  [
    'deployments.apps',
    { 'spec.strategy': { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
    /may not be 0 when `maxSurge` is 0/,
  ],
  [
    'deployments.apps',
    { 'spec.strategy': { rollingUpdate: { maxSurge: 'many' } } },
    /maxSurge: Invalid value: "many"/,
  ],
  [
    'deployments.apps',
    { 'spec.progressDeadlineSeconds': 5, 'spec.minReadySeconds': 5 },
    /must be greater than minReadySeconds/,
  ],
  [
    'ingresses.networking.k8s.io',
    { spec: {} },
    'spec: Invalid value: {}: either `defaultBackend` or `rules` must be specified',
  ],
  [
    'ingresses.networking.k8s.io',
    { 'spec.rules.0.http.paths.0.pathType': undefined },
    'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
  ],
  [
    'ingresses.networking.k8s.io',
    { 'spec.rules.0.host': '10.0.0.1' },
    'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
  ],
  [
    'ingresses.networking.k8s.io',
    { 'spec.rules.0.http.paths.0.path': 'a//b' },
    /must be an absolute path/,
    /must not contain '\/\/'/,
  ],
  [
    'ingresses.networking.k8s.io',
    { 'spec.rules.0.http.paths.0.backend': { service: { name: 'web' } } },
    /port name or number is required/,
  ],
  [
    'ingresses.networking.k8s.io',
    { 'spec.tls': [{ hosts: ['a_b'] }] },
    /^spec\.tls\[0\]\.hosts\[0\]: Invalid value: "a_b"/,
  ],
  [
    'events',
    { 'involvedObject.namespace': 'other' },
    'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
  ],
  [
    'events',
    { eventTime: '2026-11-21T00:00:00.000000Z' },
    'reportingController: Required value',
    'reportingInstance: Required value',
    'action: Required value',
    'reason: Required value',
    /^type: Unsupported/,
  ],
  ['nodes', { 'spec.taints': [{ key: 'a', effect: 'Never' }] }, /^spec\.taints\[0\]\.effect: Unsupported/],
  [
    'endpoints',
    { subsets: [{}] },
    'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
  ],
  [
    'endpointslices.discovery.k8s.io',
    { 'endpoints.0.addresses': ['::1'] },
    /^endpoints\[0\]\.addresses\[0\]: Invalid value/,
  ],
  ['resourcequotas', { 'spec.hard': { pods: 'many' } }, /^spec\.hard\[pods\]: Invalid value: "many"/],
  [
    'limitranges',
    { 'spec.limits.0.min': { cpu: '2' } },
    /^spec\.limits\[0\]\.min\[cpu\]: Invalid value: "2"/,
    /greater than default value/,
    /greater than max value/,
  ],
  [
    'leases.coordination.k8s.io',
    { 'spec.leaseDurationSeconds': 0 },
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
  ],
  [
    'jobs.batch',
    { 'spec.template.spec.restartPolicy': undefined },
    /^spec\.template\.spec\.restartPolicy: Unsupported value: "Always"/,
  ],
  ['cronjobs.batch', { 'spec.schedule': 'now' }, /^spec\.schedule: Invalid value: "now"/],
  [
    'horizontalpodautoscalers.autoscaling',
    { 'spec.minReplicas': 5 },
    /must be greater than or equal to `minReplicas`/,
  ],
  ['poddisruptionbudgets.policy', { 'spec.maxUnavailable': 1 }, /cannot be both set/],
  [
    'roles.rbac.authorization.k8s.io',
    { 'rules.0.verbs': [] },
    'rules[0].verbs: Required value: verbs must contain at least one value',
  ],
];

describe('create', () => {
  it.each(CREATE.map((row) => [`${row[0]}: ${String(row[2])}`, row] as const))('%s', (_name, row) => {
    const [resource, change, ...expected] = row;
    expectCauses(causesOf(resource, change), expected);
  });
});
