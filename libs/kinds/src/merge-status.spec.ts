import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseGroupResource, type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_GLOBAL_ADDRESS, propagationOf, type JsonMap, type MemberStatus } from './index.js';

function merged(resource: string, object: object, members: readonly MemberStatus[]): JsonMap | undefined {
  const full = { apiVersion: 'v1', kind: 'X', metadata: {}, ...object } as KubeObject;
  return propagationOf(parseGroupResource(resource))!.mergeStatus(full, members);
}

function member(cluster: string, status: object | undefined, current = true): MemberStatus {
  return { cluster, status: status as JsonMap | undefined, current };
}

describe('merged status', () => {
  const metadata = { generation: 4 };

  it('of a ReplicaSet is the sum', () => {
    const status = { replicas: 9, conditions: [{ type: 'Placed', status: 'True' }] };
    expect(
      merged('replicasets.apps', { metadata, status }, [
        member('a', { replicas: 2, readyReplicas: 1, observedGeneration: 17 }),
        member('b', { replicas: 3, readyReplicas: 3, availableReplicas: 2, fullyLabeledReplicas: 3 }),
        member('c', undefined),
      ]),
    ).toEqual({
      replicas: 5,
      readyReplicas: 4,
      availableReplicas: 2,
      fullyLabeledReplicas: 3,
      conditions: status.conditions,
      observedGeneration: 4,
    });
  });

  it('shows zero replicas, and no counter that is zero beside it', () => {
    const status = { replicas: 3, readyReplicas: 3 };
    expect(merged('replicasets.apps', { metadata, status }, [member('a', { replicas: 0 })])).toEqual({
      replicas: 0,
      observedGeneration: 4,
    });
  });

  it('of a Deployment has its own counters', () => {
    expect(
      merged('deployments.apps', { metadata }, [
        member('a', { replicas: 2, updatedReplicas: 2, unavailableReplicas: 1 }),
        member('b', { replicas: 1, updatedReplicas: 1 }),
      ]),
    ).toEqual({ replicas: 3, updatedReplicas: 3, unavailableReplicas: 1, observedGeneration: 4 });
  });

  it('moves observedGeneration only when every member has observed', () => {
    const members = [member('a', { replicas: 1 }), member('b', { replicas: 1 }, false)];
    expect(
      merged('replicasets.apps', { metadata, status: { observedGeneration: 3 } }, members),
    ).toMatchObject({
      observedGeneration: 3,
    });
    expect(merged('replicasets.apps', { metadata }, members)).not.toHaveProperty('observedGeneration');
  });

  it('never loses a replica that a member counts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 })), (counts) => {
        const members = counts.map((replicas, index) => member(String(index), { replicas }));
        expect(merged('replicasets.apps', {}, members)?.['replicas']).toBe(counts.reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('of a Service names every address once, in the order of the members', () => {
    const lb = (...ips: string[]): object => ({ loadBalancer: { ingress: ips.map((ip) => ({ ip })) } });
    expect(
      merged('services', {}, [
        member('a', lb('10.2.0.1', '10.1.0.1')),
        member('b', lb('10.1.0.1')),
        member('c', {}),
      ]),
    ).toEqual({ loadBalancer: { ingress: [{ ip: '10.2.0.1' }, { ip: '10.1.0.1' }] } });
    expect(merged('services', {}, [])).toEqual({ loadBalancer: {} });
  });

  it('leaves out what has not the type that clients decode', () => {
    const wrong = [1.5, -1, 1e308, '2', null, {}];
    const members = wrong.map((replicas, index) =>
      member(String(index), { replicas, readyReplicas: replicas }),
    );
    expect(merged('replicasets.apps', {}, [...members, member('z', { replicas: 2 })])).toEqual({
      replicas: 2,
    });
    const most = member('m', { replicas: 2 ** 31 - 1 });
    expect(merged('replicasets.apps', {}, [most, most])).toEqual({ replicas: 2 ** 31 - 1 });
    const port = { port: 80, protocol: 'TCP' };
    const ingress = [
      { ip: 5 },
      null,
      'x',
      { ip: '10.0.0.1', ports: [port] },
      { ip: '10.0.0.2', ports: [{ port: 'x' }] },
    ];
    expect(merged('services', {}, [member('a', { loadBalancer: { ingress } })])).toEqual({
      loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [port] }] },
    });
  });

  it('of an Ingress is the global address', () => {
    const annotations = { [ANNOTATION_GLOBAL_ADDRESS]: 'nginx.demo.ingress.example' };
    const members = [member('a', { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } })];
    expect(merged('ingresses.networking.k8s.io', { metadata: { annotations } }, members)).toEqual({
      loadBalancer: { ingress: [{ hostname: 'nginx.demo.ingress.example' }] },
    });
    expect(merged('ingresses.networking.k8s.io', {}, members)).toEqual({ loadBalancer: {} });
  });

  it.each(['configmaps', 'secrets', 'namespaces'])('of %s is nobody else’s', (resource) => {
    expect(merged(resource, {}, [member('a', { phase: 'Active' })])).toBeUndefined();
  });
});
