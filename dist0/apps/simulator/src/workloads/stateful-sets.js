import { isReason } from '#libs/apimachinery';
import {} from '#libs/cluster-controllers';
import { done, keyOf, requeueAfter } from '#libs/controller-runtime';
import { STATEFUL_SETS, VOLUME_CLAIMS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { EXPECTATION_MS, REPLICA_BURST } from '../limits.js';
import { AvailabilityCheck } from './availability.js';
import { OwnedPods } from './owned-pods.js';
import { beyondPodLimit, failedCreate } from './replica-failure.js';
import { templateOf } from './revisions.js';
import { claimName, claimsOf, statefulPod } from './stateful-pod.js';
import { ordinalOf, ordinalRange, planStatefulSet, statefulStatus, } from './stateful-plan.js';
/** Keeps the numbered pods of StatefulSets, in order, with their claims. */
export class StatefulSets {
    context;
    revisions;
    loop;
    pods;
    constructor(context, revisions) {
        this.context = context;
        this.revisions = revisions;
        const { statefulSets } = context.informers;
        this.loop = mirrorLoop(context, 'stateful-sets', statefulSets, (key) => this.reconcile(key));
        this.pods = new OwnedPods(context, 'StatefulSet', (key, ms) => this.loop.enqueueAfter(key, ms));
        statefulSets.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.pods.forget(keyOf(object), object.metadata.uid ?? '');
        });
    }
    async reconcile(key) {
        const set = this.context.informers.statefulSets.get(key);
        if (!set)
            return done;
        if (!this.pods.settled(set))
            return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
        if (set.metadata.deletionTimestamp !== undefined || this.pods.isGoing(set))
            return done;
        const revisions = await this.revisions.present(set);
        const situation = this.situationOf(set, revisions);
        const steps = planStatefulSet(set, situation);
        let failure = beyondPodLimit(set.spec.replicas ?? 1);
        let refusal;
        try {
            await this.follow(set, steps.slice(0, REPLICA_BURST), revisions);
        }
        catch (error) {
            refusal = error;
            failure = failedCreate(error);
        }
        this.pods.counted(key);
        const now = this.context.clock.now();
        await writeStatus(this.context, STATEFUL_SETS, set, statefulStatus(set, situation, failure, now));
        if (refusal !== undefined)
            throw refusal;
        await this.revisions.trim(set, revisions, namesInUse(situation, revisions));
        if (steps.length > REPLICA_BURST)
            return requeueAfter(1, 'more pods to create or delete');
        const { recheckMs } = situation.availability;
        return recheckMs === undefined ? done : requeueAfter(recheckMs, 'pods become available');
    }
    situationOf(set, revisions) {
        const update = revisions.at(-1)?.metadata.name ?? '';
        const noted = set.status?.currentRevision;
        const current = revisions.some((one) => one.metadata.name === noted) ? (noted ?? update) : update;
        const availability = new AvailabilityCheck(set.spec.minReadySeconds, this.context.clock.now());
        return { pods: this.pods.of(set), current, update, availability };
    }
    async follow(set, steps, revisions) {
        for (const step of steps) {
            if (step.kind === 'delete') {
                await this.pods.delete(set, step.pod);
                await this.releaseClaims(set, ordinalOf(set, step.pod));
                continue;
            }
            const revision = revisions.find((one) => one.metadata.name === step.revision) ?? revisions.at(-1);
            if (!revision)
                continue;
            await this.claim(set, step.ordinal);
            const pod = statefulPod(set, step.ordinal, revision.metadata.name ?? '', templateOf(revision));
            await this.pods.create(set, pod);
        }
    }
    async claim(set, ordinal) {
        for (const claim of claimsOf(set, ordinal)) {
            if (this.context.informers.volumeClaims.get(keyOf(claim)))
                continue;
            try {
                await this.context.client.create(VOLUME_CLAIMS, claim);
            }
            catch (error) {
                // Left from before, or created by the run before and not seen yet.
                if (!isReason(error, 'AlreadyExists'))
                    throw error;
            }
        }
    }
    /** A number that is given up loses its claims if the retention policy says so. */
    async releaseClaims(set, ordinal) {
        if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete' || ordinal === undefined)
            return;
        const { first, end } = ordinalRange(set);
        if (ordinal >= first && ordinal < end)
            return;
        const { namespace = '' } = set.metadata;
        for (const claim of set.spec.volumeClaimTemplates ?? [])
            await this.context.client.delete({ ...VOLUME_CLAIMS, namespace, name: claimName(set, claim, ordinal) });
    }
}
/** The hashes of revisions that pods or the status still speak of. */
function namesInUse(situation, revisions) {
    const names = new Set([situation.current, situation.update]);
    for (const pod of situation.pods)
        names.add(pod.metadata.labels?.['controller-revision-hash'] ?? '');
    const used = revisions.filter((one) => names.has(one.metadata.name ?? ''));
    return new Set(used.map((one) => one.metadata.labels?.['controller-revision-hash'] ?? ''));
}
//# sourceMappingURL=stateful-sets.js.map