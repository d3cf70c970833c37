import { formatGroupResource, getPath, parseApiVersion, withPath, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { createNamespaceLifecycle, GarbageCollector } from '#libs/cluster-controllers';
import { Informer } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import {} from '#libs/process';
import { SCALE_TARGET } from '../controllers/propagation/autoscaler-index.js';
/** Namespaces under deletion and owner references, as in every cluster. */
export function createHousekeeping(deps) {
    const { client, registry, loops, clock, logger } = deps;
    const informerFor = (resource) => new Informer({ client, resource, clock, logger, keep: trimmed });
    const informers = writable(registry)
        .filter((row) => formatGroupResource(row.storage) !== 'events')
        .map((row) => informerFor(row.storage));
    const collector = loops.add(createCollector(deps));
    for (const informer of informers)
        collector.add(informer);
    const informerOf = (resource) => find(informers, resource);
    const lifecycle = loops.add(createNamespaceLifecycle({
        client,
        namespaces: informerOf({ group: '', resource: 'namespaces' }),
        resources: () => writable(registry)
            .filter((row) => row.namespaced)
            .map((row) => row.storage),
        clock,
        logger,
    }));
    let stopping = false;
    let collecting;
    return {
        informers,
        informerOf,
        follow: (resource) => {
            const informer = informerFor(resource);
            collector.add(informer);
            informers.push(informer);
            return informer;
        },
        unfollow: async (informer) => {
            informers.splice(informers.indexOf(informer), 1);
            // The collector may be waiting for its first list.
            await informer.synced;
            await informer.stop();
        },
        start: () => {
            for (const informer of informers)
                informer.start();
            lifecycle.start();
            // It begins when everything is known; nobody waits for that.
            collecting = collector.start().catch((error) => {
                if (!stopping)
                    logger.error({ err: error }, 'the garbage collector did not start');
            });
        },
        stop: async () => {
            stopping = true;
            await Promise.all(informers.map((informer) => informer.stop()));
            await collecting;
            await Promise.all([collector.stop(), lifecycle.stop()]);
        },
    };
}
function createCollector({ client, registry, clock, logger }) {
    return new GarbageCollector({
        client,
        resolve: (apiVersion, kind) => {
            const { group, version } = parseApiVersion(apiVersion);
            const found = registry.byKind(group, version, kind);
            return found && { resource: found.definition.storage, namespaced: found.definition.namespaced };
        },
        after: MEMBERS_FINALIZER,
        clock,
        logger,
    });
}
/** All that can be deleted, asked anew each time: custom kinds come and go. */
function writable(registry) {
    return registry.definitions().filter((row) => row.verbs.includes('delete'));
}
function find(informers, resource) {
    const name = formatGroupResource(resource);
    const found = informers.find((informer) => formatGroupResource(informer.resource) === name);
    if (!found)
        throw new Error(`the hub does not serve ${name}`);
    return found;
}
/** What collector, namespaces and propagation look at: a hundred thousand objects are held in memory as little as that. */
const KEPT = [
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'deletionTimestamp',
    'finalizers',
    'ownerReferences',
];
function trimmed(object) {
    const { apiVersion, kind, metadata } = object;
    const kept = KEPT.flatMap((field) => (metadata[field] === undefined ? [] : [[field, metadata[field]]]));
    const bare = { apiVersion, kind, metadata: Object.fromEntries(kept) };
    const target = getPath(object, SCALE_TARGET);
    return target === undefined ? bare : withPath(bare, SCALE_TARGET, target);
}
//# sourceMappingURL=housekeeping.js.map