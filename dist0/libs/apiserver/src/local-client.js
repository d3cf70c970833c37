import { isReason, } from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import {} from './core.js';
import { createObject } from './create.js';
import { deleteObject } from './delete.js';
import { noSuchResource } from './errors.js';
import { selectPage } from './handle-list.js';
import {} from './request.js';
import { parseSelection } from './selection.js';
import { updateObject } from './update.js';
/**
 * Reads and writes in this process, through the same pipeline as HTTP requests (defaults, admission, validation) but
 * without authorization and encoding. Objects are in storage version; those that it gives out are shared.
 */
export function createLocalClient(core, options = {}) {
    return new LocalClient(core, options);
}
const SYSTEM_USER = {
    username: 'system:meridian',
    groups: ['system:masters', 'system:authenticated'],
};
class LocalClient {
    core;
    options;
    constructor(core, options) {
        this.core = core;
        this.options = options;
    }
    get(key) {
        return this.core.storage.get(key);
    }
    async list(resource, options = {}) {
        const { labelSelector = '', fieldSelector = '', namespace } = options;
        const selection = parseSelection(this.definition(resource), labelSelector, fieldSelector);
        const query = { ...selection.hints, resource, ...(namespace === undefined ? {} : { namespace }) };
        const page = await selectPage(this.core, query, { selection, limit: 0 });
        return { items: page.items, resourceVersion: page.resourceVersion };
    }
    async create(resource, object) {
        const { namespace = '' } = object.metadata;
        return createObject(this.core, this.context(resource, ''), namespace, cloneJson(object));
    }
    async update(resource, object) {
        const context = this.context(resource, '');
        return updateObject(this.core, context, keyOf(resource, object), () => cloneJson(object));
    }
    async updateStatus(resource, object) {
        return updateObject(this.core, this.context(resource, 'status'), keyOf(resource, object), () => object);
    }
    async modify(key, change, subresource) {
        const context = this.context(key, subresource ?? '');
        try {
            return await updateObject(this.core, context, key, (current) => {
                const desired = change(current);
                if (desired === undefined || desired === current)
                    return undefined;
                // Defaults are written into what the pipeline gets; subresources take their part and leave the rest.
                return subresource === undefined ? cloneJson(desired) : desired;
            });
        }
        catch (error) {
            if (isReason(error, 'NotFound'))
                return undefined;
            throw error;
        }
    }
    async delete(key, options = {}) {
        try {
            return (await deleteObject(this.core, this.context(key, ''), key, options)).object;
        }
        catch (error) {
            if (isReason(error, 'NotFound'))
                return undefined;
            throw error;
        }
    }
    async *watch(resource, resourceVersion, signal) {
        for await (const item of this.core.storage.watch({ resource, after: resourceVersion }, signal)) {
            if (item.type !== 'PROGRESS')
                yield item;
        }
    }
    definition(resource) {
        const definition = this.core.registry.byStorage(resource);
        if (!definition)
            throw noSuchResource();
        return definition;
    }
    context(resource, subresource) {
        return {
            definition: this.definition(resource),
            user: this.options.user ?? SYSTEM_USER,
            dryRun: false,
            subresource,
            admission: this.options.admission ?? true,
            warn: () => undefined,
        };
    }
}
function keyOf(resource, object) {
    const { namespace = '', name = '' } = object.metadata;
    return { group: resource.group, resource: resource.resource, namespace, name };
}
//# sourceMappingURL=local-client.js.map