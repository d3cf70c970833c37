import {} from '#libs/apimachinery';
import {} from './cluster-view.js';
import { CONFIRM_GRACE_MS } from './limits.js';
import { isConfirmed } from './targets.js';
/**
 * How members undo an object that is being deleted: as the client asked (kubectl's --cascade), which the API server
 * keeps as a finalizer. The hub's garbage collector leaves objects with the members finalizer alone until it is gone, so
 * the wish is still there when this looks.
 */
export function deletionOf(object) {
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes('orphan'))
        return { action: 'release', reason: 'deleted at the hub with --cascade=orphan: members keep theirs' };
    return {
        action: 'delete',
        reason: 'deleted at the hub',
        propagationPolicy: finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background',
    };
}
/**
 * For how long, in ms, a deletion waits for this member to confirm; Infinity: until it does. Undefined: it does not wait.
 * An Offline member is not waited for, nor one that has not been Ready for the grace (its API server is down, say): what it
 * owes is a debt, sent again and paid when it is back.
 */
export function waitsFor(cluster, now) {
    if (!cluster || cluster.offline)
        return undefined;
    if (cluster.ready)
        return Infinity;
    const left = cluster.readinessSince + CONFIRM_GRACE_MS - now;
    return left > 0 ? left : undefined;
}
/** The debts among the rows of one object, by cluster: for whoever shows them. */
export function debts(held, clusters, now) {
    return [...held.rows.values()].flatMap(({ cluster, action, reason }) => {
        const view = clusters.get(cluster);
        const row = held.rows.get(cluster);
        if (action === 'apply' || !view || !row || isConfirmed(row, held.reports.get(cluster)))
            return [];
        return waitsFor(view, now) === undefined ? [{ cluster, action, reason }] : [];
    });
}
//# sourceMappingURL=deletion.js.map