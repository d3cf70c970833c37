import { type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { done, splitKey, type Informer, type Reconciler, type Result } from '#libs/controller-runtime';
import { type Clock } from '#libs/process';
import { type HeartbeatReport } from '#libs/protocol';
import { type Store } from '#libs/store';
import { type EventRecorder } from '../events/event-recorder.js';
import { TwinWatch, withAgent } from './agent-conditions.js';
import {
  classifyCluster,
  isFrozen,
  SUSPECT_AFTER_MS,
  type Health,
  type Verdict,
} from './classify-cluster.js';
import {
  healthOf,
  reportedStatus,
  slowFacts,
  withDeletionsHeld,
  withHealth,
  type ClusterStatus,
} from './cluster-status.js';

export interface Heard {
  readonly report: HeartbeatReport;
  readonly receivedAt: number;
}

export interface ClusterReconcilerOptions {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly store: Store;
  readonly events: EventRecorder;
  readonly clock: Clock;
  /** Whether this hub hears the broker now. */
  readonly connected: () => boolean;
  /** Whether work that deletes waits for an admin (a restored backup). */
  readonly deletionsHeld: () => boolean;
}

/** Counters and capacity move all the time; they are stored at most this often. */
const REFRESH_MS = 15_000;

/** Writes what is known of one member into its Cluster: health by the rules, facts from its last heartbeat. */
export class ClusterReconciler implements Reconciler {
  private readonly heard = new Map<string, Heard>();
  private readonly twins = new TwinWatch();
  private hearingSince: number;
  private tickedAt: number;
  private frozen = false;

  constructor(private readonly options: ClusterReconcilerOptions) {
    this.hearingSince = this.tickedAt = options.clock.now();
  }

  /** A heartbeat came to this hub. True: its cluster should be looked at now rather than at the next tick. */
  hear(report: HeartbeatReport, receivedAt: number): boolean {
    const known = this.heard.get(report.cluster)?.report;
    // One that comes again says nothing about now.
    if (known?.instance === report.instance && known.sequence >= report.sequence) return false;
    this.heard.set(report.cluster, { report, receivedAt });
    this.twins.hear(report, receivedAt);
    const cluster = this.options.clusters.get(`/${report.cluster}`);
    return cluster !== undefined && healthOf(statusOf(cluster)) !== (report.apiReady ? 'Ready' : 'NotReady');
  }

  /**
   * Once a second: takes in what other hubs heard, and answers the keys of clusters whose status should change. While the
   * broker is away, or this process stood still, nothing can be heard, so silence does not count.
   */
  async tick(): Promise<string[]> {
    const now = this.options.clock.now();
    if (!this.options.connected() || now - this.tickedAt >= SUSPECT_AFTER_MS) this.hearingSince = now;
    this.tickedAt = now;
    const clusters = [...this.options.clusters.list()];
    await this.readOthers(clusters);
    this.frozen = isFrozen(
      clusters.map((cluster) => ({
        previous: healthOf(statusOf(cluster)),
        silentMs: this.silentMs(cluster, now),
      })),
    );
    return clusters
      .filter((cluster) => this.isDue(cluster, now))
      .map((cluster) => `/${cluster.metadata.name ?? ''}`);
  }

  /** Takes in what other hubs heard, and forgets clusters that are gone. */
  private async readOthers(clusters: readonly KubeObject[]): Promise<void> {
    const known = new Map(
      clusters.map(({ metadata: { name = '' } }) => [name, this.heard.get(name)?.receivedAt ?? 0]),
    );
    for (const name of this.heard.keys()) if (!known.has(name)) this.forget(name);
    for (const { cluster, report, receivedAt } of await this.options.store.heartbeats.newerThan(known))
      if ((this.heard.get(cluster)?.receivedAt ?? 0) < receivedAt)
        this.heard.set(cluster, { report: report as unknown as HeartbeatReport, receivedAt });
  }

  private forget(name: string): void {
    this.heard.delete(name);
    this.twins.forget(name);
  }

  async reconcile(key: string): Promise<Result> {
    const { clock, client, events } = this.options;
    const { name } = splitKey(key);
    const now = clock.now();
    const agent = await this.options.store.agents.get(name);
    const heard = this.heard.get(name);
    let verdict: Verdict | undefined;
    let before: Health | undefined;
    const resource = this.options.clusters.resource;
    const written = await client.modify(
      { ...resource, namespace: '', name },
      (cluster) => {
        const status = statusOf(cluster);
        before = healthOf(status);
        verdict = this.judge(cluster, now);
        const conditions = this.conditions(name, status, verdict, now);
        const facts = heard ? reportedStatus(heard.report, heard.receivedAt, agent?.sealingKeyId ?? '') : {};
        if (conditions === status?.conditions && !this.factsAreDue(status, facts, now)) return undefined;
        return { ...cluster, status: { ...status, ...facts, conditions } };
      },
      'status',
    );
    if (written && verdict && before !== verdict.health)
      events.record(written, {
        type: verdict.health === 'Ready' ? 'Normal' : 'Warning',
        reason: `Cluster${verdict.health}`,
        message: `cluster ${name} was ${before ?? 'Pending'} and is ${verdict.health}: ${verdict.message}`,
      });
    return done;
  }

  /** All that this controller says, the same array where nothing has changed. */
  private conditions(
    name: string,
    status: ClusterStatus | undefined,
    verdict: Verdict,
    now: number,
  ): ReturnType<typeof withHealth> {
    const facts = { report: this.heard.get(name)?.report, areTwo: this.twins.areTwo(name, now) };
    const health = withDeletionsHeld(
      withHealth(status?.conditions, verdict, now),
      this.options.deletionsHeld(),
      now,
    );
    return withAgent(health, facts, now);
  }

  private judge(cluster: KubeObject, now: number): Verdict {
    const heard = this.heard.get(cluster.metadata.name ?? '');
    return classifyCluster({
      now,
      heartbeatAt: heard?.receivedAt,
      apiReady: heard?.report.apiReady ?? false,
      hearingSince: this.hearingSince,
      previous: healthOf(statusOf(cluster)),
      frozen: this.frozen,
    });
  }

  private silentMs(cluster: KubeObject, now: number): number {
    const heard = this.heard.get(cluster.metadata.name ?? '');
    return now - Math.max(heard?.receivedAt ?? 0, this.hearingSince);
  }

  private isDue(cluster: KubeObject, now: number): boolean {
    const status = statusOf(cluster);
    const heard = this.heard.get(cluster.metadata.name ?? '');
    const conditions = this.conditions(cluster.metadata.name ?? '', status, this.judge(cluster, now), now);
    if (conditions !== status?.conditions) return true;
    return (
      heard !== undefined && this.factsAreDue(status, reportedStatus(heard.report, heard.receivedAt, ''), now)
    );
  }

  private factsAreDue(status: ClusterStatus | undefined, facts: ClusterStatus, now: number): boolean {
    if (facts.agent === undefined) return false;
    const fresh = { ...facts, agent: { ...facts.agent, sealingKeyId: status?.agent?.['sealingKeyId'] } };
    if (!status || slowFacts(status) !== slowFacts(fresh)) return true;
    return (
      now - (Date.parse(status.agent?.lastHeartbeatTime ?? '') || 0) >= REFRESH_MS &&
      this.isNews(status, facts)
    );
  }

  private isNews(status: ClusterStatus, facts: ClusterStatus): boolean {
    return status.agent?.lastHeartbeatTime !== facts.agent?.lastHeartbeatTime;
  }
}

function statusOf(cluster: KubeObject): ClusterStatus | undefined {
  return cluster['status'] as ClusterStatus | undefined;
}
