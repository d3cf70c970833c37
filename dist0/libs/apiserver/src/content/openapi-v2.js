import {} from '#libs/apimachinery';
import {} from '../request.js';
import { etagOf, matchesEtag } from './etag.js';
import { parseAccept } from './media-type.js';
import { openApiV2Document } from './openapi-v2-document.js';
import { encodeOpenApiV2 } from './openapi-v2-encode.js';
/** What kubectl up to 1.28 and Helm up to 3.13 ask for. */
const PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
/** Go cannot parse the type above (it holds an @) and then fails on the answer, so the answer has a plain one. */
const PROTOBUF_CONTENT_TYPE = 'application/octet-stream';
/** One per server: the protobuf and the JSON form, each built when first asked for. */
export function createOpenApiV2() {
    let known;
    const documents = new Map();
    return {
        answer: (definitions, request) => {
            if (request.path !== '/openapi/v2')
                return undefined;
            if (known !== definitions)
                documents.clear();
            known = definitions;
            const form = chooseForm(request.headers['accept']);
            const document = documents.get(form) ?? build(definitions, form);
            documents.set(form, document);
            return respond(document, request.headers['if-none-match']);
        },
    };
}
/** JSON for those who name it first; protobuf for everybody else, old clients being the reason for this path. */
function chooseForm(accept) {
    const first = parseAccept(accept).find(({ type }) => type === 'application/json' || type === PROTOBUF_TYPE);
    return first?.type === 'application/json' ? 'json' : 'protobuf';
}
function build(definitions, form) {
    const document = openApiV2Document(definitions);
    if (form === 'json') {
        const body = JSON.stringify(document);
        return { contentType: 'application/json', body, etag: etagOf(body) };
    }
    const body = encodeOpenApiV2(document);
    return { contentType: PROTOBUF_CONTENT_TYPE, body, etag: etagOf(body) };
}
function respond(document, ifNoneMatch) {
    const headers = { etag: document.etag, vary: 'Accept', 'cache-control': 'no-cache, private' };
    if (matchesEtag(ifNoneMatch, document.etag))
        return { status: 304, headers, body: '' };
    return { status: 200, headers: { ...headers, 'content-type': document.contentType }, body: document.body };
}
//# sourceMappingURL=openapi-v2.js.map