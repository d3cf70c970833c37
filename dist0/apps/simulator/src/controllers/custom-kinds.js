import { formatGroupResource } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { CUSTOM_OBJECTS_FINALIZER, customResource } from '#libs/builtin-kinds';
import { CustomDefinitions } from '#libs/cluster-controllers';
import { Informer } from '#libs/controller-runtime';
import {} from './context.js';
import { metadataOnly } from './mirrors.js';
/** Serves custom kinds, and has their objects collected with their owners. */
export function createCustomKinds({ client, clock, logger }, registry, collector) {
    const followed = new Map();
    const custom = new CustomDefinitions({
        client,
        reserved: registry.definitions(),
        finalizer: CUSTOM_OBJECTS_FINALIZER,
        rowOf: customResource,
        serve: (row) => {
            registry.set(row);
            const name = formatGroupResource(row.storage);
            if (followed.has(name))
                return;
            const informer = new Informer({ client, resource: row.storage, clock, logger, keep: metadataOnly });
            followed.set(name, informer);
            collector.add(informer);
            informer.start();
        },
        withdraw: (resource) => {
            registry.remove(resource);
            const name = formatGroupResource(resource);
            // Its objects have gone before it.
            void followed.get(name)?.stop();
            followed.delete(name);
        },
        clock,
        logger,
    });
    return {
        loop: custom.loop,
        start: () => custom.start(),
        stop: async () => {
            await custom.stop();
            await Promise.all([...followed.values()].map((informer) => informer.stop()));
        },
    };
}
//# sourceMappingURL=custom-kinds.js.map