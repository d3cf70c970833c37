import {} from '#libs/apimachinery';
import {} from '#libs/kube-client';
import {} from '#libs/protocol';
import {} from '#libs/process';
import {} from './limits.js';
import {} from './object-table.js';
/** Longest pause between two looks at one workload, in units of `podLookMs`. */
const MAX_PAUSE = 10;
/**
 * What the division of replicas needs to know of a workload: how many pods are ready, how many cannot be scheduled. Where
 * its status says that all are ready, that is the answer; of the others the pods are looked at, by one shared timer.
 */
export class WorkloadLooker {
    options;
    unready = new Map();
    timer;
    looking = false;
    stopped = false;
    constructor(options) {
        this.options = options;
    }
    /** The live object has changed: sets `object.workload` from what its status says. */
    consider(object) {
        const scale = object.live?.scale;
        if (!scale) {
            this.forget(object.key);
            return;
        }
        const ready = count(object.live?.status?.['readyReplicas']);
        if (ready >= scale.replicas) {
            object.workload = { ready, unschedulable: 0 };
            this.forget(object.key);
            return;
        }
        object.workload = { ready, unschedulable: object.workload?.unschedulable ?? 0 };
        if (!this.unready.has(object.key))
            this.unready.set(object.key, {
                looks: 0,
                dueAt: this.options.clock.now() + this.options.limits.podLookMs,
            });
        this.schedule();
    }
    /** Workloads whose pods are looked at. */
    get size() {
        return this.unready.size;
    }
    forget(key) {
        this.unready.delete(key);
    }
    stop() {
        this.stopped = true;
        this.timer?.();
    }
    schedule() {
        if (this.stopped || this.looking || this.unready.size === 0)
            return;
        this.timer ??= this.options.clock.after(this.options.limits.podLookMs, () => {
            this.timer = undefined;
            void this.lookAtDue();
        });
    }
    async lookAtDue() {
        this.looking = true;
        const now = this.options.clock.now();
        const due = [...this.unready].filter(([, { dueAt }]) => dueAt <= now).map(([key]) => key);
        const worker = async () => {
            for (let key = due.pop(); key !== undefined && !this.stopped; key = due.pop())
                await this.look(key);
        };
        await Promise.all(Array.from({ length: this.options.limits.podLookParallel }, worker));
        this.looking = false;
        this.schedule();
    }
    async look(key) {
        const object = this.options.table.get(key);
        const scale = object?.live?.scale;
        const state = this.unready.get(key);
        if (!object || !scale || !state) {
            this.forget(key);
            return;
        }
        const { clock, limits, logger, member } = this.options;
        state.looks++;
        state.dueAt = clock.now() + limits.podLookMs * Math.min(MAX_PAUSE, 2 ** state.looks);
        try {
            const pods = await member.resolve('v1', 'Pod');
            const { items } = await member.list(pods, {
                namespace: object.work.object.namespace,
                labelSelector: scale.selector,
            });
            const facts = countPods(items, clock.now(), limits.unschedulableMs);
            if (!this.unready.has(key) || same(object.workload, facts))
                return;
            object.workload = facts;
            this.options.onChange(key);
        }
        catch (error) {
            // Without the pods (no permission, no answer) the numbers of the status stand.
            logger.debug({ err: error, object: object.work.object }, 'the pods cannot be looked at');
        }
    }
}
/**
 * federation-v1.md, podanalyzer: ready is Running with condition Ready=True; unschedulable is not Running with
 * PodScheduled=False, reason Unschedulable, for at least `unschedulableMs`. Pods on their way out count as neither.
 */
export function countPods(pods, now, unschedulableMs) {
    const present = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const running = present.filter((pod) => statusOf(pod).phase === 'Running');
    const waiting = present.filter((pod) => statusOf(pod).phase !== 'Running');
    return {
        ready: running.filter((pod) => conditionOf(pod, 'Ready')?.status === 'True').length,
        unschedulable: waiting.filter((pod) => {
            const scheduled = conditionOf(pod, 'PodScheduled');
            if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable')
                return false;
            return now - Date.parse(scheduled.lastTransitionTime ?? '') >= unschedulableMs;
        }).length,
    };
}
function statusOf(pod) {
    return pod['status'] ?? {};
}
function conditionOf(pod, type) {
    return statusOf(pod).conditions?.find((condition) => condition.type === type);
}
function same(a, b) {
    return a?.ready === b.ready && a.unschedulable === b.unschedulable;
}
function count(value) {
    return typeof value === 'number' && value > 0 ? value : 0;
}
//# sourceMappingURL=workload-looker.js.map