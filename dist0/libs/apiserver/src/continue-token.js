import { badRequest } from './errors.js';
const VERSION = 'meta.k8s.io/v1';
const LATEST = -1;
/** `namespaced`: the list spans namespaces, so keys carry one. */
export function encodeContinue(point, namespaced) {
    const { namespace, name } = point.after;
    // Versions are numbers in the token, and may be larger than a double holds exactly: written by hand.
    const version = point.resourceVersion ?? String(LATEST);
    const start = JSON.stringify(namespaced ? `${namespace}/${name}\0` : `${name}\0`);
    return Buffer.from(`{"v":"${VERSION}","rv":${version},"start":${start}}`).toString('base64url');
}
/** `namespace`: of the request. @throws StatusError BadRequest */
export function decodeContinue(token, namespace, namespaced) {
    const parsed = parse(token);
    if (!parsed)
        throw badRequest('continue key is not valid: encoded continue token is malformed');
    const key = parsed.start.replace(/\0$/, '');
    const slash = key.indexOf('/');
    const after = namespaced
        ? { namespace: key.slice(0, Math.max(slash, 0)), name: key.slice(slash + 1) }
        : { namespace, name: key };
    return { resourceVersion: parsed.version, after };
}
function parse(token) {
    const text = Buffer.from(token, 'base64url').toString('utf8');
    const version = /"rv":(-1|[1-9]\d{0,19})[,}]/.exec(text)?.[1];
    try {
        const value = JSON.parse(text);
        if (value.v !== VERSION || typeof value.start !== 'string' || version === undefined)
            return undefined;
        return { version: version === String(LATEST) ? undefined : version, start: value.start };
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=continue-token.js.map