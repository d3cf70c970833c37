import { deepEqual } from '#libs/apimachinery';
import { manifestHashOf } from './work-rows.js';
/** Whether saving `plan` over exactly `rows` would change nothing: no generation, no words, no row more or less. Pure. */ export function isAsStored(plan, rows) {
    if (plan.targets.length !== rows.length) return false;
    const byCluster = new Map(rows.map((row)=>[
            row.cluster,
            row
        ]));
    return plan.targets.every((target)=>{
        const row = byCluster.get(target.cluster);
        return row !== undefined && isSame(plan, target, row);
    });
}
function isSame(plan, target, row) {
    const { action, reason, propagationPolicy, adopt = false, uid = plan.uid } = target;
    const same = row.action === action && row.uid === uid && row.manifestHash === manifestHashOf(plan, target) && row.reason === reason && row.propagationPolicy === propagationPolicy;
    return same && (row.adopt ?? false) === adopt && isSameData(target, row);
}
function isSameData({ patch, memory }, row) {
    return deepEqual(row.patch, patch) && deepEqual(row.memory, memory);
}
