import { stringify } from 'yaml';
import { StatusError } from '#libs/apimachinery';
import {} from '#libs/process';
import { negotiate } from './content/negotiation.js';
import { partialMetadata, partialMetadataList } from './content/partial-metadata.js';
import { parseIncludeObject, renderTable } from './content/table.js';
import { fromStorage } from './convert.js';
import {} from './exchange.js';
import { MAX_WARNING_CHARS, MAX_WARNING_ITEM_CHARS } from './limits.js';
import { jsonOf } from './object-texts.js';
import {} from './request.js';
/** Answers in the representation that the client asked for. */
const ALL_FORMS = ['object', 'table', 'partial-metadata'];
export function representationOf(exchange, streaming = false) {
    return negotiate(exchange.request.headers['accept'], ALL_FORMS, streaming);
}
/** An object of the exchange's resource, given in storage version. */
export function respondObject(exchange, status, object) {
    const representation = representationOf(exchange);
    const shown = shapeObject(exchange, representation, object);
    if (shown === object && representation.encoding === 'json')
        return respondJson(status, jsonOf(object));
    return respondBody(status, shown, representation.encoding);
}
/** A list of the exchange's resource; items in storage version. */
export function respondList(exchange, items, listMeta) {
    const representation = representationOf(exchange);
    return respondBody(200, shapeList(exchange, representation, items, listMeta), representation.encoding);
}
function shapeObject(exchange, representation, object) {
    const { resource } = exchange;
    switch (representation.form) {
        case 'table':
            return renderTable(resource.definition, [object], tableOptions(exchange, representation));
        case 'partial-metadata':
            return partialMetadata(object, representation.version);
        case 'object':
            return fromStorage(resource, object);
    }
}
function shapeList(exchange, representation, items, listMeta) {
    const { definition, served } = exchange.resource;
    switch (representation.form) {
        case 'table':
            return renderTable(definition, items, { ...tableOptions(exchange, representation), listMeta });
        case 'partial-metadata':
            return partialMetadataList(items, listMeta, representation.version);
        case 'object':
            return {
                kind: definition.listKind,
                apiVersion: served.group === '' ? served.version : `${served.group}/${served.version}`,
                metadata: listMeta,
                items: items.map((item) => fromStorage(exchange.resource, item)),
            };
    }
}
export function tableOptions(exchange, representation) {
    return {
        now: exchange.core.clock.now(),
        includeObject: parseIncludeObject(exchange.request.query.get('includeObject')),
        version: representation.version,
        present: (object) => fromStorage(exchange.resource, object),
    };
}
export function respondBody(status, value, encoding = 'json') {
    if (encoding === 'json')
        return respondJson(status, JSON.stringify(value));
    return { status, headers: headersOf('application/yaml'), body: stringify(value) };
}
function respondJson(status, body) {
    return { status, headers: headersOf('application/json'), body };
}
function headersOf(contentType) {
    return { 'content-type': contentType, 'cache-control': 'no-cache, private' };
}
export function respondText(status, text) {
    return {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
        body: text,
    };
}
/** Anything thrown, as a Status. What is no StatusError is our own defect: logged, and not explained to the client. */
export function respondError(error, logger) {
    const known = asStatusError(error);
    if (known.code >= 500)
        logger.error({ err: error }, 'request failed');
    const seconds = known.details?.retryAfterSeconds;
    const response = respondBody(known.code, known.toStatus());
    if (seconds !== undefined)
        response.headers['retry-after'] = String(seconds);
    return response;
}
export function asStatusError(error) {
    if (error instanceof StatusError)
        return error;
    return new StatusError('InternalError', 'Internal error occurred', { cause: error });
}
/** `Warning: 299` headers, one per text, quoted as RFC 7234 has it; what would make the answer too long is left out. */
export function withWarnings(response, warnings) {
    if (warnings.length === 0)
        return response;
    let left = MAX_WARNING_CHARS;
    const lines = [];
    for (const text of new Set(warnings)) {
        // Field names come from clients: a header takes printable ASCII only.
        const printable = text.slice(0, MAX_WARNING_ITEM_CHARS).replace(/[^\x20-\x7e]/g, '?');
        left -= printable.length;
        if (left < 0)
            break;
        lines.push(`299 - "${printable.replace(/(["\\])/g, '\\$1')}"`);
    }
    if (lines.length > 0)
        response.headers['warning'] = lines;
    return response;
}
//# sourceMappingURL=respond.js.map