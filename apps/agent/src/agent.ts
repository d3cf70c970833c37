import { type LoopStats } from '#libs/controller-runtime';
import { type MemberCluster } from '#libs/kube-client';
import { subjectHash, type SealingKeys } from '#libs/protocol';
import { type Clock, type ListenAddress, type Logger } from '#libs/process';
import { type AgentTransport, type Delivery, type Outcome } from '#libs/transport';
import { Auditor } from './audit/auditor.js';
import { DEFAULT_AUDIT_LIMITS, type AuditLimits } from './audit/limits.js';
import { EndpointWatch } from './endpoints/endpoint-watch.js';
import { ClusterSet } from './imports/cluster-set.js';
import { Warnings } from './events/warnings.js';
import { DEFAULT_HEALTH_LIMITS, type HealthLimits } from './health/limits.js';
import { HealthReporter } from './health/health-reporter.js';
import { DEFAULT_LEASE_LIMITS, type LeaseLimits } from './lease/limits.js';
import { MemberLease } from './lease/member-lease.js';
import { type NameIntake } from './naming/name-intake.js';
import { type Naming } from './naming/naming.js';
import { type Checkpoint } from './work/checkpoint.js';
import { DEFAULT_WORK_LIMITS, type WorkLimits } from './work/limits.js';
import { type Sender } from './work/reporter.js';
import { WorkReconciler } from './work/work-reconciler.js';

/** Who this agent is to the hub; from the join. */
export interface AgentIdentity {
  readonly hubUid: string;
  readonly cluster: string;
  /** The keys that open sealed bodies; older ones stay for what is in the checkpoint. */
  readonly sealingKeys: readonly SealingKeys[];
}

export interface AgentOptions {
  readonly version: string;
  /** Fill the heartbeat where the nodes carry no topology labels. */
  readonly region?: string;
  readonly zone?: string;
  /** `HOST:PORT` of the member's gateways: told to edges. */
  readonly gateways?: readonly string[];
  readonly work?: Partial<WorkLimits>;
  readonly health?: Partial<HealthLimits>;
  readonly audit?: Partial<AuditLimits>;
  readonly lease?: Partial<LeaseLimits>;
  /** Where it lives, `host:/directory`, without spaces; absent: it is known to be the only one of its cluster. */
  readonly place?: string;
  /** Numbers from 0 to below 1, of the jitter and the instance's name; a simulation gives its own. */
  readonly random?: () => number;
}

export interface AgentDependencies {
  readonly identity: AgentIdentity;
  readonly transport: AgentTransport;
  readonly member: MemberCluster;
  readonly checkpoint: Checkpoint;
  /** The hub's tables of names, stopped with the agent. Absent: no names are served and no Services imported. */
  readonly names?: NameIntake;
  /** Absent where no names are served in the cluster. */
  readonly naming?: Naming;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: AgentOptions;
}

/** What an agent that stands by was given comes again after so long. */
const STANDBY_RETRY_MS = 2_000;

/**
 * The agent of one cluster: takes work, applies it, keeps it applied, reports. A plain object, so that one process may host
 * many. The owner connects `handleWork` to the transport and closes what it passed in.
 */
export class Agent {
  private readonly work: WorkReconciler;
  private readonly health: HealthReporter;
  private readonly warnings: Warnings;
  private readonly endpoints: EndpointWatch;
  /** Absent where there are no tables of names. */
  private readonly clusterSet: ClusterSet | undefined;
  private readonly audit: Auditor;
  private readonly lease: MemberLease | undefined;

  constructor(private readonly dependencies: AgentDependencies) {
    const { identity, transport, member, checkpoint, clock, logger, options } = dependencies;
    const random = options.random ?? Math.random;
    const sender = senderOf(dependencies, seedOf(random));
    this.lease = leaseOf(dependencies, sender);
    const leads = (): boolean => this.lease?.leading ?? true;
    this.clusterSet = this.openClusterSet(dependencies, leads);
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
      exportOf: (object) => this.clusterSet?.exportOf(object),
      onNews: (object) => this.clusterSet?.news(object),
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

  private watchHealth(
    { member, transport, checkpoint, names, clock, logger, options }: AgentDependencies,
    { sender, leads }: { readonly sender: Sender; readonly leads: () => boolean },
  ): HealthReporter {
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
      names: () => names?.digest(),
      rival: () => this.lease?.rival,
      onMemberBack: () => {
        this.lease?.look();
        this.work.memberAnswers();
        this.warnings.retryNow();
        this.endpoints.retryNow();
        this.clusterSet?.imports.wakeAll();
      },
    });
  }

  private watchEndpoints({ member, naming, clock, logger }: AgentDependencies): EndpointWatch {
    return new EndpointWatch({
      member,
      clock,
      logger,
      onChange: (service) => {
        const key = subjectHash(service);
        const name = `${service.namespace}/${service.name}`;
        naming?.endpointsChanged(name);
        this.clusterSet?.endpointsChanged(name);
        if (this.work.table.get(key)) this.work.reporter.changed(key);
      },
      onKnown: () => {
        naming?.endpointsChanged();
        this.clusterSet?.endpointsChanged();
        for (const { key } of this.work.table.ofType('v1', 'Service')) this.work.reporter.changed(key);
      },
      ...(this.clusterSet === undefined ? {} : { slices: this.clusterSet.imports }),
    });
  }

  private openClusterSet(
    { identity, names, member, naming, clock, logger }: AgentDependencies,
    leads: () => boolean,
  ): ClusterSet | undefined {
    if (names === undefined) return undefined;
    const { cluster, hubUid } = identity;
    return new ClusterSet({
      ...{ cluster, hubUid, names, member, leads, clock, logger },
      tracked: (key) => this.work.table.get(key),
      backendOf: (object) => this.endpoints.of(object),
      onEndpoints: (service) => naming?.endpointsChanged(service),
      onReport: (key) => this.work.reporter.changed(key),
    });
  }

  /** Takes up from the checkpoint, without waiting for hub, broker or member. */
  start(): void {
    this.work.start();
    this.health.start();
    this.warnings.start();
    this.endpoints.start();
    this.clusterSet?.start();
    this.lease?.start((leading) => {
      if (!leading) return;
      this.work.resume();
      this.clusterSet?.imports.wakeAll();
      this.health.beatNow();
      this.audit.soon();
    });
  }

  /** Answers names in the cluster, if that is wanted, and says where. Rejects where it cannot listen. */
  async serveNames(): Promise<ListenAddress | undefined> {
    const { names, naming, logger } = this.dependencies;
    if (naming !== undefined) names?.follow(() => this.lease?.leading ?? true);
    const at = await naming?.start({
      endpointsOf: (service) => this.clusterSet?.imports.endpointsOf(service) ?? [],
      backendOf: (service) => {
        const [namespace = '', name = ''] = service.split('/');
        return this.endpoints.of({ apiVersion: 'v1', kind: 'Service', namespace, name });
      },
    });
    if (at) logger.info({ ...at }, 'names are served');
    return at;
  }

  /** Takes in work; one outcome per delivery. What is acknowledged is on disk. */
  async handleWork(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    await this.lease?.decided;
    // For the one that works: the broker gives each message to either of the two.
    if (this.lease?.leading === false)
      return deliveries.map(() => ({ kind: 'retry', delayMs: STANDBY_RETRY_MS }));
    this.audit.busy();
    return this.work.takeIn(deliveries);
  }

  /** Every object known was compared with the member, and every type is watched. */
  get settled(): boolean {
    return this.lease?.isDecided !== false && this.work.settled;
  }

  /** What metrics show beside the loop, by part and name. */
  numbers(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    const { checkpoint, transport } = this.dependencies;
    return {
      ...this.work.numbers(),
      audit: this.audit.counts,
      warnings: this.warnings.numbers(),
      ...(this.clusterSet ? { imports: this.clusterSet.imports.counts } : {}),
      checkpoint: { failing: Number(checkpoint.error !== undefined), damagedBytes: checkpoint.damagedBytes },
      lease: { leading: Number(this.lease?.leading ?? true), rival: Number(this.lease?.rival !== undefined) },
      up: { member: Number(this.health.apiReady), broker: Number(transport.connected()) },
    };
  }

  stats(): LoopStats & { readonly reportsDue: number; readonly audit: Auditor['counts'] } {
    return { ...this.work.stats(), reportsDue: this.work.reporter.backlog, audit: this.audit.counts };
  }

  /** Ends what is in hand; afterwards nothing is sent any more. */
  async stop(): Promise<void> {
    this.health.stop();
    const { names, naming } = this.dependencies;
    await Promise.all([this.warnings.stop(), this.endpoints.stop(), naming?.stop(), this.clusterSet?.stop()]);
    await names?.stop();
    this.audit.stop();
    await this.work.stop();
    await this.lease?.stop();
  }
}

function seedOf(random: () => number): number {
  return Math.floor(random() * 0x1_0000_0000);
}

function senderOf({ identity, clock }: AgentDependencies, seed: number): Sender {
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

function leaseOf(
  { identity, transport, member, clock, logger, options }: AgentDependencies,
  { instance }: Sender,
): MemberLease | undefined {
  const { place } = options;
  if (place === undefined) return undefined;
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
