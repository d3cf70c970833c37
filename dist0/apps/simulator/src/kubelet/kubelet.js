import { deepEqual } from '#libs/apimachinery';
import { ControlLoop, done, keyOf, requeueAfter, splitKey, } from '#libs/controller-runtime';
import { isFinished } from '../cluster/pod.js';
import { writePod } from '../cluster/pod-writer.js';
import { PODS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { WORKERS } from '../limits.js';
import { behaviorOf, lifeOf } from './pod-life.js';
import { backedOffStatus, endedStatus, runningStatus, waitingStatus } from './pod-status.js';
/**
 * All nodes' kubelets in one loop: placed pods run, become ready after a while, end if they are to, and go away when deleted. Time
 * is kept by the loop's one timer.
 */
export class Kubelets {
    context;
    readyMs;
    loop;
    /** Of pods that change by themselves, by uid. */
    runs = new Map();
    /** `readyMs`: from running to ready. */
    constructor(context, readyMs) {
        this.context = context;
        this.readyMs = readyMs;
        this.loop = new ControlLoop({
            name: 'kubelets',
            reconciler: { reconcile: (key) => this.reconcile(key) },
            workers: WORKERS,
            clock: context.clock,
            logger: context.logger,
            resync: () => {
                for (const pod of context.pods.informer.list())
                    this.loop.enqueue(keyOf(pod));
            },
        });
        context.pods.informer.onChange((change) => {
            this.observe(change);
        });
        context.informers.nodes.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.evacuate(object.metadata.name ?? '');
        });
    }
    observe({ type, object, previous }) {
        const pod = object;
        this.noteAddress(type === 'DELETED' ? undefined : pod, previous);
        if (type === 'DELETED') {
            this.runs.delete(pod.metadata.uid ?? '');
            return;
        }
        // What a kubelet wrote itself needs no second look.
        const calls = type === 'ADDED' ||
            pod.metadata.deletionTimestamp !== undefined ||
            pod.spec.nodeName !== previous?.spec.nodeName ||
            !deepEqual(pod.metadata.annotations, previous?.metadata.annotations);
        if (calls && isOurs(pod))
            this.loop.enqueue(keyOf(pod));
    }
    noteAddress(pod, previous) {
        const { pods } = this.context.addresses;
        const before = previous?.status?.podIP;
        const after = pod?.status?.podIP;
        if (before === after)
            return;
        if (before !== undefined)
            pods.release(before);
        if (after !== undefined)
            pods.use(after);
    }
    /** A node that is no more takes its pods along. */
    evacuate(node) {
        for (const pod of this.context.pods.informer.list())
            if (pod.spec.nodeName === node)
                this.loop.enqueue(keyOf(pod));
    }
    async reconcile(key) {
        const pod = this.context.pods.get(key);
        if (!pod || !isOurs(pod))
            return done;
        if (pod.metadata.deletionTimestamp !== undefined)
            return this.terminate(key, pod);
        if (!this.context.informers.nodes.get(`/${pod.spec.nodeName ?? ''}`))
            return this.remove(key, pod);
        return isFinished(pod) ? done : this.live(key, pod);
    }
    async live(key, pod) {
        const uid = pod.metadata.uid ?? '';
        const now = this.context.clock.now();
        const behavior = behaviorOf(pod);
        const run = this.runs.get(uid) ?? runFrom(pod, now) ?? { startedAt: now, restarts: 0 };
        const life = lifeOf(behavior, run, this.readyMs, now);
        await writePod(this.context.storage, key, (current) => {
            if (current.metadata.uid !== uid || current.metadata.deletionTimestamp !== undefined)
                return undefined;
            const status = this.statusOf(current, { behavior, run, life, now });
            return deepEqual(status, current.status) ? undefined : { ...current, status };
        });
        return this.wait(uid, run, life, now);
    }
    /** Remembers the run for as long as something is to come. */
    wait(uid, run, life, now) {
        switch (life.kind) {
            case 'restarts':
                this.runs.set(uid, life.next);
                return requeueAfter(life.next.startedAt - now, 'containers start again');
            case 'runs':
            case 'backs-off':
                if (life.changesInMs === undefined)
                    break;
                this.runs.set(uid, run);
                return requeueAfter(life.changesInMs, 'containers start or end');
            case 'waits':
            case 'ended':
        }
        this.runs.delete(uid);
        return done;
    }
    statusOf(pod, { behavior, run, life, now }) {
        switch (life.kind) {
            case 'waits':
                return waitingStatus(pod, life.reason, { now, addresses: this.addressesOf(pod) });
            case 'runs':
                return runningStatus(pod, run, life.ready, { now, addresses: this.addressesOf(pod) });
            case 'restarts': {
                const ended = { run, exitCode: behavior.exitCode, at: life.endedAt };
                return backedOffStatus(pod, ended, now);
            }
            case 'backs-off':
                return pod.status ?? {};
            case 'ended':
                return endedStatus(pod, run, behavior.exitCode, now);
        }
    }
    addressesOf(pod) {
        const node = this.context.informers.nodes.get(`/${pod.spec.nodeName ?? ''}`);
        return {
            podIP: pod.status?.podIP ?? this.context.addresses.pods.take(),
            hostIP: hostAddress(node),
        };
    }
    /** Containers stop at once, unless a preStop hook takes the grace period. */
    async terminate(key, pod) {
        const deletedAt = Date.parse(pod.metadata.deletionTimestamp ?? '');
        const hasHook = pod.spec.containers.some((container) => container.lifecycle?.preStop !== undefined);
        // deletionTimestamp is when the grace period ends.
        const waitMs = hasHook && pod.status?.phase === 'Running' ? deletedAt - this.context.clock.now() : 0;
        return waitMs > 0 ? requeueAfter(waitMs, 'containers stop') : this.remove(key, pod);
    }
    async remove(key, pod) {
        const { uid } = pod.metadata;
        await this.context.client.delete({ ...PODS, ...splitKey(key) }, { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { uid }) });
        return done;
    }
}
/** What the status says of the run: after a restart of the process, or when nothing was to come. Undefined: not started yet. */
function runFrom(pod, now) {
    const [status] = (pod.status?.['containerStatuses'] ?? []);
    if (!status)
        return undefined;
    const { restartCount, state, lastState } = status;
    if (state.running)
        return { startedAt: Date.parse(state.running.startedAt), restarts: restartCount };
    // What was about to start again does so now.
    return state.waiting && lastState.terminated ? { startedAt: now, restarts: restartCount + 1 } : undefined;
}
/** Has a node, or is to go without ever having had one. */
function isOurs(pod) {
    return (pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined;
}
function hostAddress(node) {
    const status = node?.['status'];
    return status?.addresses?.find((address) => address.type === 'InternalIP')?.address;
}
//# sourceMappingURL=kubelet.js.map