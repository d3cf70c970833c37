import { isJsonObject } from '#libs/apimachinery';
import {} from '#libs/protocol';
const SERVICE_NAME = 'kubernetes.io/service-name';
const NONE = { ready: 0, wanted: 0 };
/** How many endpoints stand behind each Service of the member: sums over its EndpointSlices, which are not kept. */
export class EndpointCounts {
    changed;
    slices = new Map();
    services = new Map();
    /** `changed` gets `namespace/name` of each Service whose sums may have changed. */
    constructor(changed) {
        this.changed = changed;
    }
    /** Zero for a Service without slices: nothing serves it here. */
    of(service) {
        let [ready, wanted] = [NONE.ready, NONE.wanted];
        for (const key of this.services.get(service) ?? []) {
            const slice = this.slices.get(key);
            ready += slice?.facts.ready ?? 0;
            wanted += slice?.facts.wanted ?? 0;
        }
        return { ready, wanted };
    }
    set(slice) {
        const key = sliceKey(slice);
        const before = this.slices.get(key);
        const service = serviceOf(slice);
        const facts = countEndpoints(slice['endpoints']);
        const isSame = before?.service === service && sameFacts(before?.facts, facts);
        if (isSame || (before === undefined && service === undefined))
            return;
        if (before !== undefined && before.service !== service)
            this.drop(key);
        if (service === undefined)
            return;
        this.slices.set(key, { service, facts });
        const keys = this.services.get(service);
        if (keys)
            keys.add(key);
        else
            this.services.set(service, new Set([key]));
        this.changed(service);
    }
    delete(slice) {
        this.drop(sliceKey(slice));
    }
    /** A list is complete: slices that it did not name are gone. */
    keepOnly(listed) {
        for (const key of [...this.slices.keys()])
            if (!listed.has(key))
                this.drop(key);
    }
    drop(key) {
        const slice = this.slices.get(key);
        if (slice === undefined)
            return;
        this.slices.delete(key);
        const keys = this.services.get(slice.service);
        keys?.delete(key);
        if (keys?.size === 0)
            this.services.delete(slice.service);
        this.changed(slice.service);
    }
}
export function sliceKey({ metadata: { namespace = '', name = '' } }) {
    return `${namespace}/${name}`;
}
function serviceOf({ metadata }) {
    const name = metadata.labels?.[SERVICE_NAME];
    return name === undefined || name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}
/**
 * Endpoints on their way out count as neither ready nor wanted, so that they leave before their pod does. A condition that
 * is not given counts as the API says: ready is true, terminating is false.
 */
export function countEndpoints(endpoints) {
    let [ready, wanted] = [0, 0];
    for (const endpoint of Array.isArray(endpoints) ? endpoints : []) {
        const conditions = isJsonObject(endpoint) && isJsonObject(endpoint['conditions']) ? endpoint['conditions'] : {};
        if (conditions['terminating'] === true)
            continue;
        wanted += 1;
        if (conditions['ready'] !== false)
            ready += 1;
    }
    return { ready, wanted };
}
function sameFacts(a, b) {
    return a?.ready === b.ready && a.wanted === b.wanted;
}
//# sourceMappingURL=endpoint-counts.js.map