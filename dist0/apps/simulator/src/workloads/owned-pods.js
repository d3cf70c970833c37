import { isReason } from '#libs/apimachinery';
import { controllerOf } from '#libs/cluster-controllers';
import { keyOf, splitKey } from '#libs/controller-runtime';
import {} from '../cluster/pod.js';
import { PODS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { STATUS_PACE_MS } from '../limits.js';
import { Expectations } from './expectations.js';
/**
 * The pods of all controllers of one kind: created and deleted so that nothing is done twice because the mirror lags, and watched
 * at a steady pace.
 */
export class OwnedPods {
    context;
    kind;
    wake;
    expectations;
    countedAt = new Map();
    /** `wake(key, ms)`: the controller `key` is to run in `ms`, because a pod of it came, changed or went. */
    constructor(context, kind, wake) {
        this.context = context;
        this.kind = kind;
        this.wake = wake;
        this.expectations = new Expectations(context.clock);
        context.pods.informer.onChange((change) => {
            this.observe(change);
        });
    }
    /** Finished ones and those on their way out included. */
    of(owner) {
        return [...this.context.pods.ofOwner(owner.metadata.uid ?? '')];
    }
    /** False while pods that were created or deleted are not seen so in the mirror: then it must not be counted. */
    settled(owner) {
        return this.expectations.met(owner.metadata.uid ?? '');
    }
    /** The controller has counted its pods just now. */
    counted(key) {
        this.countedAt.set(key, this.context.clock.now());
    }
    /** The controller is no more. */
    forget(key, uid) {
        this.countedAt.delete(key);
        this.expectations.forget(uid);
    }
    /** @throws StatusError what the API server refuses with, told as an event of the owner; a name that is taken is no failure */
    async create(owner, pod) {
        const uid = owner.metadata.uid ?? '';
        const sight = `+${pod.metadata.name ?? ''}`;
        this.expectations.expect(uid, sight);
        try {
            await this.context.client.create(PODS, pod);
        }
        catch (error) {
            this.expectations.seen(uid, sight);
            // Another pod has that name already: the next run picks another, or sees it.
            if (isReason(error, 'AlreadyExists'))
                return;
            await this.context.events.record(owner, {
                type: 'Warning',
                reason: 'FailedCreate',
                message: `Error creating: ${error instanceof Error ? error.message : String(error)}`,
                component: `${owner.kind.toLowerCase()}-controller`,
            });
            throw error;
        }
    }
    async delete(owner, pod) {
        const ownerUid = owner.metadata.uid ?? '';
        const { uid = '' } = pod.metadata;
        this.expectations.expect(ownerUid, `-${uid}`);
        try {
            const gone = await this.context.client.delete({ ...PODS, ...splitKey(keyOf(pod)) }, { uid });
            if (!gone)
                this.expectations.seen(ownerUid, `-${uid}`);
        }
        catch (error) {
            this.expectations.seen(ownerUid, `-${uid}`);
            if (!isReason(error, 'Conflict'))
                throw error;
        }
    }
    /** Nothing can be created in a namespace that is on its way out, and soon nothing is wanted there. */
    isGoing(owner) {
        const namespace = this.context.informers.namespaces.get(`/${owner.metadata.namespace ?? ''}`);
        return namespace?.metadata.deletionTimestamp !== undefined;
    }
    observe({ type, object }) {
        const owner = controllerOf(object);
        if (owner?.kind !== this.kind)
            return;
        if (type === 'ADDED')
            this.expectations.seen(owner.uid, `+${object.metadata.name ?? ''}`);
        if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined)
            this.expectations.seen(owner.uid, `-${object.metadata.uid ?? ''}`);
        const key = `${object.metadata.namespace ?? ''}/${owner.name}`;
        // The first change is answered at once, a storm of them at a steady pace.
        const sinceMs = this.context.clock.now() - (this.countedAt.get(key) ?? 0);
        this.wake(key, STATUS_PACE_MS - sinceMs);
    }
}
//# sourceMappingURL=owned-pods.js.map