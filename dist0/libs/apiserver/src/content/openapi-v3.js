import { formatApiVersion } from '#libs/apimachinery';
import {} from '../request.js';
import { etagOf, matchesEtag } from './etag.js';
import { OPENAPI_CACHE_SECONDS } from './limits.js';
import { openApiV3Document } from './openapi-v3-document.js';
const ROOT = '/openapi/v3';
/** One per server. Documents are built when first asked for, and again only when a row of theirs changed. */
export function createOpenApiV3() {
    let known;
    let rowsByPath = new Map();
    let documents = new Map();
    const refresh = (definitions) => {
        if (known === definitions)
            return;
        known = definitions;
        rowsByPath = groupRows(definitions);
        documents = new Map([...documents].filter(([path, { rows }]) => sameRows(rowsByPath.get(path), rows)));
    };
    const documentOf = (path, rows) => {
        const found = documents.get(path) ?? build(rows);
        documents.set(path, found);
        return found;
    };
    return {
        answer: (definitions, request, now) => {
            const path = request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
            if (path !== ROOT && !path.startsWith(`${ROOT}/`))
                return undefined;
            refresh(definitions);
            if (path === ROOT) {
                const links = [...rowsByPath].map(([key, rows]) => [key, link(key, documentOf(key, rows))]);
                return respondRoot(JSON.stringify({ paths: Object.fromEntries(links) }), request);
            }
            const key = path.slice(ROOT.length + 1);
            const rows = rowsByPath.get(key);
            return rows === undefined ? undefined : respondDocument(key, documentOf(key, rows), request, now);
        },
    };
}
/** `api/v1`, `apis/apps/v1` -> the rows served there. */
function groupRows(definitions) {
    const groups = new Map();
    for (const definition of definitions) {
        for (const served of definition.versions) {
            const key = `${served.group === '' ? 'api' : 'apis'}/${formatApiVersion(served)}`;
            const rows = groups.get(key) ?? [];
            rows.push({ definition, served });
            groups.set(key, rows);
        }
    }
    return groups;
}
function sameRows(now, before) {
    if (now?.length !== before.length)
        return false;
    return now.every((row, index) => row.definition === before[index]?.definition && row.served === before[index].served);
}
function build(rows) {
    const body = JSON.stringify(openApiV3Document(rows));
    const etag = etagOf(body);
    return { rows, body, etag, hash: etag.slice(1, -1) };
}
function link(key, document) {
    return { serverRelativeURL: `${ROOT}/${key}?hash=${document.hash}` };
}
function respondRoot(body, request) {
    const etag = etagOf(body);
    const headers = { etag, vary: 'Accept', 'cache-control': 'no-cache, private' };
    if (matchesEtag(request.headers['if-none-match'], etag))
        return { status: 304, headers, body: '' };
    return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
}
/** With the right hash the answer may be kept for ever; with an old one the client is sent to the new one. */
function respondDocument(key, document, request, now) {
    const hash = request.query.get('hash');
    if (hash !== null && hash !== document.hash) {
        return { status: 301, headers: { location: link(key, document).serverRelativeURL }, body: '' };
    }
    const caching = hash === null
        ? { 'cache-control': 'no-cache, private' }
        : {
            'cache-control': 'public, immutable',
            expires: new Date(now + OPENAPI_CACHE_SECONDS * 1000).toUTCString(),
        };
    const headers = { etag: document.etag, vary: 'Accept', ...caching };
    if (matchesEtag(request.headers['if-none-match'], document.etag))
        return { status: 304, headers, body: '' };
    return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: document.body };
}
//# sourceMappingURL=openapi-v3.js.map