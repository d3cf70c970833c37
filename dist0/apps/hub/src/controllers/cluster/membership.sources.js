import {} from '#libs/apimachinery';
import { keyOf } from '#libs/controller-runtime';
import { CLUSTER_FINALIZER } from '#libs/kinds';
import {} from '#libs/store';
/**
 * Wakes the membership loop: Clusters that come, that are to go, and that are gone. Those that were there at the start need
 * nothing unless they are to go, or lack the finalizer, or are known by their agent only.
 */
export async function followMembership(clusters, loop, store) {
    clusters.onChange(({ type, object }) => {
        if (type !== 'MODIFIED' || !isSettled(object))
            loop.enqueue(keyOf(object));
    });
    for (const cluster of clusters.list())
        if (!isSettled(cluster))
            loop.enqueue(keyOf(cluster));
    for (const { cluster } of await store.agents.all())
        if (!clusters.get(`/${cluster}`))
            loop.enqueue(`/${cluster}`);
}
function isSettled({ metadata }) {
    return (metadata.deletionTimestamp === undefined && (metadata.finalizers?.includes(CLUSTER_FINALIZER) ?? false));
}
//# sourceMappingURL=membership.sources.js.map