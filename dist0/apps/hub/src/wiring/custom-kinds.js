import { formatGroupResource, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { CUSTOM_OBJECTS_FINALIZER, customResource } from '#libs/builtin-kinds';
import { CustomDefinitions } from '#libs/cluster-controllers';
import {} from '#libs/controller-runtime';
import { customPropagation } from '#libs/kinds';
import {} from '#libs/process';
import {} from '../controllers/propagation/propagation.sources.js';
import {} from './housekeeping.js';
/** Custom kinds of users: served, followed and spread from the moment that their definition is established. */
export function createCustomKinds(deps) {
    const { client, registry, kinds, housekeeping, sources, clock, logger } = deps;
    const followed = new Map();
    const serve = (row) => {
        registry.set(row);
        kinds.set(customPropagation(row));
        const name = formatGroupResource(row.storage);
        if (followed.has(name))
            return;
        const informer = housekeeping.follow(row.storage);
        followed.set(name, informer);
        sources.add(informer);
        informer.start();
    };
    const withdraw = (resource) => {
        const name = formatGroupResource(resource);
        const informer = followed.get(name);
        registry.remove(resource);
        kinds.remove(resource);
        if (!informer)
            return;
        followed.delete(name);
        sources.remove(informer);
        housekeeping.unfollow(informer).catch((error) => {
            logger.warn({ err: error, resource: name }, 'the objects of a custom kind could not be left alone');
        });
    };
    return new CustomDefinitions({
        client,
        reserved: registry.definitions(),
        finalizer: CUSTOM_OBJECTS_FINALIZER,
        rowOf: customResource,
        serve,
        withdraw,
        clock,
        logger,
    });
}
//# sourceMappingURL=custom-kinds.js.map