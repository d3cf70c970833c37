import { formatObjectKey, getPath } from '#libs/apimachinery';
import {} from '#libs/kinds';
import {} from '#libs/store';
import {} from './autoscaler-index.js';
import {} from './targets.js';
const REPLICAS = ['spec', 'replicas'];
/** Looks up what an object of a divided kind has to do with an autoscaler; undefined: nothing. */
export async function scalingOf(deps, key, object, { divides }) {
    if (!divides || divides.of === 'work')
        return undefined;
    await deps.autoscalers.synced;
    if (divides.of === 'bounds')
        return scaleTarget(deps, object);
    const autoscaler = deps.autoscalers.autoscalerOf(key, object.metadata.namespace ?? '');
    // Zero replicas switch an autoscaler off, here as in every cluster.
    if (!autoscaler || getPath(object, REPLICAS) === 0)
        return undefined;
    const by = await deps.client.get(autoscaler);
    if (!by || by.metadata.deletionTimestamp !== undefined)
        return undefined;
    return { upTo: deps.kinds.of(autoscaler)?.divides?.total(by) ?? 0 };
}
async function scaleTarget({ autoscalers, client, kinds, store }, autoscaler) {
    const key = autoscalers.targetOf(autoscaler);
    const divides = key && kinds.of(key)?.divides;
    if (!key || !divides)
        return undefined;
    const [object, { work }] = await Promise.all([client.get(key), store.work.load(formatObjectKey(key))]);
    if (!object)
        return undefined;
    // Where it is at 0 (a cluster that is away for too long) there is nothing to scale.
    const running = work.filter((row) => row.action === 'apply' && divides.given(row.patch) !== 0);
    return {
        target: {
            object,
            clusters: new Set(running.map((row) => row.cluster)),
            preferences: divides.preferences,
        },
    };
}
/**
 * The autoscaler has gone: the number that runs, which the object takes over as its own, as it would in one cluster. Undefined:
 * nobody scaled it before, or nothing is known to run.
 */
export function replicasToTakeBack(object, { divides }, held) {
    if (divides?.of !== 'replicas')
        return undefined;
    const scaled = [...held.rows.values()].filter((row) => row.action === 'apply' && row.uid === object.metadata.uid && divides.given(row.patch) === undefined);
    const running = scaled.reduce((sum, { cluster }) => {
        const status = held.reports.get(cluster)?.report['status'];
        return sum + (typeof status?.replicas === 'number' ? status.replicas : 0);
    }, 0);
    return running > 0 && running !== divides.total(object) ? running : undefined;
}
//# sourceMappingURL=scaling.js.map