import {} from '#libs/controller-runtime';
import {} from '#libs/kube-client';
import { subjectHash } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
import { Auditor } from './audit/auditor.js';
import { DEFAULT_AUDIT_LIMITS } from './audit/limits.js';
import { EndpointWatch } from './endpoints/endpoint-watch.js';
import { Warnings } from './events/warnings.js';
import { DEFAULT_HEALTH_LIMITS } from './health/limits.js';
import { HealthReporter } from './health/health-reporter.js';
import { DEFAULT_LEASE_LIMITS } from './lease/limits.js';
import { MemberLease } from './lease/member-lease.js';
import {} from './work/checkpoint.js';
import { DEFAULT_WORK_LIMITS } from './work/limits.js';
import {} from './work/reporter.js';
import { WorkReconciler } from './work/work-reconciler.js';
/** What an agent that stands by was given comes again after so long. */
const STANDBY_RETRY_MS = 2_000;
/**
 * The agent of one cluster: takes work, applies it, keeps it applied, reports. A plain object, so that one process may host
 * many. The owner connects `handleWork` to the transport and closes what it passed in.
 */
export class Agent {
    dependencies;
    work;
    health;
    warnings;
    endpoints;
    audit;
    lease;
    constructor(dependencies) {
        this.dependencies = dependencies;
        const { identity, transport, member, checkpoint, clock, logger, options } = dependencies;
        const random = options.random ?? Math.random;
        const sender = senderOf(dependencies, seedOf(random));
        this.lease = leaseOf(dependencies, sender);
        const leads = () => this.lease?.leading ?? true;
        this.endpoints = this.watchEndpoints(dependencies);
        this.work = new WorkReconciler({
            sender,
            leads,
            sealingKeys: identity.sealingKeys,
            member,
            transport,
            checkpoint,
            clock,
            logger,
            limits: { ...DEFAULT_WORK_LIMITS, ...options.work },
            ...{ random, seed: seedOf(random) },
            onAudit: (question) => this.audit.asked(question),
            onDamaged: () => this.audit.soon(),
            backendOf: (object) => this.endpoints.of(object),
        });
        const { table, orphans, reporter } = this.work;
        this.audit = new Auditor({
            sender,
            table,
            orphans,
            reporter,
            leads,
            random,
            transport,
            clock,
            logger,
            limits: { ...DEFAULT_AUDIT_LIMITS, ...options.audit },
        });
        this.warnings = new Warnings({ sender, transport, leads, member, table, clock, logger });
        this.health = this.watchHealth(dependencies, { sender, leads });
        transport.onConnect(() => {
            this.work.reporter.connected();
            this.health.beatNow();
            this.audit.soon();
        });
    }
    watchHealth({ member, transport, checkpoint, clock, logger, options }, { sender, leads }) {
        return new HealthReporter({
            sender,
            member,
            transport,
            clock,
            logger,
            limits: { ...DEFAULT_HEALTH_LIMITS, ...options.health },
            version: options.version,
            region: options.region ?? '',
            zone: options.zone ?? '',
            gateways: options.gateways ?? [],
            work: () => this.work.table.summary(),
            checkpointError: () => checkpoint.error,
            leads,
            rival: () => this.lease?.rival,
            onMemberBack: () => {
                this.lease?.look();
                this.work.memberAnswers();
                this.warnings.retryNow();
                this.endpoints.retryNow();
            },
        });
    }
    watchEndpoints({ member, clock, logger }) {
        return new EndpointWatch({
            member,
            clock,
            logger,
            onChange: (service) => {
                const key = subjectHash(service);
                if (this.work.table.get(key))
                    this.work.reporter.changed(key);
            },
            onKnown: () => {
                for (const { key } of this.work.table.ofType('v1', 'Service'))
                    this.work.reporter.changed(key);
            },
        });
    }
    /** Takes up from the checkpoint, without waiting for hub, broker or member. */
    start() {
        this.work.start();
        this.health.start();
        this.warnings.start();
        this.endpoints.start();
        this.lease?.start((leading) => {
            if (!leading)
                return;
            this.work.resume();
            this.health.beatNow();
            this.audit.soon();
        });
    }
    /** Takes in work; one outcome per delivery. What is acknowledged is on disk. */
    async handleWork(deliveries) {
        await this.lease?.decided;
        // For the one that works: the broker gives each message to either of the two.
        if (this.lease?.leading === false)
            return deliveries.map(() => ({ kind: 'retry', delayMs: STANDBY_RETRY_MS }));
        this.audit.busy();
        return this.work.takeIn(deliveries);
    }
    /** Every object known was compared with the member, and every type is watched. */
    get settled() {
        return this.lease?.isDecided !== false && this.work.settled;
    }
    /** What metrics show beside the loop, by part and name. */
    numbers() {
        const { checkpoint, transport } = this.dependencies;
        return {
            ...this.work.numbers(),
            audit: this.audit.counts,
            warnings: this.warnings.numbers(),
            checkpoint: { failing: Number(checkpoint.error !== undefined), damagedBytes: checkpoint.damagedBytes },
            lease: { leading: Number(this.lease?.leading ?? true), rival: Number(this.lease?.rival !== undefined) },
            up: { member: Number(this.health.apiReady), broker: Number(transport.connected()) },
        };
    }
    stats() {
        return { ...this.work.stats(), reportsDue: this.work.reporter.backlog, audit: this.audit.counts };
    }
    /** Ends what is in hand; afterwards nothing is sent any more. */
    async stop() {
        this.health.stop();
        await Promise.all([this.warnings.stop(), this.endpoints.stop()]);
        this.audit.stop();
        await this.work.stop();
        await this.lease?.stop();
    }
}
function seedOf(random) {
    return Math.floor(random() * 0x1_0000_0000);
}
function senderOf({ identity, clock }, seed) {
    const { cluster, hubUid } = identity;
    let sequence = 0;
    return {
        cluster,
        hubUid,
        // Sorts by start, and differs between two starts in one millisecond.
        instance: `${clock.now().toString(36).padStart(9, '0')}-${seed.toString(16).padStart(8, '0')}`,
        nextSequence: () => ++sequence,
    };
}
function leaseOf({ identity, transport, member, clock, logger, options }, { instance }) {
    const { place } = options;
    if (place === undefined)
        return undefined;
    return new MemberLease({
        member,
        hubUid: identity.hubUid,
        place,
        instance,
        connected: () => transport.connected(),
        clock,
        logger,
        limits: { ...DEFAULT_LEASE_LIMITS, ...options.lease },
    });
}
//# sourceMappingURL=agent.js.map