import { type ClusterTable, type GatewayView, type RouteMessage } from '#libs/protocol';
import { type Clock } from '#libs/process';
import {
  newProbeState,
  observeProbe,
  probeVerdict,
  type ProbeObservation,
  type ProbeState,
} from '#libs/routing';
import { doubtedClusters } from './cut-off.js';
import { MAX_PROBES_PER_SECOND, PROBE_INTERVAL_MS, PROBE_TICK_MS, ROUND_TRIP_SAMPLES } from './limits.js';
import { type ProbeResult } from './probe-gateway.js';

interface Watched {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly clusters: Set<string>;
  state: ProbeState;
  readonly connectMs: number[];
  dueMs: number;
  isUnderWay: boolean;
}

export interface GatewayHealthOptions {
  readonly clock: Clock;
  readonly probe: (host: string, port: number) => Promise<ProbeResult>;
  /** A gateway (`HOST:PORT`) begins or ceases to pass. */
  readonly onChange: (address: string, isHealthy: boolean) => void;
}

/** Probes all gateways of all clusters by one timer, and judges them: away fast, back slow. */
export class GatewayHealth {
  private readonly watched = new Map<string, Watched>();
  private readonly clusters = new Map<string, readonly string[]>();
  /** Clusters that fail because this edge is cut off: nobody is told so. Empty: it is not. */
  private doubted: ReadonlySet<string> = new Set();
  private cancel: () => void = () => undefined;
  private isStopped = false;

  constructor(private readonly options: GatewayHealthOptions) {}

  /** Follows the cluster tables; others are left alone. */
  apply(changed: readonly RouteMessage[]): void {
    for (const table of changed) {
      if (table.type === 'cluster') this.put(table);
      else if (table.type === 'removed' && table.key.startsWith('cluster/'))
        this.assign(table.key.slice('cluster/'.length), []);
    }
  }

  start(): void {
    this.tick();
  }

  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  /** A request could not connect: counts as a failed probe. */
  unreachable(address: string): void {
    const gateway = this.watched.get(address);
    if (gateway) this.observe(gateway, 'fail');
  }

  /** Nothing passes, and that is our own fault. */
  get isCutOff(): boolean {
    return this.doubted.size > 0;
  }

  /** Does a gateway of this cluster pass? One that was not heard yet does. */
  passes(cluster: string): boolean {
    const addresses = this.clusters.get(cluster) ?? [];
    return addresses.some((address) => this.watched.get(address)?.state.phase !== 'UNHEALTHY');
  }

  /** What is told to the hub: a cluster is as well as the best of its gateways. */
  views(): GatewayView[] {
    return [...this.clusters].flatMap(([cluster, addresses]) => {
      const gateways = addresses.flatMap((address) => this.watched.get(address) ?? []);
      if (gateways.length === 0) return [];
      const times = gateways.flatMap(({ connectMs }) => median(connectMs) ?? []);
      const rttMs = times.length === 0 ? null : Math.round(Math.min(...times) * 1_000) / 1_000;
      const probe = this.doubted.has(cluster) ? 'unknown' : this.bestVerdict(gateways);
      return [{ cluster, probe, rttMs }];
    });
  }

  private bestVerdict(gateways: readonly Watched[]): GatewayView['probe'] {
    const verdicts = gateways.map(({ state }) => probeVerdict(state, this.options.clock.now()).probe);
    return (['ok', 'unknown'] as const).find((one) => verdicts.includes(one)) ?? 'fail';
  }

  private put({ cluster, gateways }: ClusterTable): void {
    this.assign(cluster, gateways);
  }

  private assign(cluster: string, addresses: readonly string[]): void {
    for (const address of addresses) this.watch(address).clusters.add(cluster);
    for (const address of this.clusters.get(cluster) ?? []) {
      const gateway = this.watched.get(address);
      if (addresses.includes(address) || gateway === undefined) continue;
      gateway.clusters.delete(cluster);
      if (gateway.clusters.size === 0) this.watched.delete(address);
    }
    if (addresses.length === 0) this.clusters.delete(cluster);
    else this.clusters.set(cluster, addresses);
  }

  private watch(address: string): Watched {
    const known = this.watched.get(address);
    if (known) return known;
    const colon = address.lastIndexOf(':');
    const gateway: Watched = {
      address,
      host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
      port: Number(address.slice(colon + 1)),
      clusters: new Set(),
      state: newProbeState(this.options.clock.now()),
      connectMs: [],
      dueMs: 0,
      isUnderWay: false,
    };
    this.watched.set(address, gateway);
    // One that was known before, and failed, begins anew.
    this.options.onChange(address, true);
    return gateway;
  }

  private tick(): void {
    if (this.isStopped) return;
    const { clock } = this.options;
    const nowMs = clock.now();
    const intervalMs = Math.max(PROBE_INTERVAL_MS, (this.watched.size * 1_000) / MAX_PROBES_PER_SECOND);
    let left = Math.ceil((MAX_PROBES_PER_SECOND * PROBE_TICK_MS) / 1_000);
    for (const gateway of this.watched.values()) {
      if (left === 0) break;
      if (gateway.isUnderWay || gateway.dueMs > nowMs) continue;
      left -= 1;
      gateway.dueMs = nowMs + intervalMs;
      // To the end: who waits longest comes first, however many there are.
      this.watched.delete(gateway.address);
      this.watched.set(gateway.address, gateway);
      void this.probe(gateway);
    }
    this.cancel = clock.after(PROBE_TICK_MS, () => this.tick());
  }

  private async probe(gateway: Watched): Promise<void> {
    gateway.isUnderWay = true;
    const { ok, connectMs } = await this.options.probe(gateway.host, gateway.port);
    gateway.isUnderWay = false;
    if (this.isStopped || this.watched.get(gateway.address) !== gateway) return;
    if (connectMs !== undefined) gateway.connectMs.push(connectMs);
    if (gateway.connectMs.length > ROUND_TRIP_SAMPLES) gateway.connectMs.shift();
    this.observe(gateway, ok ? 'ok' : 'fail');
  }

  private observe(gateway: Watched, observation: ProbeObservation): void {
    const nowMs = this.options.clock.now();
    if (observation === 'ok' && this.isCutOff) this.reconnected(nowMs);
    const before = gateway.state.phase;
    gateway.state = observeProbe(gateway.state, observation, nowMs);
    const { phase } = gateway.state;
    if ((before === 'UNHEALTHY') === (phase === 'UNHEALTHY')) return;
    if (phase === 'UNHEALTHY') this.doubt(nowMs);
    this.options.onChange(gateway.address, phase !== 'UNHEALTHY');
  }

  private doubt(nowMs: number): void {
    const standings = [...this.clusters].map(([cluster, addresses]) => {
      const states = addresses.flatMap((address) => this.watched.get(address)?.state ?? []);
      const isFailing = states.every(({ phase }) => phase === 'UNHEALTHY');
      const since = Math.max(...states.map(({ sinceMs }) => sinceMs));
      return { cluster, failingSinceMs: isFailing ? since : undefined };
    });
    const doubted = doubtedClusters(standings, nowMs);
    if (doubted.size > 0) this.doubted = doubted;
  }

  /** The first answer after we were cut off: the others did not fail either, as far as we know. */
  private reconnected(nowMs: number): void {
    const { doubted } = this;
    this.doubted = new Set();
    for (const cluster of doubted)
      for (const address of this.clusters.get(cluster) ?? []) {
        const gateway = this.watched.get(address);
        if (gateway?.state.phase !== 'UNHEALTHY') continue;
        gateway.state = newProbeState(nowMs);
        this.options.onChange(address, true);
      }
  }
}

function median(samples: readonly number[]): number | undefined {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}
