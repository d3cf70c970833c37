import { formatApiVersion } from '#libs/apimachinery';
import {} from './discovery-groups.js';
/** `GET /api`. */
export function apiVersions(core, serverAddress) {
    return {
        kind: 'APIVersions',
        versions: core?.versions.map((served) => served.version) ?? [],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
    };
}
/** `GET /apis`. */
export function apiGroupList(groups) {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
}
/** One group, as in APIGroupList. */
export function apiGroup(group) {
    const versions = group.versions.map(({ version }) => ({
        groupVersion: formatApiVersion({ group: group.name, version }),
        version,
    }));
    return { name: group.name, versions, preferredVersion: versions[0] };
}
/** `GET /api/v1`, `GET /apis/G/V`; undefined when it is not served. */
export function apiResourceList(group, version) {
    const served = group?.versions.find((candidate) => candidate.version === version);
    if (group === undefined || served === undefined)
        return undefined;
    return {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: formatApiVersion({ group: group.name, version }),
        resources: served.resources.flatMap(resourceEntries),
    };
}
function resourceEntries(resource) {
    const { row, kind, subresources } = resource;
    const name = row.storage.resource;
    return [
        {
            name,
            singularName: row.singular,
            namespaced: row.namespaced,
            kind: row.kind,
            verbs: [...row.verbs].sort(),
            ...(row.shortNames.length > 0 ? { shortNames: row.shortNames } : {}),
            ...(row.categories.length > 0 ? { categories: row.categories } : {}),
        },
        ...subresources.map((sub) => ({
            name: `${name}/${sub.name}`,
            singularName: '',
            namespaced: row.namespaced,
            // Only named where it is not the group and version that was asked for (scale).
            ...(sub.kind.group === kind.group && sub.kind.version === kind.version
                ? {}
                : { group: sub.kind.group, version: sub.kind.version }),
            kind: sub.kind.kind,
            verbs: sub.verbs,
        })),
    ];
}
//# sourceMappingURL=discovery-legacy.js.map