import {} from '#libs/apimachinery';
import { done, splitKey } from '#libs/controller-runtime';
import {} from '#libs/process';
import {} from '#libs/protocol';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import { TwinWatch, withAgent } from './agent-conditions.js';
import { classifyCluster, SUSPECT_AFTER_MS } from './classify-cluster.js';
import { DebtWatch } from './debt-watch.js';
import { judgeFreeze, NOT_FROZEN } from './freeze.js';
import { withTaints } from './taints.js';
import { healthOf, reportedStatus, slowFacts, withDeletionsHeld, withHealth, } from './cluster-status.js';
/** Counters and capacity move all the time; they are stored at most this often. */
const REFRESH_MS = 15_000;
/** Writes what is known of one member into its Cluster: health by the rules, facts from its last heartbeat. */
export class ClusterReconciler {
    options;
    heard = new Map();
    twins = new TwinWatch();
    hearingSince;
    tickedAt;
    freeze = NOT_FROZEN;
    debts;
    /** For metrics: clusters that were heard, of those the silent ones, and whether nothing is judged or moved therefore. */
    counts = { heard: 0, silent: 0, frozen: 0 };
    constructor(options) {
        this.options = options;
        this.hearingSince = this.tickedAt = options.clock.now();
        this.debts = new DebtWatch(() => options.store.work.undoneByCluster());
    }
    /** Most clusters fell silent at once: nothing moves. */
    get isFrozen() {
        return this.freeze.frozen;
    }
    /** A heartbeat came to this hub. True: its cluster should be looked at now rather than at the next tick. */
    hear(report, receivedAt) {
        const known = this.heard.get(report.cluster)?.report;
        // One that comes again says nothing about now.
        if (known?.instance === report.instance && known.sequence >= report.sequence)
            return false;
        this.heard.set(report.cluster, { report, receivedAt });
        this.twins.hear(report, receivedAt);
        const cluster = this.options.clusters.get(`/${report.cluster}`);
        return cluster !== undefined && healthOf(statusOf(cluster)) !== (report.apiReady ? 'Ready' : 'NotReady');
    }
    /**
     * Once a second: takes in what other hubs heard, and answers the keys of clusters whose status should change. While the
     * broker is away, or this process stood still, nothing can be heard, so silence does not count.
     */
    async tick() {
        const now = this.options.clock.now();
        if (!this.options.connected() || now - this.tickedAt >= SUSPECT_AFTER_MS)
            this.hearingSince = now;
        this.tickedAt = now;
        const clusters = [...this.options.clusters.list()];
        await this.readOthers(clusters);
        this.judgeSilence(clusters, now);
        await this.debts.look(clusters.map(debtMember), now);
        return clusters
            .filter((cluster) => this.isDue(cluster, now))
            .map((cluster) => `/${cluster.metadata.name ?? ''}`);
    }
    judgeSilence(clusters, now) {
        const members = clusters.map((cluster) => ({
            previous: healthOf(statusOf(cluster)),
            silentMs: this.silentMs(cluster, now),
        }));
        this.freeze = judgeFreeze(this.freeze, members, now);
        // The first that are heard again end the freeze; the others' heartbeats are on their way.
        if (this.freeze.recovered)
            this.hearingSince = now;
        const { heard, silent, frozen } = this.freeze;
        Object.assign(this.counts, { heard, silent, frozen: Number(frozen) });
    }
    /** Takes in what other hubs heard, and forgets clusters that are gone. */
    async readOthers(clusters) {
        const known = new Map(clusters.map(({ metadata: { name = '' } }) => [name, this.heard.get(name)?.receivedAt ?? 0]));
        for (const name of this.heard.keys())
            if (!known.has(name))
                this.forget(name);
        for (const { cluster, report, receivedAt } of await this.options.store.heartbeats.newerThan(known))
            if ((this.heard.get(cluster)?.receivedAt ?? 0) < receivedAt)
                this.heard.set(cluster, { report: report, receivedAt });
    }
    forget(name) {
        this.heard.delete(name);
        this.twins.forget(name);
    }
    async reconcile(key) {
        const { clock, client, events } = this.options;
        const { name } = splitKey(key);
        const now = clock.now();
        const agent = await this.options.store.agents.get(name);
        const heard = this.heard.get(name);
        let verdict;
        let before;
        const resource = this.options.clusters.resource;
        const written = await client.modify({ ...resource, namespace: '', name }, (cluster) => {
            const status = statusOf(cluster);
            before = status;
            verdict = this.judge(cluster, now);
            const conditions = this.debts.apply(name, this.conditions(name, status, verdict, now), now);
            const facts = heard ? reportedStatus(heard.report, heard.receivedAt, agent?.sealingKeyId ?? '') : {};
            if (conditions === status?.conditions && !this.factsAreDue(status, facts, now))
                return undefined;
            return { ...cluster, status: { ...status, ...facts, conditions } };
        }, 'status');
        if (verdict)
            await this.taint(name, verdict);
        const owed = this.debts.told(name, before?.conditions);
        if (!written || !verdict)
            return done;
        const notices = [turn(name, healthOf(before), verdict), freezeNotice(this.freeze, before, verdict), owed];
        for (const notice of notices)
            if (notice)
                events.record(written, notice);
        return done;
    }
    async taint(name, { health, since }) {
        const { client, clusters } = this.options;
        const known = clusters.get(`/${name}`);
        if (known && withTaints(known, health, since) === known)
            return;
        await client.modify({ ...clusters.resource, namespace: '', name }, (cluster) => {
            const tainted = withTaints(cluster, health, since);
            return tainted === cluster ? undefined : tainted;
        });
    }
    /** All that this controller says, the same array where nothing has changed. */
    conditions(name, status, verdict, now) {
        const facts = { report: this.heard.get(name)?.report, areTwo: this.twins.areTwo(name, now) };
        const health = withDeletionsHeld(withHealth(status?.conditions, verdict), this.options.deletionsHeld(), now);
        return withAgent(health, facts, now);
    }
    judge(cluster, now) {
        const heard = this.heard.get(cluster.metadata.name ?? '');
        return classifyCluster({
            now,
            heartbeatAt: heard?.receivedAt,
            apiReady: heard?.report.apiReady ?? false,
            hearingSince: this.hearingSince,
            previous: healthOf(statusOf(cluster)),
            frozen: this.freeze.frozen,
        });
    }
    silentMs(cluster, now) {
        const heard = this.heard.get(cluster.metadata.name ?? '');
        return now - Math.max(heard?.receivedAt ?? 0, this.hearingSince);
    }
    isDue(cluster, now) {
        const status = statusOf(cluster);
        const heard = this.heard.get(cluster.metadata.name ?? '');
        const name = cluster.metadata.name ?? '';
        const verdict = this.judge(cluster, now);
        if (this.conditions(name, status, verdict, now) !== status?.conditions)
            return true;
        if (this.debts.isNews(name))
            return true;
        if (withTaints(cluster, verdict.health, verdict.since) !== cluster)
            return true;
        return (heard !== undefined && this.factsAreDue(status, reportedStatus(heard.report, heard.receivedAt, ''), now));
    }
    factsAreDue(status, facts, now) {
        if (facts.agent === undefined)
            return false;
        const fresh = { ...facts, agent: { ...facts.agent, sealingKeyId: status?.agent?.['sealingKeyId'] } };
        if (!status || slowFacts(status) !== slowFacts(fresh))
            return true;
        return (now - (Date.parse(status.agent?.lastHeartbeatTime ?? '') || 0) >= REFRESH_MS &&
            this.isNews(status, facts));
    }
    isNews(status, facts) {
        return status.agent?.lastHeartbeatTime !== facts.agent?.lastHeartbeatTime;
    }
}
/** A cluster is not what it was. */
function turn(name, before, { health, message }) {
    if (before === health)
        return undefined;
    return {
        type: health === 'Ready' ? 'Normal' : 'Warning',
        reason: `Cluster${health}`,
        message: `cluster ${name} was ${before} and is ${health}: ${message}`,
    };
}
/** Silence that is not believed begins. */
function freezeNotice({ heard, silent }, before, { reason }) {
    const was = before?.conditions?.find(({ type }) => type === 'Ready')?.reason;
    if (reason !== 'HubIsolated' || was === reason)
        return undefined;
    return {
        type: 'Warning',
        reason,
        message: `${silent} of ${heard} clusters fell silent at once: the hub may be cut off, nothing is judged or moved`,
    };
}
function debtMember(cluster) {
    const status = statusOf(cluster);
    return {
        name: cluster.metadata.name ?? '',
        ready: healthOf(status) === 'Ready',
        conditions: status?.conditions,
    };
}
function statusOf(cluster) {
    return cluster['status'];
}
//# sourceMappingURL=cluster.reconciler.js.map