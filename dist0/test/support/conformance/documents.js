import { isRecord } from './recordings.js';
/**
 * Discovery documents as flat tables, so that what one server serves and the other does not is a row that is missing, and
 * the rest can be compared. Undefined for any other body.
 */
export function discoveryTable(body) {
    if (!isRecord(body))
        return undefined;
    switch (body['kind']) {
        case 'APIResourceList':
            return Object.fromEntries(listOf(body, 'resources').map((resource) => [
                `${String(body['groupVersion'])} ${String(resource['name'])}`,
                without(resource, 'storageVersionHash'),
            ]));
        case 'APIGroupList':
            return Object.fromEntries(listOf(body, 'groups').flatMap((group) => listOf(group, 'versions').map((version) => [String(version['groupVersion']), version])));
        case 'APIGroupDiscoveryList':
            return Object.fromEntries(listOf(body, 'items').flatMap(aggregatedRows));
        default:
            return undefined;
    }
}
function aggregatedRows(group) {
    const { name } = (group['metadata'] ?? {});
    return listOf(group, 'versions').flatMap((version) => {
        const prefix = name ? `${name}/${String(version['version'])}` : String(version['version']);
        return listOf(version, 'resources').flatMap((resource) => [
            [`${prefix} ${String(resource['resource'])}`, without(resource, 'subresources')],
            ...listOf(resource, 'subresources').map((sub) => [
                `${prefix} ${String(resource['resource'])}/${String(sub['subresource'])}`,
                sub,
            ]),
        ]);
    });
}
function listOf(value, name) {
    const list = value[name];
    return Array.isArray(list) ? list : [];
}
/** Verbs have no order. */
function without(value, name) {
    const { [name]: _, verbs, ...rest } = value;
    return { ...rest, ...(Array.isArray(verbs) ? { verbs: [...verbs].sort() } : {}) };
}
/** The group versions that an OpenAPI v3 root names; the recorder cut the document itself. */
export function openApiPaths(body) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (!text.startsWith('{"paths":'))
        return undefined;
    return [...text.matchAll(/"((?:api|apis)\/[^"]*)":\{"serverRelativeURL"/g)].map(([, path = '']) => path);
}
//# sourceMappingURL=documents.js.map