import {} from '#libs/store';
import {} from '../../apps/hub/src/controllers/propagation/cluster-view.js';
/** How long a pod is Pending before the agent says that it cannot be scheduled. */
const UNSCHEDULABLE_MS = 60_000;
/** A cluster with its agent, as the hub meets it: pods come up after a while if there is room, and the hub can be cut off. */
export class Member {
    name;
    readyTicks;
    /** The hub hears nothing of it, and it hears nothing of the hub. */
    cutAt;
    /** Pods that fit. */
    room = Infinity;
    state = 'active';
    /** Its API server answers: else the agent lives, and nothing can be changed. */
    apiDownAt;
    backAt;
    surge = 0;
    all = [];
    work;
    constructor(name, now, readyTicks) {
        this.name = name;
        this.readyTicks = readyTicks;
        this.backAt = now;
    }
    get isCut() {
        return this.cutAt !== undefined || this.apiDownAt !== undefined;
    }
    cut(now) {
        this.cutAt ??= now;
    }
    apiDown(now) {
        this.apiDownAt ??= now;
    }
    back(now) {
        this.cutAt = this.apiDownAt = undefined;
        this.backAt = now;
    }
    /** Everything that ran is gone, as after a power cut. */
    reboot() {
        this.all = [];
    }
    /** A rollout: one pod more than asked for runs, or one is not ready. */
    rollOut(step) {
        this.surge = step === 'surge' ? 1 : 0;
        if (step === 'unready')
            for (const pod of this.all.slice(0, 1))
                pod.ticksLeft = this.readyTicks;
    }
    view(now, offlineAfterMs) {
        const { cutAt, apiDownAt } = this;
        const offline = cutAt !== undefined && now - cutAt >= offlineAfterMs;
        const offlineSince = offline ? cutAt + offlineAfterMs : 0;
        return {
            name: this.name,
            labels: {},
            ready: !offline && apiDownAt === undefined,
            readinessSince: offline ? offlineSince : (apiDownAt ?? this.backAt),
            offline,
            offlineSince,
            cordoned: this.state !== 'active',
            draining: this.state === 'draining',
            ...(this.room === Infinity
                ? {}
                : { allocatable: { cpu: String(this.room) }, requested: { cpu: String(this.placed) } }),
        };
    }
    /** Takes the newest work, if it hears the hub, and lets its pods come up. */
    tick(now, work) {
        this.work = work ?? this.work;
        const wanted = this.work?.action === 'apply' ? (this.work.patch?.['spec']).replicas : 0;
        // As a ReplicaSet: what is not ready goes first.
        this.all.sort((a, b) => a.ticksLeft - b.ticksLeft);
        this.all = this.all.slice(0, wanted);
        while (this.all.length < wanted)
            this.all.push({ since: now, ticksLeft: this.readyTicks, placed: false });
        for (const pod of this.all) {
            pod.placed ||= this.placed < this.room;
            if (pod.placed)
                pod.ticksLeft = Math.max(0, pod.ticksLeft - 1);
        }
    }
    pods(now) {
        return {
            all: this.all.length,
            ready: this.all.filter(({ ticksLeft }) => ticksLeft === 0).length + this.surge,
            unschedulable: this.all.filter(({ placed, since }) => !placed && now - since >= UNSCHEDULABLE_MS)
                .length,
        };
    }
    report(now, uid) {
        if (!this.work || this.work.action !== 'apply')
            return undefined;
        const { ready, unschedulable } = this.pods(now);
        return {
            key: 'k',
            cluster: this.name,
            receivedAt: now,
            report: {
                cluster: this.name,
                epoch: 1,
                generation: this.work.generation,
                instance: 'i',
                sequence: 1,
                state: 'Applied',
                uid,
                workload: { ready, unschedulable },
            },
        };
    }
    get placed() {
        return this.all.filter(({ placed }) => placed).length;
    }
}
//# sourceMappingURL=member.js.map