import { isIPv6 } from 'node:net';
const METHOD_REFUSED = new Set(['CONNECT', 'TRACE']);
const HOST_FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9_*.-]*)(?::\d{1,5})?$/;
/** `.` or `..` as an element, in plain or encoded: gateways would read another path than was matched. */
const DOT_ELEMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
const DECISIVE = new Map([
    ['host', 'host'],
    [':authority', 'host'],
    ['content-length', 'framing'],
    ['transfer-encoding', 'framing'],
]);
/** What may be sent: a method and path that are passed on, one Host, and no header that gateways read differently. */
export function checkRequest(method, url, raw) {
    if (METHOD_REFUSED.has(method))
        return { status: 405, message: `${method} is not served here` };
    const authority = authorityOf(raw);
    if (typeof authority !== 'string')
        return authority;
    const lower = authority.toLowerCase();
    const host = HOST_FORM.exec(lower)?.[1];
    if (host === undefined || (host.startsWith('[') && !isIPv6(host.slice(1, -1))))
        return { status: 400, message: 'the Host is not a name' };
    const origin = originForm(url, lower);
    if (origin === undefined)
        return { status: 400, message: 'the request is for another host than it says' };
    const query = origin.indexOf('?');
    const path = query < 0 ? origin : origin.slice(0, query);
    if (DOT_ELEMENT.test(path))
        return { status: 400, message: 'the path has an element "." or ".."' };
    return { authority, host: host.endsWith('.') ? host.slice(0, -1) : host, url: origin, path };
}
/** Looks at each header once. Framing must be said once and plainly; node's parser has refused what contradicts itself. */
function authorityOf(raw) {
    const hosts = new Set();
    let authority;
    let framing = 0;
    for (let at = 0; at + 1 < raw.length; at += 2) {
        const name = raw[at] ?? '';
        if (name.includes('_'))
            return { status: 400, message: 'a header name has an underscore' };
        const kind = DECISIVE.get(name.toLowerCase());
        if (kind === undefined)
            continue;
        if (kind === 'framing')
            framing += 1;
        else {
            authority = raw[at + 1] ?? '';
            hosts.add(authority.toLowerCase());
        }
    }
    if (framing > 1)
        return { status: 400, message: 'the length of the body is said twice' };
    if (hosts.size > 1)
        return { status: 400, message: 'there is more than one Host' };
    return authority ?? { status: 400, message: 'there is no Host' };
}
/** `/path?query`, also of `http://host/path`; undefined where that host is not `authority`. */
function originForm(url, authority) {
    if (url.startsWith('/'))
        return url;
    if (url === '*')
        return '/';
    const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url);
    if (absolute?.[1]?.toLowerCase() !== authority)
        return undefined;
    const rest = absolute[2] ?? '';
    return rest.startsWith('/') ? rest : `/${rest}`;
}
//# sourceMappingURL=check-request.js.map