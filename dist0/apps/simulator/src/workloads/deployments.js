import { isReason } from '#libs/apimachinery';
import { controllerOf, isSetOf, newSet, outdated, renumbered, revisionOf, templateHash, upToDate, } from '#libs/cluster-controllers';
import { done, keyOf, requeueAfter, splitKey, } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { isFinished } from '../cluster/pod.js';
import { DEPLOYMENTS, REPLICA_SETS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { deadlineInMs, deploymentStatus, isComplete } from './deployment-status.js';
import {} from './deployment.js';
import {} from './replica-sets.js';
import { isRescaled, nextReplicas, scaledReplicas, sizeAnnotations } from './rollout.js';
/** The mirror may be a step behind what was just created. */
const MIRROR_WAIT_MS = 20;
/** Keeps one ReplicaSet per pod template of a Deployment, and moves its replicas to the newest. */
export class Deployments {
    context;
    loop;
    setsOf = new NestedMap();
    constructor(context) {
        this.context = context;
        const { deployments } = context.informers;
        this.loop = mirrorLoop(context, 'deployments', deployments, (key) => this.reconcile(key));
        context.informers.replicaSets.onChange((change) => {
            this.observeSet(change);
        });
        context.pods.informer.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.observePodGone(object);
        });
    }
    observeSet({ type, object, previous }) {
        const key = keyOf(object);
        const before = previous && controllerOf(previous);
        if (before)
            this.setsOf.delete(before.uid, key);
        const owner = controllerOf(object);
        if (owner?.kind !== 'Deployment')
            return;
        if (type !== 'DELETED')
            this.setsOf.set(owner.uid, key, object);
        this.loop.enqueue(`${object.metadata.namespace ?? ''}/${owner.name}`);
    }
    /** With Recreate the new pods wait for the last old one to be gone; its set has stopped counting it before. */
    observePodGone(pod) {
        const owner = controllerOf(pod);
        if (owner?.kind !== 'ReplicaSet')
            return;
        const namespace = pod.metadata.namespace ?? '';
        const set = this.context.informers.replicaSets.get(`${namespace}/${owner.name}`);
        const name = set && controllerOf(set)?.name;
        const deployment = name === undefined ? undefined : this.context.informers.deployments.get(`${namespace}/${name}`);
        if (deployment?.spec.strategy?.type === 'Recreate')
            this.loop.enqueue(`${namespace}/${name ?? ''}`);
    }
    async reconcile(key) {
        const deployment = this.context.informers.deployments.get(key);
        if (!deployment)
            return done;
        const all = [...(this.setsOf.of(deployment.metadata.uid ?? '')?.values() ?? [])];
        const hash = templateHash(deployment.spec.template);
        const current = all.find((set) => isSetOf(set, hash));
        const sets = { current, old: all.filter((set) => set !== current) };
        if (deployment.metadata.deletionTimestamp !== undefined)
            return this.report(deployment, sets);
        if (deployment.spec.paused === true || isRescaled(deployment, all)) {
            await this.resize(deployment, all, scaledReplicas(deployment, sets), true);
            return this.report(deployment, sets);
        }
        if (!current)
            return this.begin(deployment, sets, hash);
        await this.number(deployment, current, sets.old);
        const next = nextReplicas(deployment, current, sets.old, this.hasPods(sets.old));
        await this.resize(deployment, all, next, false);
        if (isComplete(deployment, deployment.status ?? {}))
            await this.trim(deployment, sets.old);
        return this.report(deployment, sets);
    }
    /** Makes the ReplicaSet of a template that has none. */
    async begin(deployment, sets, hash) {
        const set = newSet(deployment, hash, revisionOf(sets.old) + 1, sizeAnnotations(deployment));
        try {
            await this.context.client.create(REPLICA_SETS, set);
        }
        catch (error) {
            // Created by the run before and not seen yet, or the namespace is on its way out.
            if (!isReason(error, 'AlreadyExists')) {
                const refusal = error instanceof Error ? error.message : String(error);
                await this.report(deployment, sets, { refusal });
                throw error;
            }
        }
        await this.report(deployment, sets, { created: set.metadata.name ?? '' });
        return requeueAfter(MIRROR_WAIT_MS, 'its new ReplicaSet is on its way');
    }
    /** Gives the current set the highest number, and the Deployment the same. */
    async number(deployment, current, old) {
        const { client } = this.context;
        const newest = revisionOf(old);
        const revision = Math.max(revisionOf([current]), newest + 1);
        let numbered = current;
        if (upToDate(deployment, current, revision) !== current)
            numbered = ((await client.modify({ ...REPLICA_SETS, ...splitKey(keyOf(current)) }, (present) => upToDate(deployment, present, revision))) ?? current);
        if (renumbered(deployment, numbered))
            await client.modify({ ...DEPLOYMENTS, ...splitKey(keyOf(deployment)) }, (present) => renumbered(present, numbered));
    }
    /** `noteSize`: also sets that keep their size take note of the Deployment's. */
    async resize(deployment, sets, next, noteSize) {
        const size = sizeAnnotations(deployment);
        for (const set of sets) {
            const replicas = next.get(set.metadata.name ?? '');
            const isNoted = Object.entries(size).every(([name, value]) => set.metadata.annotations?.[name] === value);
            if (replicas === undefined && (isNoted || !noteSize))
                continue;
            await this.context.client.modify({ ...REPLICA_SETS, ...splitKey(keyOf(set)) }, (present) => ({
                ...present,
                metadata: { ...present.metadata, annotations: { ...present.metadata.annotations, ...size } },
                spec: { ...present.spec, ...(replicas === undefined ? {} : { replicas }) },
            }));
        }
    }
    hasPods(sets) {
        return sets.some((set) => [...this.context.pods.ofOwner(set.metadata.uid ?? '')].some((pod) => !isFinished(pod)));
    }
    async trim(deployment, old) {
        for (const set of outdated(deployment, old))
            await this.context.client.delete({ ...REPLICA_SETS, ...splitKey(keyOf(set)) });
    }
    async report(deployment, sets, news = {}) {
        const now = this.context.clock.now();
        const status = deploymentStatus(deployment, sets, now, news);
        await writeStatus(this.context, DEPLOYMENTS, deployment, status);
        const ms = deadlineInMs(deployment, status, now);
        return ms === undefined ? done : requeueAfter(ms, 'the rollout may be late then');
    }
}
//# sourceMappingURL=deployments.js.map