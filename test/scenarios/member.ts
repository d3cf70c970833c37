import { type ReportRow, type WorkRow } from '#libs/store';
import { type ClusterView } from '../../apps/hub/src/controllers/propagation/cluster-view.js';

/** How long a pod is Pending before the agent says that it cannot be scheduled. */
const UNSCHEDULABLE_MS = 60_000;

interface Pod {
  readonly since: number;
  /** Counts down to ready once the pod has room. */
  ticksLeft: number;
  placed: boolean;
}

/** A cluster with its agent, as the hub meets it: pods come up after a while if there is room, and the hub can be cut off. */
export class Member {
  /** The hub hears nothing of it, and it hears nothing of the hub. */
  cutAt: number | undefined;
  /** Pods that fit. */
  room = Infinity;
  state: 'active' | 'cordoned' | 'draining' = 'active';
  /** Its pods run, and none is ready. */
  sick = false;
  /** Its API server answers: else the agent lives, and nothing can be changed. */
  private apiDownAt: number | undefined;
  private backAt: number;
  private surge = 0;
  private all: Pod[] = [];
  private work: WorkRow | undefined;

  constructor(
    readonly name: string,
    now: number,
    private readonly readyTicks: number,
  ) {
    this.backAt = now;
  }

  get isCut(): boolean {
    return this.cutAt !== undefined || this.apiDownAt !== undefined;
  }

  cut(now: number): void {
    this.cutAt ??= now;
  }

  apiDown(now: number): void {
    this.apiDownAt ??= now;
  }

  back(now: number): void {
    this.cutAt = this.apiDownAt = undefined;
    this.backAt = now;
  }

  /** Everything that ran is gone, as after a power cut. */
  reboot(): void {
    this.all = [];
  }

  /** A rollout: one pod more than asked for runs, or one is not ready. */
  rollOut(step: 'surge' | 'unready' | 'done'): void {
    this.surge = step === 'surge' ? 1 : 0;
    if (step === 'unready') for (const pod of this.all.slice(0, 1)) pod.ticksLeft = this.readyTicks;
  }

  view(now: number, offlineAfterMs: number): ClusterView {
    const { cutAt, apiDownAt } = this;
    const offline = cutAt !== undefined && now - cutAt >= offlineAfterMs;
    const offlineSince = offline ? cutAt + offlineAfterMs : 0;
    return {
      name: this.name,
      labels: {},
      ready: !offline && apiDownAt === undefined,
      readinessSince: offline ? offlineSince : (apiDownAt ?? this.backAt),
      offline,
      offlineSince,
      cordoned: this.state !== 'active',
      draining: this.state === 'draining',
      ...(this.room === Infinity
        ? {}
        : { allocatable: { cpu: String(this.room) }, requested: { cpu: String(this.placed) } }),
    };
  }

  /** Takes the newest work, if it hears the hub, and lets its pods come up. */
  tick(now: number, work: WorkRow | undefined): void {
    this.work = work ?? this.work;
    const wanted =
      this.work?.action === 'apply' ? (this.work.patch?.['spec'] as { replicas: number }).replicas : 0;
    // As a ReplicaSet: what is not ready goes first.
    this.all.sort((a, b) => a.ticksLeft - b.ticksLeft);
    this.all = this.all.slice(0, wanted);
    while (this.all.length < wanted) this.all.push({ since: now, ticksLeft: this.readyTicks, placed: false });
    for (const pod of this.all) {
      pod.placed ||= this.placed < this.room;
      if (this.sick) pod.ticksLeft = this.readyTicks;
      else if (pod.placed) pod.ticksLeft = Math.max(0, pod.ticksLeft - 1);
    }
  }

  pods(now: number): { readonly all: number; readonly ready: number; readonly unschedulable: number } {
    return {
      all: this.all.length,
      ready: this.all.filter(({ ticksLeft }) => ticksLeft === 0).length + this.surge,
      unschedulable: this.all.filter(({ placed, since }) => !placed && now - since >= UNSCHEDULABLE_MS)
        .length,
    };
  }

  report(now: number, uid: string): ReportRow | undefined {
    if (!this.work || this.work.action !== 'apply') return undefined;
    const { ready, unschedulable } = this.pods(now);
    return {
      key: 'k',
      cluster: this.name,
      receivedAt: now,
      report: {
        cluster: this.name,
        epoch: 1,
        generation: this.work.generation,
        instance: 'i',
        sequence: 1,
        state: 'Applied',
        uid,
        workload: { ready, unschedulable },
      },
    };
  }

  private get placed(): number {
    return this.all.filter(({ placed }) => placed).length;
  }
}
