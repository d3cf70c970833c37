import { setCondition } from '#libs/apimachinery';
import { done, requeueAfter, splitKey, } from '#libs/controller-runtime';
import { CLUSTER_FINALIZER, propagationOf } from '#libs/kinds';
import { parseObjectKey } from '#libs/apimachinery';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '#libs/transport';
import {} from '../events/event-recorder.js';
import {} from './cluster-status.js';
import { REMOVAL_POLL_MS, REMOVAL_RETRY_MS, REMOVAL_SETTLE_MS, STRAY_AGENT_MS } from './limits.js';
import { deletionPolicyOf, removalStep } from './removal-step.js';
/**
 * Who is a member, and who no more: a Cluster that is deleted is held by a finalizer until its member has undone what the
 * policy says; then its credentials, messages and rows go, and the Cluster last (docs/decisions/0017-removing-a-cluster.md).
 * Every step may be repeated, by any hub.
 */
export class MembershipReconciler {
    options;
    /** By name: since when nothing is left to wait for. */
    settled = new Map();
    counts = { removed: 0, dropped: 0 };
    constructor(options) {
        this.options = options;
    }
    async reconcile(key) {
        const { name } = splitKey(key);
        const cluster = await this.options.client.get(this.keyOf(name));
        if (!cluster)
            return this.forgetStray(name);
        if (cluster.metadata.deletionTimestamp === undefined)
            return this.keep(name, cluster);
        if (!isHeld(cluster))
            return done;
        return this.remove(name, cluster);
    }
    /** One that was made before there was a finalizer gets it; one that joined at another hub gets looked after here. */
    async keep(name, cluster) {
        const { client, store, transport } = this.options;
        // Admission adds what is missing to any write.
        if (!isHeld(cluster))
            await client.modify(this.keyOf(name), (current) => ({ ...current }));
        if (await store.agents.get(name))
            await transport.ensureWorkConsumer(name);
        return done;
    }
    async remove(name, cluster) {
        const { store, clock, transport, deletionsHeld } = this.options;
        const left = await store.work.leftInCluster(name);
        const drains = deletionPolicyOf(cluster) === 'drain' && left.rows > 0;
        if (drains)
            await this.beginDrain(name, cluster);
        const running = drains ? await this.runningIn(name) : 0;
        const now = clock.now();
        const input = { cluster, now, left, running, deletionsHeld: deletionsHeld() };
        const step = removalStep({ ...input, settledSince: this.settled.get(name) });
        if (!step.finish) {
            if (step.reason !== 'Finishing')
                this.settled.delete(name);
            else if (!this.settled.has(name))
                this.settled.set(name, now);
            if (step.reason === 'Finishing')
                transport.releaseCluster(name);
            await this.show(name, step);
            return requeueAfter(REMOVAL_POLL_MS, step.message);
        }
        try {
            const dropped = await this.forget(name);
            this.settled.delete(name);
            this.counts.removed++;
            this.counts.dropped += dropped;
        }
        catch (error) {
            this.options.logger.warn({ err: error, cluster: name }, 'a cluster cannot be removed yet');
            const why = error instanceof Error ? error.message : String(error);
            const message = `nothing is left to wait for in the cluster, but the broker: ${why}`;
            await this.show(name, { ...step, message });
            return requeueAfter(REMOVAL_RETRY_MS, message);
        }
        await this.letGo(name, cluster, step);
        return done;
    }
    /** As `kubectl patch` would: who moves replicas looks at the state alone. */
    async beginDrain(name, cluster) {
        if (isDraining(cluster))
            return;
        await this.options.client.modify(this.keyOf(name), (current) => isDraining(current)
            ? undefined
            : { ...current, spec: { ...current['spec'], state: 'draining' } });
    }
    /** Cuts the agent off first, so that nothing of it arrives after the rest is gone. Answers the rows of work there were. */
    async forget(name) {
        const { store, transport, revoke } = this.options;
        await store.joinTokens.revokeOf('cluster', name);
        const agent = await store.agents.get(name);
        if (agent)
            await revoke(agent.natsPublicKey);
        await transport.removeCluster(name);
        return store.forgetCluster(name);
    }
    async letGo(name, cluster, { message }) {
        const { client, events, logger } = this.options;
        const policy = deletionPolicyOf(cluster);
        const text = `cluster ${name} left the federation (deletion policy ${policy}): ${message}`;
        events.record(cluster, { type: 'Normal', reason: 'ClusterRemoved', message: text });
        logger.info({ cluster: name, policy }, text);
        await client.modify(this.keyOf(name), (current) => {
            if (!isHeld(current))
                return undefined;
            const finalizers = current.metadata.finalizers?.filter((one) => one !== CLUSTER_FINALIZER) ?? [];
            return { ...current, metadata: { ...current.metadata, finalizers } };
        });
    }
    /**
     * Somebody took the finalizer away, or the Cluster itself out of the database: what is left of it goes all the same, and once
     * more after the time in which what was in hand (a plan, a report) may have arrived.
     */
    async forgetStray(name) {
        const { store, clock, logger, transport } = this.options;
        const since = this.settled.get(name);
        const agent = await store.agents.get(name);
        const { rows } = await store.work.leftInCluster(name);
        if (agent || rows > 0) {
            const age = agent ? clock.now() - agent.joinedAt : STRAY_AGENT_MS;
            if (age < STRAY_AGENT_MS)
                return requeueAfter(STRAY_AGENT_MS - age, 'it may be joining now');
            logger.warn({ cluster: name, rows }, 'what is left of a cluster that is gone is removed');
            await this.forget(name);
            this.settled.set(name, clock.now());
            return requeueAfter(REMOVAL_SETTLE_MS, 'something may have been on its way');
        }
        if (since === undefined)
            return done;
        await transport.removeCluster(name);
        this.settled.delete(name);
        return done;
    }
    /** Shows how far the removal is; an Event for each new reason. */
    async show(name, { reason, message, drained }) {
        const { client, clock, events } = this.options;
        const shown = { isNews: false };
        const written = await client.modify(this.keyOf(name), (cluster) => {
            const status = cluster['status'];
            const now = clock.now();
            const before = status?.conditions;
            const removing = { type: 'Removing', status: 'True', reason, message };
            let conditions = setCondition(before, removing, now);
            if (drained) {
                const text = 'nothing runs there any more';
                conditions = setCondition(conditions, { type: 'Drained', status: 'True', reason, message: text }, now);
            }
            if (conditions === before)
                return undefined;
            shown.isNews = before?.find(({ type }) => type === 'Removing')?.reason !== reason;
            return { ...cluster, status: { ...status, conditions } };
        }, 'status');
        if (written && shown.isNews)
            events.record(written, {
                type: 'Normal',
                reason: `Cluster${reason}`,
                message: `cluster ${name} is being removed: ${message}`,
            });
    }
    /** Objects whose replicas run there: of kinds that are divided, with a share above 0. */
    async runningIn(name) {
        let count = 0;
        for await (const row of this.options.store.work.ofCluster(name)) {
            const { replicas = 1 } = (row.patch?.['spec'] ?? {});
            if (row.action === 'apply' && replicas > 0 && propagationOf(parseObjectKey(row.key))?.divides)
                count++;
        }
        return count;
    }
    keyOf(name) {
        return { ...this.options.clusters.resource, namespace: '', name };
    }
}
function isHeld(cluster) {
    return cluster.metadata.finalizers?.includes(CLUSTER_FINALIZER) ?? false;
}
function isDraining(cluster) {
    return cluster['spec']?.state === 'draining';
}
//# sourceMappingURL=membership.reconciler.js.map