import { done, keyOf } from '#libs/controller-runtime';
import { RESOURCE_QUOTAS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { QUOTA_PACE_MS } from '../limits.js';
import {} from '../admission/quota.js';
import { quotaStatus } from './quota.js';
import {} from './usage.js';
/** Keeps the status of ResourceQuotas: what is used of them. */
export function createQuotaLoop(context, usage, admission) {
    const { quotas } = context.informers;
    const writtenAt = new Map();
    const reconcile = async (key) => {
        const quota = quotas.get(key);
        if (!quota) {
            writtenAt.delete(key);
            return done;
        }
        writtenAt.set(key, context.clock.now());
        await writeStatus(context, RESOURCE_QUOTAS, quota, quotaStatus(quota, usage));
        return done;
    };
    const loop = mirrorLoop(context, 'resource-quotas', quotas, reconcile);
    usage.onChange((namespace) => {
        for (const quota of admission.quotasOf(namespace)) {
            const key = keyOf(quota);
            loop.enqueueAfter(key, QUOTA_PACE_MS - (context.clock.now() - (writtenAt.get(key) ?? 0)));
        }
    });
    return loop;
}
//# sourceMappingURL=quotas.js.map