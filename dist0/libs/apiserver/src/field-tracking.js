import { formatApiVersion, trackUpdate, } from '#libs/apimachinery';
import {} from './core.js';
import {} from './exchange.js';
import { fieldManagerOf } from './write-options.js';
/**
 * What managedFields need to know about a write. Fields are recorded in the shape of the storage version, whichever
 * version the client spoke, so that owners stay comparable.
 */
export function fieldWriteOf(exchange) {
    const { definition } = exchange.resource;
    const [stored] = definition.versions;
    const { subresource } = exchange.target;
    return {
        schema: stored.schema,
        manager: fieldManagerOf(exchange) || 'unknown',
        apiVersion: formatApiVersion(stored),
        ...(subresource === '' ? {} : { subresource }),
        now: exchange.core.clock.now(),
        ignored: notWritten(exchange),
    };
}
/** Records an update by this exchange's client. */
export function trackerOf(exchange) {
    const write = fieldWriteOf(exchange);
    return (next, old) => {
        next.metadata = trackUpdate({ ...write, old, updated: next }).metadata;
    };
}
/** The fields that this endpoint leaves alone, whatever the body says about them. */
function notWritten(exchange) {
    const { definition } = exchange.resource;
    switch (exchange.target.subresource) {
        case 'status':
            return allButStatus(exchange);
        case '':
            return definition.subresources.status ? { 'f:status': {} } : {};
        default:
            return {};
    }
}
function allButStatus(exchange) {
    const ignored = {
        'f:metadata': { 'f:labels': {}, 'f:ownerReferences': {}, 'f:finalizers': {} },
    };
    for (const name of exchange.resource.definition.versions[0].schema.fields.keys())
        if (name !== 'metadata' && name !== 'status')
            ignored[`f:${name}`] = {};
    return ignored;
}
//# sourceMappingURL=field-tracking.js.map