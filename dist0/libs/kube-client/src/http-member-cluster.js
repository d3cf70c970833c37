import { isReason, StatusError } from '#libs/apimachinery';
import { Connection } from './connection.js';
import {} from './access.js';
import { Discovery } from './discovery.js';
import { PAGE_SIZE, WATCH_SECONDS } from './limits.js';
import {} from './member-cluster.js';
import { watchEvents } from './watch-stream.js';
/** MemberCluster over HTTP, for any API server of v1.26 or later. */
export class HttpMemberCluster {
    timeouts;
    connection;
    discovery;
    constructor(access, timeouts) {
        this.timeouts = timeouts;
        this.connection = new Connection(access);
        this.discovery = new Discovery((path) => this.json({ method: 'GET', path }));
    }
    async ready() {
        const timeoutMs = this.timeouts.readyMs;
        try {
            await this.connection.call({ method: 'GET', path: '/readyz', timeoutMs });
        }
        catch (error) {
            // Older or locked-down servers: /healthz, or any answer at all to credentials that may not look.
            if (isReason(error, 'NotFound'))
                await this.connection.call({ method: 'GET', path: '/healthz', timeoutMs });
            else if (!isReason(error, 'Forbidden'))
                throw error;
        }
    }
    async version() {
        return (await this.json({ method: 'GET', path: '/version' }));
    }
    resolve(apiVersion, kind) {
        return this.discovery.resolve(apiVersion, kind);
    }
    async get(resource, namespace, name) {
        return this.ifPresent(resource, {
            method: 'GET',
            path: pathOf(resource, namespace, name),
            absent: name,
        });
    }
    async apply(resource, object, options) {
        const { name = '', namespace = '' } = object.metadata;
        const subresource = options.subresource === undefined ? '' : `/${options.subresource}`;
        const manager = encodeURIComponent(options.fieldManager);
        return this.forgetIfUnserved(resource, () => this.object({
            method: 'PATCH',
            path: `${pathOf(resource, namespace, name)}${subresource}?fieldManager=${manager}&force=${options.force}`,
            body: JSON.stringify(object),
            contentType: 'application/apply-patch+yaml',
        }));
    }
    async mergePatch(resource, namespace, name, patch) {
        return this.object({
            method: 'PATCH',
            path: `${pathOf(resource, namespace, name)}?fieldManager=meridian-marks`,
            body: JSON.stringify(patch),
            contentType: 'application/merge-patch+json',
        });
    }
    async delete(resource, namespace, name, options) {
        const body = {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
            ...(options.propagationPolicy === undefined ? {} : { propagationPolicy: options.propagationPolicy }),
        };
        return this.ifPresent(resource, {
            method: 'DELETE',
            path: pathOf(resource, namespace, name),
            body: JSON.stringify(body),
            absent: name,
        });
    }
    async list(resource, options) {
        const items = [];
        let resourceVersion = '';
        for await (const page of this.pages(resource, options)) {
            for (const item of page.items)
                items.push(item);
            resourceVersion = page.resourceVersion;
        }
        return { items, resourceVersion };
    }
    async *pages(resource, options) {
        let token = '';
        do {
            const query = selectors(options);
            query.set('limit', String(PAGE_SIZE));
            if (token !== '')
                query.set('continue', token);
            const path = `${pathOf(resource, options.namespace ?? '', '')}?${query.toString()}`;
            const list = (await this.forgetIfUnserved(resource, () => this.json({ method: 'GET', path })));
            yield { items: list.items ?? [], resourceVersion: list.metadata?.resourceVersion ?? '' };
            token = list.metadata?.continue ?? '';
        } while (token !== '');
    }
    async *watch(resource, options, signal) {
        const query = selectors(options);
        query.set('watch', 'true');
        query.set('allowWatchBookmarks', 'true');
        query.set('resourceVersion', options.resourceVersion);
        const { min, max } = WATCH_SECONDS;
        query.set('timeoutSeconds', String(Math.floor(min + Math.random() * (max - min))));
        const path = `${pathOf(resource, options.namespace ?? '', '')}?${query.toString()}`;
        const call = { method: 'GET', path, timeoutMs: this.timeouts.requestMs };
        const response = await this.connection.open(call, signal).catch((error) => {
            if (signal.aborted)
                return undefined;
            throw error;
        });
        if (response)
            yield* watchEvents(response, this.timeouts.watchIdleMs, signal);
    }
    close() {
        this.connection.close();
    }
    async json(call) {
        return parsed(await this.connection.call({ ...call, timeoutMs: this.timeouts.requestMs }), call);
    }
    async object(call) {
        return (await this.json(call));
    }
    /** A 404 that names the object means that it is absent; any other 404 means that the API is. */
    async ifPresent(resource, call) {
        try {
            const body = await this.connection.call({ ...call, timeoutMs: this.timeouts.requestMs });
            return body === '' ? undefined : parsed(body, call);
        }
        catch (error) {
            if (isReason(error, 'NotFound'))
                this.discovery.forget(resource);
            throw error;
        }
    }
    async forgetIfUnserved(resource, send) {
        try {
            return await send();
        }
        catch (error) {
            // A missing namespace is named in the details; an API that is gone names nothing.
            if (isReason(error, 'NotFound') && error.details?.name === undefined)
                this.discovery.forget(resource);
            throw error;
        }
    }
}
function parsed(body, call) {
    try {
        return JSON.parse(body);
    }
    catch (error) {
        throw new StatusError('InternalError', `the member's answer to ${call.method} is not JSON`, {
            cause: error,
        });
    }
}
function selectors(options) {
    const query = new URLSearchParams();
    if (options.labelSelector !== undefined)
        query.set('labelSelector', options.labelSelector);
    if (options.fieldSelector !== undefined)
        query.set('fieldSelector', options.fieldSelector);
    return query;
}
/** `/apis/apps/v1/namespaces/default/replicasets/nginx`; an empty name is the collection. */
function pathOf(resource, namespace, name) {
    const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
    const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    const item = name === '' ? '' : `/${encodeURIComponent(name)}`;
    return `${root}${scope}/${resource.resource}${item}`;
}
//# sourceMappingURL=http-member-cluster.js.map