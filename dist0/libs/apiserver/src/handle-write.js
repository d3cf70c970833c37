import {} from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import { createObject } from './create.js';
import { decodeObject } from './decode-object.js';
import { badRequest, methodNotAllowed } from './errors.js';
import {} from './exchange.js';
import { trackerOf } from './field-tracking.js';
import {} from './request.js';
import { respondObject } from './respond.js';
import { updateObject } from './update.js';
import { writeContext } from './write-options.js';
/** POST: creates an object. */
export async function handleCreate(exchange) {
    const { definition } = exchange.resource;
    const { namespace, name } = exchange.target;
    if (name !== '' || (definition.namespaced && namespace === ''))
        throw methodNotAllowed();
    const context = { ...writeContext(exchange), track: trackerOf(exchange) };
    const object = decodeObject(exchange);
    checkNamespace(exchange, object);
    return respondObject(exchange, 201, await createObject(exchange.core, context, namespace, object));
}
/** PUT: replaces an object or one of its subresources. */
export async function handleUpdate(exchange) {
    const context = { ...writeContext(exchange), track: trackerOf(exchange) };
    const object = decodeObject(exchange);
    checkNamespace(exchange, object);
    checkName(exchange, object);
    // The pipeline changes what it is given, and may have to start again.
    const stored = await updateObject(exchange.core, context, keyOf(exchange), () => cloneJson(object));
    return respondObject(exchange, 200, stored);
}
export function keyOf(exchange) {
    const { target, resource } = exchange;
    return { ...resource.definition.storage, namespace: target.namespace, name: target.name };
}
/** The object may leave its namespace out; it may not name another one than the URL. */
export function checkNamespace(exchange, object) {
    const { namespace = '' } = object.metadata;
    const asked = exchange.target.namespace;
    if (namespace === '' || namespace === asked)
        return;
    if (asked === '' && namespace === 'default')
        return;
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
/** The object may leave its name out; it may not be another one than the URL's. */
export function checkName(exchange, object) {
    const { name = '' } = object.metadata;
    const asked = exchange.target.name;
    if (name === '')
        object.metadata.name = asked;
    else if (name !== asked)
        throw badRequest(`the name of the object (${name}) does not match the name on the URL (${asked})`);
}
//# sourceMappingURL=handle-write.js.map