import {} from './discovery-groups.js';
/** The body of aggregated discovery (KEP-3352): v2 and v2beta1 have one shape. */
export function aggregatedGroups(groups, version) {
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
function resourceEntry({ row, kind, subresources }) {
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
//# sourceMappingURL=discovery-aggregated.js.map