import { describe, expect, it } from '@jest/globals';
import { builtinResource } from '#libs/builtin-kinds';
import { formatApiVersion, parseGroupResource, type KubeObject } from '#libs/apimachinery';
import { manifestFor, neverSpread, propagationOf, propagationOfKind, propagations } from './index.js';

function object(kind: string, fields: object = {}, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'demo', ...metadata }, ...fields };
}

describe('propagation rows', () => {
  it.each(propagations().map((row) => [row.kind, row] as const))('%s is a built-in kind', (_kind, row) => {
    const served = builtinResource(row.resource)!;
    expect(served.kind).toBe(row.kind);
    expect(formatApiVersion(served.versions[0])).toBe(row.apiVersion);
    expect(propagationOfKind(row.resource.group, row.kind)).toBe(row);
    expect(propagationOf(row.resource)).toBe(row);
  });

  it('divides what has replicas', () => {
    const divided = propagations().filter((row) => row.divides);
    expect(divided.map((row) => row.kind)).toEqual(['ReplicaSet', 'Deployment']);
    for (const row of divided) {
      expect(builtinResource(row.resource)!.subresources.scale?.specReplicas).toBe('spec.replicas');
    }
  });
});

describe('neverSpread', () => {
  it.each([
    ['pods', object('Pod'), /stay at the hub/],
    ['events', object('Event'), /stay at the hub/],
    ['leases.coordination.k8s.io', object('Lease'), /stay at the hub/],
    ['endpoints', object('Endpoints'), /stay at the hub/],
    ['endpointslices.discovery.k8s.io', object('EndpointSlice'), /stay at the hub/],
    ['nodes', object('Node'), /stay at the hub/],
    ['controllerrevisions.apps', object('ControllerRevision'), /stay at the hub/],
    ['configmaps', object('ConfigMap', {}, { namespace: 'kube-system' }), /kube-\*/],
    ['namespaces', object('Namespace', {}, { name: 'kube-public', namespace: undefined }), /kube-\*/],
    ['secrets', object('Secret', { type: 'helm.sh/release.v1' }), /secrets of this type/],
    ['secrets', object('Secret', { type: 'kubernetes.io/service-account-token' }), /secrets of this type/],
    ['secrets', object('Secret', { type: 'bootstrap.kubernetes.io/token' }), /secrets of this type/],
    ['configmaps', object('ConfigMap', {}, { name: 'kube-root-ca.crt' }), /of its own/],
    [
      'replicasets.apps',
      object('ReplicaSet', {}, { ownerReferences: [{ kind: 'Deployment', controller: true }] }),
      /its controller/,
    ],
  ])('%s stays', (resource, it, reason) => {
    expect(neverSpread(parseGroupResource(resource), it)).toMatch(reason);
  });

  it.each([
    ['secrets', object('Secret', { type: 'Opaque' })],
    ['configmaps', object('ConfigMap', {}, { name: 'kube-of-mine' })],
    ['namespaces', object('Namespace', {}, { name: 'demo', namespace: undefined })],
    ['services', object('Service', {}, { ownerReferences: [{ kind: 'App', controller: false }] })],
    ['replicasets.apps', object('ReplicaSet')],
  ])('%s spreads', (resource, it) => {
    expect(neverSpread(parseGroupResource(resource), it)).toBeUndefined();
  });
});

describe('manifestFor', () => {
  const of = (resource: string, from: KubeObject): KubeObject =>
    manifestFor(from, propagationOf(parseGroupResource(resource))!);

  it('keeps what the user wrote and drops what servers keep', () => {
    const configMap = object(
      'ConfigMap',
      { data: { a: '1' }, immutable: true },
      {
        uid: 'u',
        resourceVersion: '1',
        generation: 2,
        creationTimestamp: 't',
        deletionTimestamp: 't',
        labels: { app: 'x' },
        annotations: {
          mine: '1',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'federation.meridian.dev/conflict-resolution': 'adopt',
          'deployment.kubernetes.io/revision': '3',
          'federation.alpha.kubernetes.io/cluster-selector': '[]',
        },
        ownerReferences: [{}],
        finalizers: ['federation.meridian.dev/members'],
        managedFields: [{}],
      },
    );
    const before = structuredClone(configMap);
    expect(of('configmaps', configMap)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'x',
        namespace: 'demo',
        labels: { app: 'x' },
        annotations: { mine: '1', 'federation.alpha.kubernetes.io/cluster-selector': '[]' },
      },
      data: { a: '1' },
      immutable: true,
    });
    expect(configMap).toEqual(before);
  });

  it('leaves the members their addresses and status', () => {
    const spec = {
      type: 'LoadBalancer',
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      healthCheckNodePort: 3,
    };
    const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } };
    const manifest = of('services', object('Service', { spec, status }));
    expect(manifest['spec']).toEqual({ type: 'LoadBalancer' });
    expect(manifest).not.toHaveProperty('status');
  });

  it('keeps the wish for a headless Service', () => {
    const spec = { clusterIP: 'None', clusterIPs: ['None'] };
    expect(of('services', object('Service', { spec }))['spec']).toEqual(spec);
  });

  it('sends Namespaces without the finalizers of this server', () => {
    const namespace = object('Namespace', { spec: { finalizers: ['kubernetes'] } }, { namespace: undefined });
    expect(of('namespaces', namespace)).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'x' },
    });
  });

  it('speaks the storage version', () => {
    const old = { ...object('Ingress', { spec: {} }), apiVersion: 'extensions/v1beta1' };
    expect(of('ingresses.networking.k8s.io', old).apiVersion).toBe('networking.k8s.io/v1');
  });
});
