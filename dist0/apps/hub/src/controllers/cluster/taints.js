import { deepEqual, formatTime } from '#libs/apimachinery';
import { TAINT_NOT_READY, TAINT_UNREACHABLE } from '#libs/kinds';
import {} from './classify-cluster.js';
const EFFECTS = ['NoSchedule', 'NoExecute'];
const OURS = [TAINT_UNREACHABLE, TAINT_NOT_READY];
/** Suspect is too short to be worth one: it keeps what it has. */
const KEYS = {
    Offline: TAINT_UNREACHABLE,
    NotReady: TAINT_NOT_READY,
};
/**
 * The cluster with the taints that its health asks for: those of a node that is unreachable or not ready, with the time since
 * when. Others are left alone. The same object when they are there already.
 */
export function withTaints(cluster, health, since) {
    const spec = (cluster['spec'] ?? {});
    const before = spec.taints ?? [];
    // Neither alive nor lost yet: whatever it was stays.
    if (health === 'Suspect')
        return cluster;
    const key = KEYS[health];
    const wanted = (key === undefined ? [] : EFFECTS).map((effect) => before.find((taint) => taint.key === key && taint.effect === effect) ?? {
        key: key ?? '',
        effect,
        timeAdded: formatTime(since),
    });
    const taints = [...before.filter((taint) => !OURS.includes(taint.key)), ...wanted];
    if (deepEqual(taints, before))
        return cluster;
    const { taints: _before, ...rest } = spec;
    return { ...cluster, spec: taints.length > 0 ? { ...rest, taints } : rest };
}
//# sourceMappingURL=taints.js.map