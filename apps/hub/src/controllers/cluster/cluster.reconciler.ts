import { type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { done, splitKey, type Informer, type Reconciler, type Result } from '#libs/controller-runtime';
import { type Clock } from '#libs/process';
import { type HeartbeatReport } from '#libs/protocol';
import { type Store } from '#libs/store';
import { type EventRecorder, type Notice } from '../events/event-recorder.js';
import { TwinWatch, withAgent } from './agent-conditions.js';
import { classifyCluster, SUSPECT_AFTER_MS, type Health, type Verdict } from './classify-cluster.js';
import { DebtWatch, type DebtMember } from './debt-watch.js';
import { judgeFreeze, NOT_FROZEN, type Freeze } from './freeze.js';
import { withTaints } from './taints.js';
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
  private freeze: Freeze = NOT_FROZEN;
  private readonly debts: DebtWatch;
  /** For metrics: clusters that were heard, of those the silent ones, and whether nothing is judged or moved therefore. */
  readonly counts = { heard: 0, silent: 0, frozen: 0 };

  constructor(private readonly options: ClusterReconcilerOptions) {
    this.hearingSince = this.tickedAt = options.clock.now();
    this.debts = new DebtWatch(() => options.store.work.undoneByCluster());
  }

  /** Most clusters fell silent at once: nothing moves. */
  get isFrozen(): boolean {
    return this.freeze.frozen;
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
    this.judgeSilence(clusters, now);
    await this.debts.look(clusters.map(debtMember), now);
    return clusters
      .filter((cluster) => this.isDue(cluster, now))
      .map((cluster) => `/${cluster.metadata.name ?? ''}`);
  }

  private judgeSilence(clusters: readonly KubeObject[], now: number): void {
    const members = clusters.map((cluster) => ({
      previous: healthOf(statusOf(cluster)),
      silentMs: this.silentMs(cluster, now),
    }));
    this.freeze = judgeFreeze(this.freeze, members, now);
    // The first that are heard again end the freeze; the others' heartbeats are on their way.
    if (this.freeze.recovered) this.hearingSince = now;
    const { heard, silent, frozen } = this.freeze;
    Object.assign(this.counts, { heard, silent, frozen: Number(frozen) });
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
    let before: ClusterStatus | undefined;
    const resource = this.options.clusters.resource;
    const written = await client.modify(
      { ...resource, namespace: '', name },
      (cluster) => {
        const status = statusOf(cluster);
        before = status;
        verdict = this.judge(cluster, now);
        const conditions = this.debts.apply(name, this.conditions(name, status, verdict, now), now);
        const facts = heard ? reportedStatus(heard.report, heard.receivedAt, agent?.sealingKeyId ?? '') : {};
        if (conditions === status?.conditions && !this.factsAreDue(status, facts, now)) return undefined;
        return { ...cluster, status: { ...status, ...facts, conditions } };
      },
      'status',
    );
    if (verdict) await this.taint(name, verdict);
    const owed = this.debts.told(name, before?.conditions);
    if (!written || !verdict) return done;
    const notices = [turn(name, healthOf(before), verdict), freezeNotice(this.freeze, before, verdict), owed];
    for (const notice of notices) if (notice) events.record(written, notice);
    return done;
  }

  private async taint(name: string, { health, since }: Verdict): Promise<void> {
    const { client, clusters } = this.options;
    const known = clusters.get(`/${name}`);
    if (known && withTaints(known, health, since) === known) return;
    await client.modify({ ...clusters.resource, namespace: '', name }, (cluster) => {
      const tainted = withTaints(cluster, health, since);
      return tainted === cluster ? undefined : tainted;
    });
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
      withHealth(status?.conditions, verdict),
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
      frozen: this.freeze.frozen,
    });
  }

  private silentMs(cluster: KubeObject, now: number): number {
    const heard = this.heard.get(cluster.metadata.name ?? '');
    return now - Math.max(heard?.receivedAt ?? 0, this.hearingSince);
  }

  private isDue(cluster: KubeObject, now: number): boolean {
    const status = statusOf(cluster);
    const heard = this.heard.get(cluster.metadata.name ?? '');
    const name = cluster.metadata.name ?? '';
    const verdict = this.judge(cluster, now);
    if (this.conditions(name, status, verdict, now) !== status?.conditions) return true;
    if (this.debts.isNews(name)) return true;
    if (withTaints(cluster, verdict.health, verdict.since) !== cluster) return true;
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

/** A cluster is not what it was. */
function turn(name: string, before: Health, { health, message }: Verdict): Notice | undefined {
  if (before === health) return undefined;
  return {
    type: health === 'Ready' ? 'Normal' : 'Warning',
    reason: `Cluster${health}`,
    message: `cluster ${name} was ${before} and is ${health}: ${message}`,
  };
}

/** Silence that is not believed begins. */
function freezeNotice(
  { heard, silent }: Freeze,
  before: ClusterStatus | undefined,
  { reason }: Verdict,
): Notice | undefined {
  const was = before?.conditions?.find(({ type }) => type === 'Ready')?.reason;
  if (reason !== 'HubIsolated' || was === reason) return undefined;
  return {
    type: 'Warning',
    reason,
    message: `${silent} of ${heard} clusters fell silent at once: the hub may be cut off, nothing is judged or moved`,
  };
}

function debtMember(cluster: KubeObject): DebtMember {
  const status = statusOf(cluster);
  return {
    name: cluster.metadata.name ?? '',
    ready: healthOf(status) === 'Ready',
    conditions: status?.conditions,
  };
}

function statusOf(cluster: KubeObject): ClusterStatus | undefined {
  return cluster['status'] as ClusterStatus | undefined;
}
