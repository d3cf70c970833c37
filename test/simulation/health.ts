import { type Informer } from '#libs/controller-runtime';
import { type HeartbeatReport } from '#libs/protocol';
import { type HeartbeatRow } from '#libs/store';
import {
  classifyCluster,
  SUSPECT_AFTER_MS,
} from '../../apps/hub/src/controllers/cluster/classify-cluster.js';
import {
  healthOf,
  withHealth,
  type ClusterStatus,
} from '../../apps/hub/src/controllers/cluster/cluster-status.js';
import { judgeFreeze, NOT_FROZEN, type Freeze } from '../../apps/hub/src/controllers/cluster/freeze.js';
import { CLUSTERS, type HubApi } from './hub-api.js';
import { type SimProcess } from './process.js';

const TICK_MS = 1_000;

export interface HealthOptions {
  readonly api: HubApi;
  readonly clusters: Informer;
  readonly process: SimProcess;
  /** What is stored of heartbeats: of those that other hubs heard as well. */
  readonly heard: ReadonlyMap<string, HeartbeatRow>;
}

/** Judges members by their heartbeats every second, with the real rules, and writes it into the Cluster objects. */
export class Health {
  private readonly last = new Map<string, { at: number; apiReady: boolean }>();
  private freeze: Freeze = NOT_FROZEN;
  private hearingSince: number;
  private tickedAt: number;

  constructor(private readonly options: HealthOptions) {
    this.readOthers();
    this.hearingSince = this.tickedAt = options.process.clock.now();
  }

  get isFrozen(): boolean {
    return this.freeze.frozen;
  }

  start(): void {
    this.options.process.clock.after(TICK_MS, () => {
      const now = this.options.process.clock.now();
      // As the real one: this process stood still.
      if (now - this.tickedAt >= SUSPECT_AFTER_MS) this.hearingSince = now;
      this.tickedAt = now;
      this.readOthers();
      this.judge();
      this.start();
    });
  }

  connected(): void {
    this.hearingSince = this.options.process.clock.now();
  }

  heard({ cluster, apiReady }: HeartbeatReport, at: number): void {
    this.last.set(cluster, { at, apiReady });
    this.judge();
  }

  private readOthers(): void {
    const known = new Set([...this.options.clusters.list()].map(({ metadata }) => metadata.name ?? ''));
    for (const name of this.last.keys()) if (!known.has(name)) this.last.delete(name);
    for (const [name, { receivedAt, report }] of this.options.heard)
      if ((this.last.get(name)?.at ?? 0) < receivedAt)
        this.last.set(name, { at: receivedAt, apiReady: (report as unknown as HeartbeatReport).apiReady });
  }

  private judge(): void {
    const { clusters, process, api } = this.options;
    const now = process.clock.now();
    const all = [...clusters.list()].map((cluster) => {
      const name = cluster.metadata.name ?? '';
      const status = cluster['status'] as ClusterStatus | undefined;
      const silentMs = now - Math.max(this.last.get(name)?.at ?? 0, this.hearingSince);
      return { name, status, previous: healthOf(status), silentMs };
    });
    this.freeze = judgeFreeze(this.freeze, all, now);
    if (this.freeze.recovered) this.hearingSince = now;
    for (const { name, status, previous } of all) {
      const heard = this.last.get(name);
      const verdict = classifyCluster({
        now,
        heartbeatAt: heard?.at,
        apiReady: heard?.apiReady ?? false,
        hearingSince: this.hearingSince,
        previous,
        frozen: this.freeze.frozen,
      });
      const conditions = withHealth(status?.conditions, verdict);
      if (JSON.stringify(conditions) === JSON.stringify(status?.conditions)) continue;
      void api.modify({ ...CLUSTERS, namespace: '', name }, (current) => ({
        ...current,
        status: { ...(current['status'] as object | undefined), conditions },
      }));
    }
  }
}
