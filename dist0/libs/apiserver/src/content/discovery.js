import { StatusError } from '#libs/apimachinery';
import {} from '../request.js';
import { aggregatedGroups } from './discovery-aggregated.js';
import { discoveryGroups } from './discovery-groups.js';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './discovery-legacy.js';
import { etagOf, matchesEtag } from './etag.js';
import { parseAccept } from './media-type.js';
/** `serverAddress`: `host:port` of this server, told to clients of the oldest kind. */
export function createDiscovery(rows, serverAddress) {
    const groups = discoveryGroups(rows);
    // Only documents that exist are kept, so their number is bounded by the rows.
    const documents = new Map();
    const document = (path, form) => {
        const key = `${form} ${path}`;
        const known = documents.get(key);
        if (known !== undefined)
            return known;
        const built = build(groups, path, form, serverAddress);
        if (built !== undefined)
            documents.set(key, built);
        return built;
    };
    return {
        answer: ({ path, headers }) => {
            const clean = path.endsWith('/') ? path.slice(0, -1) : path;
            if (!isDiscoveryPath(clean))
                return undefined;
            const atRoot = clean === '/api' || clean === '/apis';
            const form = atRoot ? chooseForm(headers['accept']) : 'legacy';
            const found = document(clean, form);
            return found === undefined ? undefined : respond(found, headers['if-none-match']);
        },
    };
}
function isDiscoveryPath(path) {
    const [, root, ...rest] = path.split('/');
    return (root === 'api' && rest.length <= 1) || (root === 'apis' && rest.length <= 2);
}
/** The first form in the Accept header that we have; protobuf gets legacy JSON. */
function chooseForm(accept) {
    for (const { type, parameters } of parseAccept(accept)) {
        if (parameters['as'] === undefined) {
            if (LEGACY_TYPES.has(type))
                return 'legacy';
            continue;
        }
        const { as, g, v } = parameters;
        const aggregated = as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io';
        if (aggregated && type === 'application/json' && (v === 'v2' || v === 'v2beta1'))
            return v;
    }
    throw new StatusError('NotAcceptable', 'only the following media types are accepted: application/json');
}
const LEGACY_TYPES = new Set([
    'application/json',
    'application/*',
    '*/*',
    'application/vnd.kubernetes.protobuf',
]);
function build(groups, path, form, serverAddress) {
    const value = form === 'legacy' ? legacyValue(groups, path, serverAddress) : aggregatedValue(groups, path, form);
    if (value === undefined)
        return undefined;
    const body = JSON.stringify(value);
    const suffix = form === 'legacy' ? '' : `;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`;
    return { contentType: `application/json${suffix}`, body, etag: etagOf(body) };
}
function aggregatedValue(groups, path, version) {
    return aggregatedGroups(groups.filter((group) => (group.name === '') === (path === '/api')), version);
}
function legacyValue(groups, path, serverAddress) {
    const [, root, ...rest] = path.split('/');
    const named = groups.filter((group) => group.name !== '');
    if (root === 'api') {
        const core = groups.find((group) => group.name === '');
        const version = rest[0];
        return version === undefined ? apiVersions(core, serverAddress) : apiResourceList(core, version);
    }
    const [name, version] = rest;
    if (name === undefined)
        return apiGroupList(named);
    const group = named.find((candidate) => candidate.name === name);
    if (version !== undefined)
        return apiResourceList(group, version);
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) };
}
function respond(document, ifNoneMatch) {
    const headers = { etag: document.etag, vary: 'Accept', 'cache-control': 'public' };
    if (matchesEtag(ifNoneMatch, document.etag))
        return { status: 304, headers, body: '' };
    return { status: 200, headers: { ...headers, 'content-type': document.contentType }, body: document.body };
}
//# sourceMappingURL=discovery.js.map