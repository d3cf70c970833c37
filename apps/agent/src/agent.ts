import { randomBytes } from 'node:crypto';
import { type LoopStats } from '#libs/controller-runtime';
import { type MemberCluster } from '#libs/kube-client';
import { type SealingKeys } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type AgentTransport, type Delivery, type Outcome } from '#libs/transport';
import { WarningSender } from './events/warning-sender.js';
import { Warnings } from './events/warnings.js';
import { DEFAULT_HEALTH_LIMITS, type HealthLimits } from './health/limits.js';
import { HealthReporter } from './health/health-reporter.js';
import { type Checkpoint } from './work/checkpoint.js';
import { DEFAULT_WORK_LIMITS, type WorkLimits } from './work/limits.js';
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
  readonly work?: Partial<WorkLimits>;
  readonly health?: Partial<HealthLimits>;
}

export interface AgentDependencies {
  readonly identity: AgentIdentity;
  readonly transport: AgentTransport;
  readonly member: MemberCluster;
  readonly checkpoint: Checkpoint;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: AgentOptions;
}

/**
 * The agent of one cluster: takes work, applies it, keeps it applied, reports. A plain object, so that one process may host
 * many. The owner connects `handleWork` to the transport and closes what it passed in.
 */
export class Agent {
  private readonly work: WorkReconciler;
  private readonly health: HealthReporter;
  private readonly warnings: Warnings;
  private readonly warningSender: WarningSender;

  constructor(dependencies: AgentDependencies) {
    const { identity, transport, member, checkpoint, clock, logger, options } = dependencies;
    const { cluster, hubUid } = identity;
    const random = randomBytes(4);
    let sequence = 0;
    const sender = {
      cluster,
      hubUid,
      // Sorts by start, and differs between two starts in one millisecond.
      instance: `${clock.now().toString(36).padStart(9, '0')}-${random.toString('hex')}`,
      nextSequence: () => ++sequence,
    };
    this.work = new WorkReconciler({
      sender,
      sealingKeys: identity.sealingKeys,
      member,
      transport,
      checkpoint,
      clock,
      logger,
      limits: { ...DEFAULT_WORK_LIMITS, ...options.work },
      seed: random.readUInt32LE(0),
    });
    this.warningSender = new WarningSender({ sender, transport, clock, logger });
    this.warnings = new Warnings({
      member,
      table: this.work.table,
      sender: this.warningSender,
      clock,
      logger,
    });
    this.health = new HealthReporter({
      sender,
      member,
      transport,
      clock,
      logger,
      limits: { ...DEFAULT_HEALTH_LIMITS, ...options.health },
      version: options.version,
      region: options.region ?? '',
      zone: options.zone ?? '',
      work: () => this.work.table.summary(),
      onMemberBack: () => {
        this.work.memberAnswers();
        this.warnings.retryNow();
      },
    });
    transport.onConnect(() => {
      this.work.reporter.connected();
      this.health.beatNow();
    });
  }

  /** Takes up from the checkpoint, without waiting for hub, broker or member. */
  start(): void {
    this.work.start();
    this.health.start();
    this.warnings.start();
  }

  /** Takes in work; one outcome per delivery. What is acknowledged is on disk. */
  handleWork(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    return this.work.takeIn(deliveries);
  }

  /** Every object known was compared with the member, and every type is watched. */
  get settled(): boolean {
    return this.work.settled;
  }

  stats(): LoopStats & { readonly reportsDue: number } {
    return { ...this.work.stats(), reportsDue: this.work.reporter.backlog };
  }

  /** Ends what is in hand; afterwards nothing is sent any more. */
  async stop(): Promise<void> {
    this.health.stop();
    this.warningSender.stop();
    await this.warnings.stop();
    await this.work.stop();
  }
}
