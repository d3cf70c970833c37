import { done, keyOf, type ControlLoop, type Result } from '#libs/controller-runtime';
import { RESOURCE_QUOTAS } from '../cluster/resources.js';
import { type ClusterContext } from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { QUOTA_PACE_MS } from '../limits.js';
import { type QuotaAdmission } from '../admission/quota.js';
import { quotaStatus, type Quota } from './quota.js';
import { type Usage } from './usage.js';

/** Keeps the status of ResourceQuotas: what is used of them. */
export function createQuotaLoop(
  context: ClusterContext,
  usage: Usage,
  admission: QuotaAdmission,
): ControlLoop {
  const { quotas } = context.informers;
  const writtenAt = new Map<string, number>();
  const reconcile = async (key: string): Promise<Result> => {
    const quota = quotas.get(key) as Quota | undefined;
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
