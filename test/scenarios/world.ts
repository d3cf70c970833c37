import { type GroupResource, type KubeObject } from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import { readPropagationPolicy, type PropagationPolicy } from '#libs/placement';
import { type ReportRow, type WorkRow } from '#libs/store';
import { type ClusterView } from '../../apps/hub/src/controllers/propagation/cluster-view.js';
import { SETTLE_MS } from '../../apps/hub/src/controllers/propagation/limits.js';
import { planObject, type PlanOutput } from '../../apps/hub/src/controllers/propagation/plan-object.js';
import { Member } from './member.js';

/** How the hub judges silence, in ms (classify-cluster.ts); Suspect is left out. */
const OFFLINE_AFTER_MS = 8_000;
/** One step of the world. */
export const TICK_MS = 2_000;

export interface WorldOptions {
  readonly object: KubeObject;
  readonly resource: GroupResource;
  readonly clusters: readonly string[];
  /** The placement of a policy that governs the object; absent: none does. */
  readonly placement?: object;
  /** Of the same policy. */
  readonly failover?: object;
  /** Ticks until a pod that found room is ready. */
  readonly readyTicks?: number;
  /** Moves that are granted each tick, over all clusters. Absent: all. */
  readonly movesPerTick?: number;
}

/** What is given to clusters before and after one plan. */
export interface Planned {
  readonly wanted: number;
  readonly output: PlanOutput;
  readonly before: ReadonlyMap<string, number>;
  readonly ready: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
  readonly views: readonly ClusterView[];
}

/**
 * One federated object, a hub that plans, and members that do as they are told: no I/O, and time goes when it is told to. The hub
 * plans with every tick; a cluster that is cut off hears and says nothing, but its pods run on.
 */
export class World {
  now = Date.parse('2026-11-21T08:00:00Z');
  object: KubeObject;
  /** Of the policy that governs it; undefined: none does. */
  placement: object | undefined;
  readonly members = new Map<string, Member>();
  private rows = new Map<string, WorkRow>();
  private readonly reports = new Map<string, ReportRow>();
  private generation = 0;
  private last: PlanOutput | undefined;
  private seen = '';
  private dueAt = 0;

  constructor(
    private readonly options: WorldOptions,
    private readonly onPlan: (planned: Planned) => void = () => undefined,
  ) {
    this.object = options.object;
    this.placement = options.placement;
    for (const name of options.clusters) this.join(name);
  }

  join(name: string): Member {
    const member = new Member(name, this.now, this.options.readyTicks ?? 2);
    this.members.set(name, member);
    return member;
  }

  member(name: string): Member {
    const member = this.members.get(name);
    if (!member) throw new Error(`no cluster ${name}`);
    return member;
  }

  leave(name: string): void {
    this.members.delete(name);
  }

  edit(change: (object: KubeObject) => KubeObject): void {
    this.object = change(this.object);
  }

  scale(replicas: number): void {
    this.edit((object) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }));
  }

  get wanted(): number {
    return (this.object['spec'] as { replicas?: number }).replicas ?? 1;
  }

  run(ms: number): void {
    for (let left = ms; left > 0; left -= TICK_MS) this.tick();
  }

  /** Until nothing changes any more; throws after `ms`. */
  settle(ms = 3_600_000): void {
    let quiet = 0;
    for (let left = ms; left > 0 && (quiet < 3 || this.isDueSoon()); left -= TICK_MS)
      quiet = this.tick() ? 0 : quiet + 1;
    if (quiet < 3) throw new Error('it does not settle');
  }

  /** True: something changed. */
  tick(): boolean {
    this.now += TICK_MS;
    const before = JSON.stringify([...this.members.values()].map((member) => member.pods(this.now)));
    const written = this.planIfDue();
    for (const member of this.members.values()) {
      member.tick(this.now, member.isCut ? undefined : this.rows.get(member.name));
      const said = member.isCut ? undefined : member.report(this.now, this.object.metadata.uid ?? '');
      if (said) this.reports.set(member.name, said);
    }
    const after = JSON.stringify([...this.members.values()].map((member) => member.pods(this.now)));
    return written || before !== after;
  }

  views(): ClusterView[] {
    return [...this.members.values()]
      .map((member) => member.view(this.now, OFFLINE_AFTER_MS))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What rows tell clusters to run. */
  given(): Map<string, number> {
    return new Map(
      [...this.rows.values()]
        .filter(({ action }) => action === 'apply')
        .map(({ cluster, patch }) => [cluster, (patch?.['spec'] as { replicas: number }).replicas]),
    );
  }

  reasons(): Map<string, string> {
    return new Map([...this.rows.values()].map(({ cluster, reason }) => [cluster, reason]));
  }

  get unplaced(): number {
    return this.last?.decision?.unplaced ?? 0;
  }

  /** As the hub: when something it looks at changed, or when the last plan asked to look again. */
  /** A cluster that is back gets its share after half a minute. */
  private isDueSoon(): boolean {
    return this.dueAt - this.now <= SETTLE_MS;
  }

  private planIfDue(): boolean {
    const views = this.views();
    const seen = JSON.stringify([this.object, this.placement, views, [...this.reports.values()].map(({ report }) => report)]);
    if (seen === this.seen && this.now < this.dueAt) return false;
    this.seen = seen;
    const written = this.plan(views);
    const { decision, recheckInMs = Infinity } = this.last ?? {};
    // What was not granted is asked for again at the next tick.
    const isShort = this.options.movesPerTick !== undefined && (decision?.asked.size ?? 0) > 0;
    this.dueAt = isShort ? this.now : this.now + recheckInMs;
    return written;
  }

  private plan(views: readonly ClusterView[]): boolean {
    const before = this.given();
    const output = this.planWith(views);
    this.last = output;
    const written = this.store(output);
    this.onPlan({
      wanted: this.wanted,
      output,
      before,
      after: this.given(),
      ready: this.readyOf(before),
      views,
    });
    return written;
  }

  private planWith(views: readonly ClusterView[]): PlanOutput {
    const input = {
      key: 'k',
      resource: this.options.resource,
      propagation: propagationOf(this.options.resource),
      object: this.object,
      work: [...this.rows.values()],
      reports: [...this.reports.values()].filter(({ cluster }) => this.rows.has(cluster)),
      clusters: views,
      now: this.now,
      hash: (text: string) => text,
      ...(this.placement ? { policy: policyOf(this.placement, this.options.failover) } : {}),
    };
    const { movesPerTick } = this.options;
    if (movesPerTick === undefined) return planObject(input);
    const still = planObject({ ...input, moves: new Map() });
    let left = movesPerTick;
    const moves = new Map<string, number>();
    for (const [cluster, count] of still.decision?.asked ?? []) {
      moves.set(cluster, Math.min(count, left));
      left -= Math.min(count, left);
    }
    return planObject({ ...input, moves });
  }

  /** As save_work does: what is not named goes, and only what differs gets a new generation. */
  private store(output: PlanOutput): boolean {
    const { plan } = output;
    if (!plan) return false;
    let written = false;
    const rows = new Map<string, WorkRow>();
    for (const target of plan.targets) {
      const held = this.rows.get(target.cluster);
      const content = JSON.stringify([target.action, target.patch, plan.manifest?.hash]);
      const isSame = held !== undefined && JSON.stringify([held.action, held.patch, held.manifestHash]) === content;
      written ||= !isSame;
      rows.set(target.cluster, {
        ...target,
        key: 'k',
        uid: target.uid ?? plan.uid,
        manifestHash: plan.manifest?.hash ?? '',
        generation: isSame ? held.generation : ++this.generation,
        published: true,
      });
    }
    written ||= rows.size !== this.rows.size;
    this.rows = rows;
    return written;
  }

  private readyOf(given: ReadonlyMap<string, number>): Map<string, number> {
    return new Map(
      [...given].map(([cluster, count]) => {
        const facts = this.reports.get(cluster)?.report['workload'] as { ready: number } | undefined;
        return [cluster, Math.min(count, facts?.ready ?? 0)];
      }),
    );
  }
}

function policyOf(placement: object, failover: object = {}): PropagationPolicy {
  const resourceSelectors = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }];
  return readPropagationPolicy({
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'ClusterPropagationPolicy',
    metadata: { name: 'policy' },
    spec: { resourceSelectors, placement, failover },
  });
}
