import {} from './request.js';
/** What follows /api/VERSION or /apis/GROUP/VERSION decides; shorter paths (discovery) are `other`. */
export function parseTarget(path) {
    const parts = decode(path);
    if (!parts)
        return { kind: 'malformed' };
    const [root, ...rest] = parts;
    if (root === 'api')
        return fromParts('', rest[0] ?? '', rest.slice(1));
    if (root === 'apis')
        return fromParts(rest[0] ?? '', rest[1] ?? '', rest.slice(2));
    return { kind: 'other' };
}
function decode(path) {
    try {
        const parts = path.split('/').filter((part) => part !== '');
        return path.includes('%') ? parts.map(decodeURIComponent) : parts;
    }
    catch {
        return undefined;
    }
}
function fromParts(group, version, all) {
    const watchPath = all[0] === 'watch';
    let parts = watchPath ? all.slice(1) : all;
    if (parts.length === 0)
        return { kind: 'other' };
    if (parts.some((part) => part === '.' || part === '..' || part.includes('/')))
        return { kind: 'malformed' };
    let namespace = '';
    if (parts[0] === 'namespaces' && parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2] ?? '')) {
        namespace = parts[1] ?? '';
        parts = parts.slice(2);
    }
    const [resource = '', name = '', ...subresource] = parts;
    return {
        kind: 'resource',
        group,
        version,
        resource,
        namespace,
        name,
        subresource: subresource.join('/'),
        watchPath,
    };
}
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);
/** The verb that authorization and errors speak of. Undefined: the method means nothing on a resource. */
export function verbOf(request, target) {
    const collection = target.name === '';
    switch (request.method) {
        case 'GET':
        case 'HEAD':
            if (target.watchPath)
                return 'watch';
            if (!collection)
                return 'get';
            return isTrue(request.query.get('watch')) ? 'watch' : 'list';
        case 'POST':
            return 'create';
        case 'PUT':
            return 'update';
        case 'PATCH':
            return 'patch';
        case 'DELETE':
            return collection ? 'deletecollection' : 'delete';
        default:
            return undefined;
    }
}
/** Booleans in queries: `watch=true`, `watch=1` and a bare `watch`. */
export function isTrue(value) {
    return value !== null && value !== 'false' && value !== '0';
}
//# sourceMappingURL=path.js.map