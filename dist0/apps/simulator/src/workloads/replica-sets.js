import { labelSelectorMatcher, } from '#libs/apimachinery';
import { done, keyOf, requeueAfter } from '#libs/controller-runtime';
import { isActive, isReady } from '../cluster/pod.js';
import { REPLICA_SETS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { EXPECTATION_MS, REPLICA_BURST } from '../limits.js';
import { AvailabilityCheck } from './availability.js';
import { OwnedPods } from './owned-pods.js';
import { generatedName, podFrom } from './pod-template.js';
import { beyondPodLimit, failedCreate, podsFor, withFailure, } from './replica-failure.js';
/** Keeps as many pods per ReplicaSet as it asks for, and counts them in its status. */
export class ReplicaSets {
    context;
    loop;
    pods;
    constructor(context) {
        this.context = context;
        const { replicaSets } = context.informers;
        this.loop = mirrorLoop(context, 'replica-sets', replicaSets, (key) => this.reconcile(key));
        this.pods = new OwnedPods(context, 'ReplicaSet', (key, ms) => this.loop.enqueueAfter(key, ms));
        replicaSets.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.pods.forget(keyOf(object), object.metadata.uid ?? '');
        });
    }
    async reconcile(key) {
        const set = this.context.informers.replicaSets.get(key);
        if (!set)
            return done;
        if (!this.pods.settled(set))
            return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
        const pods = this.pods.of(set).filter(isActive);
        const replicas = set.spec.replicas ?? 1;
        let failure = beyondPodLimit(replicas);
        let refusal;
        let more = false;
        if (set.metadata.deletionTimestamp === undefined) {
            const lack = podsFor(replicas) - pods.length;
            more = Math.abs(lack) > REPLICA_BURST;
            try {
                await this.adjust(set, pods, lack);
            }
            catch (error) {
                refusal = error;
                failure = failedCreate(error);
            }
        }
        const now = this.context.clock.now();
        const { status, recheckMs } = statusOf(set, pods, failure, now);
        this.pods.counted(key);
        await writeStatus(this.context, REPLICA_SETS, set, status);
        if (refusal !== undefined)
            throw refusal;
        if (more)
            return requeueAfter(1, 'more pods to create or delete');
        return recheckMs === undefined ? done : requeueAfter(recheckMs, 'pods become available');
    }
    async adjust(set, pods, lack) {
        if (lack > 0) {
            if (this.pods.isGoing(set))
                return;
            for (let made = 0; made < Math.min(lack, REPLICA_BURST); made++)
                await this.pods.create(set, podFrom(set, set.spec.template, generatedName(set.metadata.name ?? '')));
            return;
        }
        if (lack < 0)
            for (const pod of surplus(pods, Math.min(-lack, REPLICA_BURST)))
                await this.pods.delete(set, pod);
    }
}
/** What a ReplicaSet's status says about these active pods. `now` in ms. */
export function statusOf(set, pods, failure, now) {
    const availability = new AvailabilityCheck(set.spec.minReadySeconds, now);
    const counts = countPods(set, pods, availability);
    const conditions = withFailure(set.status?.conditions, failure, now);
    return {
        recheckMs: availability.recheckMs,
        status: {
            replicas: pods.length,
            ...positive('fullyLabeledReplicas', counts.fullyLabeled),
            ...positive('readyReplicas', counts.ready),
            ...positive('availableReplicas', counts.available),
            ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
            ...(conditions.length > 0 ? { conditions } : {}),
        },
    };
}
function countPods(set, pods, availability) {
    const labels = labelSelectorMatcher({ matchLabels: set.spec.template.metadata?.labels ?? {} });
    const counts = { fullyLabeled: 0, ready: 0, available: 0 };
    for (const pod of pods) {
        if (labels.matches(pod.metadata.labels ?? {}))
            counts.fullyLabeled++;
        if (!isReady(pod))
            continue;
        counts.ready++;
        if (availability.isAvailable(pod))
            counts.available++;
    }
    return counts;
}
/** Counts of zero are left out, as the API writes them. */
function positive(field, count) {
    return count > 0 ? { [field]: count } : {};
}
/** The `count` pods that are missed least: without a node first, then not ready, then the youngest. */
export function surplus(pods, count) {
    const rank = (pod) => {
        if ((pod.spec.nodeName ?? '') === '')
            return 0;
        if (pod.status?.phase !== 'Running')
            return 1;
        return isReady(pod) ? 3 : 2;
    };
    const age = (pod) => pod.metadata.creationTimestamp ?? '';
    return [...pods]
        .sort((a, b) => rank(a) - rank(b) || age(b).localeCompare(age(a)) || keyOf(a).localeCompare(keyOf(b)))
        .slice(0, count);
}
//# sourceMappingURL=replica-sets.js.map