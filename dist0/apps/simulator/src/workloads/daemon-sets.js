import { deepEqual } from '#libs/apimachinery';
import { REVISION_HASH } from '#libs/cluster-controllers';
import { done, keyOf, requeueAfter } from '#libs/controller-runtime';
import { DAEMON_SETS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { forOneNode, isEligible, needsOf, nodeKindOf } from '../controllers/node-choice.js';
import { EXPECTATION_MS, REPLICA_BURST } from '../limits.js';
import { AvailabilityCheck } from './availability.js';
import { DAEMON_TOLERATIONS, planDaemonSet } from './daemon-plan.js';
import { OwnedPods } from './owned-pods.js';
import { generatedName, podFrom } from './pod-template.js';
import {} from './revisions.js';
/** Keeps a pod of each DaemonSet on every node that it may run on. */
export class DaemonSets {
    context;
    revisions;
    loop;
    pods;
    constructor(context, revisions) {
        this.context = context;
        this.revisions = revisions;
        const { daemonSets, nodes } = context.informers;
        this.loop = mirrorLoop(context, 'daemon-sets', daemonSets, (key) => this.reconcile(key));
        this.pods = new OwnedPods(context, 'DaemonSet', (key, ms) => this.loop.enqueueAfter(key, ms));
        daemonSets.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.pods.forget(keyOf(object), object.metadata.uid ?? '');
        });
        nodes.onChange(({ type, object, previous }) => {
            if (type === 'MODIFIED' && previous && isSameKind(object, previous))
                return;
            for (const set of daemonSets.list())
                this.loop.enqueue(keyOf(set));
        });
    }
    async reconcile(key) {
        const set = this.context.informers.daemonSets.get(key);
        if (!set)
            return done;
        if (!this.pods.settled(set))
            return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
        if (set.metadata.deletionTimestamp !== undefined || this.pods.isGoing(set))
            return done;
        const revisions = await this.revisions.present(set);
        const hash = revisions.at(-1)?.metadata.labels?.[REVISION_HASH] ?? '';
        const pods = this.pods.of(set);
        const availability = new AvailabilityCheck(set.spec.minReadySeconds, this.context.clock.now());
        const plan = planDaemonSet(set, { nodes: this.nodesFor(set), pods, hash, availability });
        this.pods.counted(key);
        await writeStatus(this.context, DAEMON_SETS, set, plan.status);
        const more = await this.follow(set, plan, hash);
        const inUse = new Set(pods.map((pod) => pod.metadata.labels?.[REVISION_HASH] ?? ''));
        await this.revisions.trim(set, revisions, inUse);
        if (more)
            return requeueAfter(1, 'more pods to create or delete');
        const { recheckMs } = availability;
        return recheckMs === undefined ? done : requeueAfter(recheckMs, 'pods become available');
    }
    nodesFor(set) {
        const { spec } = set.spec.template;
        const needs = needsOf({ ...spec, tolerations: [...(spec.tolerations ?? []), ...DAEMON_TOLERATIONS] });
        const names = new Set();
        for (const node of this.context.informers.nodes.list())
            if (isEligible(nodeKindOf(node), needs))
                names.add(node.metadata.name ?? '');
        return names;
    }
    /** The answer: whether there is more to do than fits into one run. */
    async follow(set, plan, hash) {
        for (const pod of plan.delete.slice(0, REPLICA_BURST))
            await this.pods.delete(set, pod);
        for (const node of plan.create.slice(0, REPLICA_BURST))
            await this.pods.create(set, daemonPod(set, node, hash));
        return plan.delete.length > REPLICA_BURST || plan.create.length > REPLICA_BURST;
    }
}
function daemonPod(set, node, hash) {
    const { spec } = set.spec.template;
    return podFrom(set, set.spec.template, {
        ...generatedName(set.metadata.name ?? ''),
        labels: { [REVISION_HASH]: hash },
        spec: {
            affinity: { ...spec['affinity'], ...forOneNode(node) },
            tolerations: [...(spec.tolerations ?? []), ...DAEMON_TOLERATIONS],
        },
    });
}
/** A heartbeat changes nothing that a DaemonSet looks at. */
function isSameKind(node, previous) {
    return deepEqual(nodeKindOf(node), nodeKindOf(previous));
}
//# sourceMappingURL=daemon-sets.js.map