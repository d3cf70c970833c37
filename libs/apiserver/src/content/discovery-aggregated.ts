import { type DiscoveryGroup, type DiscoveryResource } from './discovery-groups.js';

export type AggregatedVersion = 'v2' | 'v2beta1';

/** The body of aggregated discovery (KEP-3352): v2 and v2beta1 have one shape. */
export function aggregatedGroups(groups: readonly DiscoveryGroup[], version: AggregatedVersion): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: { ...(group.name === '' ? {} : { name: group.name }), creationTimestamp: null },
      versions: group.versions.map((served) => ({
        version: served.version,
        resources: served.resources.map(resourceEntry),
        freshness: 'Current',
      })),
    })),
  };
}

function resourceEntry({ row, kind, subresources }: DiscoveryResource): unknown {
  return {
    resource: row.storage.resource,
    responseKind: kind,
    scope: row.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: row.singular,
    verbs: [...row.verbs].sort(),
    ...(row.shortNames.length > 0 ? { shortNames: row.shortNames } : {}),
    ...(row.categories.length > 0 ? { categories: row.categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: sub.kind,
            verbs: sub.verbs,
          })),
        }
      : {}),
  };
}
