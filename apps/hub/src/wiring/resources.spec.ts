import { describe, expect, it } from '@jest/globals';
import { formatGroupResource, parseGroupResource } from '#libs/apimachinery';
import { createSpreadKinds, neverSpread } from '#libs/kinds';
import { federatedResources, hubResources, kindOf } from './resources.js';

const kinds = createSpreadKinds();
const served = new Map(hubResources().map((row) => [formatGroupResource(row.storage), row]));

describe('what the hub serves', () => {
  it.each([
    'namespaces',
    'configmaps',
    'secrets',
    'services',
    'serviceaccounts',
    'persistentvolumeclaims',
    'resourcequotas',
    'limitranges',
    'ingresses.networking.k8s.io',
    'networkpolicies.networking.k8s.io',
    'storageclasses.storage.k8s.io',
    'poddisruptionbudgets.policy',
    'roles.rbac.authorization.k8s.io',
    'rolebindings.rbac.authorization.k8s.io',
    'clusterroles.rbac.authorization.k8s.io',
    'clusterrolebindings.rbac.authorization.k8s.io',
    'replicasets.apps',
    'deployments.apps',
    'statefulsets.apps',
    'daemonsets.apps',
    'jobs.batch',
    'cronjobs.batch',
    'horizontalpodautoscalers.autoscaling',
    'events',
    'leases.coordination.k8s.io',
    'controllerrevisions.apps',
    'clusters.federation.meridian.dev',
  ])('%s can be written', (name) => {
    expect(served.get(name)?.verbs).toEqual(expect.arrayContaining(['create', 'update', 'patch', 'delete']));
  });

  it.each([
    'pods',
    'endpoints',
    'endpointslices.discovery.k8s.io',
    'replicationcontrollers',
    'persistentvolumes',
  ])('%s can be read and not written, not even in part', (name) => {
    expect(served.get(name)).toMatchObject({ verbs: ['get', 'list', 'watch'], subresources: {} });
  });

  it.each(['nodes'])('%s is not there', (name) => {
    expect(served.has(name)).toBe(false);
  });

  it('serves each resource once', () => {
    expect(served.size).toBe(hubResources().length);
  });
});

describe('what spreads', () => {
  it.each(federatedResources().map((resource) => [formatGroupResource(resource), resource] as const))(
    '%s is served, and members get its storage version',
    (name, resource) => {
      const row = served.get(name)!;
      const { group, version } = row.versions[0];
      const apiVersion = group === '' ? version : `${group}/${version}`;
      expect(kindOf(kinds, resource)).toEqual({ apiVersion, kind: row.kind });
      const object = { apiVersion, kind: row.kind, metadata: { name: 'x' } };
      expect(neverSpread(resource, object)).toBeUndefined();
    },
  );

  it('knows no kind of anything else', () => {
    expect(() => kindOf(kinds, parseGroupResource('pods'))).toThrow('pods is not federated');
  });
});
