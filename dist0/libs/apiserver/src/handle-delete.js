import { isJsonObject, isReason } from '#libs/apimachinery';
import { decodeProtobuf } from './content/protobuf-decode.js';
import { requestContentType } from './content/negotiation.js';
import {} from './core.js';
import { deleteObject } from './delete.js';
import { badRequest, methodNotAllowed } from './errors.js';
import {} from './exchange.js';
import { selectionOf, selectPage } from './handle-list.js';
import { keyOf } from './handle-write.js';
import { decodeText } from './read-body.js';
import {} from './request.js';
import { respondBody, respondList, respondObject } from './respond.js';
import { parseDeleteOptions, writeContext } from './write-options.js';
/** DELETE of one object: its last state where something holds it (or its kind answers so), else a Status. */
export async function handleDelete(exchange) {
    const { request, context } = deletionOf(exchange);
    const deletion = await deleteObject(exchange.core, context, keyOf(exchange), request.options);
    if (!deletion.gone || exchange.resource.definition.deleteReturnsObject)
        return respondObject(exchange, 200, deletion.object);
    return respondBody(200, successStatus(exchange, deletion));
}
/** DELETE of a collection: what matches goes one by one; the answer lists what it was. */
export async function handleDeleteCollection(exchange) {
    const { core, target, resource } = exchange;
    const { definition } = resource;
    if (definition.namespaced && target.namespace === '')
        throw methodNotAllowed();
    const { request, context } = deletionOf(exchange);
    const selection = selectionOf(exchange);
    const query = { ...selection.hints, resource: definition.storage, namespace: target.namespace };
    const page = await selectPage(core, query, { selection, limit: 0 });
    const removed = [];
    for (const item of page.items) {
        const { name = '', namespace = '' } = item.metadata;
        try {
            const key = { ...definition.storage, namespace, name };
            removed.push((await deleteObject(core, context, key, request.options)).object);
        }
        catch (error) {
            // Somebody else was faster.
            if (!isReason(error, 'NotFound'))
                throw error;
        }
    }
    return respondList(exchange, removed, { resourceVersion: page.resourceVersion });
}
function deletionOf(exchange) {
    const { query } = exchange.request;
    const request = parseDeleteOptions(query, decodeOptions(exchange));
    return { request, context: writeContext(exchange, request.dryRun) };
}
function decodeOptions(exchange) {
    const { body, headers } = exchange.request;
    if (body.length === 0)
        return {};
    const format = requestContentType(headers['content-type']);
    const value = format === 'protobuf'
        ? decodeProtobuf(body, { apiVersion: 'v1', kind: 'DeleteOptions' }).object
        : decodeText(body, format).value;
    if (!isJsonObject(value))
        throw badRequest('the body of a DELETE must be DeleteOptions');
    const { kind } = value;
    if (kind !== undefined && kind !== '' && kind !== 'DeleteOptions')
        throw badRequest(`the body of a DELETE must be DeleteOptions, not ${JSON.stringify(kind)}`);
    return value;
}
function successStatus(exchange, deletion) {
    const { group, resource } = exchange.resource.definition.storage;
    const { name, uid } = deletion.object.metadata;
    return {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, ...(group === '' ? {} : { group }), kind: resource, uid },
    };
}
//# sourceMappingURL=handle-delete.js.map