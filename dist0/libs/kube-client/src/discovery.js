import { formatApiVersion, parseApiVersion, StatusError } from '#libs/apimachinery';
import { DISCOVERY_MIN_MS } from './limits.js';
import {} from './member-cluster.js';
/** Which resource serves a kind, learnt a group version at a time and kept. */
export class Discovery {
    fetchJson;
    known = new Map();
    asking = new Map();
    /** `fetchJson` answers the body of a GET; it throws NotFound for a group version that is not served. */
    constructor(fetchJson) {
        this.fetchJson = fetchJson;
    }
    /** Throws NotFound when the member does not serve the kind. */
    async resolve(apiVersion, kind) {
        const known = this.known.get(apiVersion);
        const found = known?.byKind.get(kind);
        if (found)
            return found;
        const fresh = known && performance.now() - known.at < DISCOVERY_MIN_MS ? known : await this.ask(apiVersion);
        const resource = fresh.byKind.get(kind);
        if (resource)
            return resource;
        throw new StatusError('NotFound', `the member serves no ${kind} in ${apiVersion}`);
    }
    /** After an answer that shows that what we know is old. */
    forget(resource) {
        this.known.delete(formatApiVersion(resource));
    }
    ask(apiVersion) {
        const asked = this.asking.get(apiVersion);
        if (asked)
            return asked;
        const asking = this.fetch(apiVersion).finally(() => this.asking.delete(apiVersion));
        this.asking.set(apiVersion, asking);
        return asking;
    }
    async fetch(apiVersion) {
        const { group, version } = parseApiVersion(apiVersion);
        const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
        const byKind = new Map();
        const list = await this.list(path);
        for (const { name, kind, namespaced } of list.resources ?? []) {
            // Subresources (deployments/scale) have kinds of their own; first come, as kubectl does.
            if (!name.includes('/') && !byKind.has(kind))
                byKind.set(kind, { group, version, resource: name, kind, namespaced });
        }
        const known = { byKind, at: performance.now() };
        this.known.set(apiVersion, known);
        return known;
    }
    async list(path) {
        try {
            return (await this.fetchJson(path));
        }
        catch (error) {
            // Remembered for a moment like any other answer: a kind without its API must not cost a request per object.
            if (error instanceof StatusError && error.reason === 'NotFound')
                return {};
            throw error;
        }
    }
}
//# sourceMappingURL=discovery.js.map