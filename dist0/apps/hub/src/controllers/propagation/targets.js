import {} from '#libs/store';
import {} from './cluster-view.js';
export function holdings(work, reports) {
    return {
        rows: new Map(work.map((row) => [row.cluster, row])),
        reports: new Map(reports.map((row) => [row.cluster, row])),
    };
}
/** Whether the member has said that it did what the row asks to undo. */
export function isConfirmed(row, report) {
    return (report !== undefined && report.report.state === 'Deleted' && report.report.generation >= row.generation);
}
/** The row again, word for word: the store then writes nothing. */
function keep(row) {
    return {
        cluster: row.cluster,
        uid: row.uid,
        action: row.action,
        reason: row.reason,
        ...(row.patch ? { patch: row.patch } : {}),
        ...(row.adopt === undefined ? {} : { adopt: row.adopt }),
        ...(row.propagationPolicy ? { propagationPolicy: row.propagationPolicy } : {}),
    };
}
/**
 * What a member still has to undo of another object that bore the name before: it was Offline when that was deleted. It
 * comes first; the new object may differ in what can never be changed. Undefined: nothing.
 */
export function debtOf(held, cluster, uid) {
    const row = held.rows.get(cluster);
    if (!row || row.action === 'apply' || row.uid === uid)
        return undefined;
    return isConfirmed(row, held.reports.get(cluster)) ? undefined : keep(row);
}
/**
 * What is left to undo in clusters that are being removed, as the policy says now: it may be changed while they are. What is
 * owed for an object that bore the name before stays as it is.
 */
export function leavingTargets(held, clusters, uid) {
    return clusters.flatMap(({ name, leaving }) => {
        const row = held.rows.get(name);
        if (!row || leaving === undefined)
            return [];
        if (row.action !== 'apply') {
            if (isConfirmed(row, held.reports.get(name)))
                return [];
            if (row.action === leaving || row.uid !== uid)
                return [keep(row)];
        }
        const reason = 'the cluster is being removed from the federation';
        const policy = leaving === 'delete' ? { propagationPolicy: 'Background' } : {};
        return [{ cluster: name, action: leaving, reason, ...policy }];
    });
}
/**
 * What is left to undo in the clusters named: one target per row until the member confirms. Rows of clusters that are no
 * longer registered go: nobody is there to confirm.
 */
export function removals(held, clusters, removal, concerns = () => true) {
    const targets = [];
    for (const row of held.rows.values()) {
        if (!clusters.has(row.cluster) || !concerns(row.cluster))
            continue;
        if (row.action === 'apply')
            targets.push({ cluster: row.cluster, ...removal });
        else if (!isConfirmed(row, held.reports.get(row.cluster)))
            targets.push(keep(row));
    }
    return targets;
}
//# sourceMappingURL=targets.js.map