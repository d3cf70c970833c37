import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { exportConditions, memberExport } from './member-export.js';

const metadata = { creationTimestamp: '1970-01-01T00:00:01Z' };
const exported: KubeObject = { apiVersion: 'v1', kind: 'ServiceExport', metadata };
const http = { name: 'http', protocol: 'TCP', port: 80 };

function service(spec: object, status?: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: {}, spec, ...(status ? { status } : {}) };
}

describe('an export of the member itself', () => {
  it('tells what it exports', () => {
    const ingress = [{ ip: '192.0.2.2' }, { hostname: 'lb' }, { ip: '192.0.2.1' }];
    const spec = { sessionAffinity: 'ClientIP', ports: [{ port: 80 }, 'nonsense'] };
    expect(memberExport(exported, service(spec, { loadBalancer: { ingress } }))).toEqual({
      createdAt: 1_000,
      type: 'ClusterSetIP',
      ports: [{ name: '', protocol: 'TCP', port: 80 }],
      affinitySeconds: 10_800,
      addresses: ['192.0.2.1', '192.0.2.2'],
    });
  });

  it.each<[string, KubeObject | undefined, object | undefined, string]>([
    ['without a Service', undefined, undefined, 'Valid=False NoService'],
    ['of a name elsewhere', service({ type: 'ExternalName' }), undefined, 'Valid=False InvalidServiceType'],
    ['that is not imported yet', service({ ports: [http] }), undefined, 'Valid=True Accepted'],
    [
      'as it is imported, with ports of others',
      service({ ports: [http] }),
      { type: 'ClusterSetIP', ports: [{ ...http, name: 'dns', port: 53 }, http] },
      'Valid=True Accepted, Conflict=False NoConflicts',
    ],
    [
      'that lost its type',
      service({ clusterIP: 'None', ports: [http] }),
      { type: 'ClusterSetIP', ports: [http] },
      'Valid=True Accepted, Conflict=True TypeConflict',
    ],
    [
      'that lost a port',
      service({ ports: [http] }),
      { type: 'ClusterSetIP', ports: [{ ...http, port: 81 }] },
      'Valid=True Accepted, Conflict=True PortConflict',
    ],
  ])('%s', (_, one, spec, wanted) => {
    const imported = spec && { apiVersion: 'v1', kind: 'ServiceImport', metadata: {}, spec };
    const told = exportConditions(memberExport(exported, one), imported);
    expect(told.map(({ type, status, reason }) => `${type}=${status} ${reason ?? ''}`).join(', ')).toBe(
      wanted,
    );
  });
});
