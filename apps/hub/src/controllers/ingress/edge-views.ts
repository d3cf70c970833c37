import { type EdgeReport } from '#libs/protocol';
import {
  DEFAULT_PROBE_RULES,
  newProbeState,
  observeProbe,
  observeRoundTrip,
  probeVerdict,
  type ProbeState,
  type RoundTrip,
} from '#libs/routing';
import { EDGE_SILENT_MS, MAX_EDGES } from './limits.js';

interface Heard {
  readonly report: EdgeReport;
  readonly heardAt: number;
  /** Requests per second by table. */
  readonly demand: ReadonlyMap<string, number>;
}

/** What a report changed. */
export interface EdgeNews {
  /** An edge came, went, moved, or has other addresses. */
  readonly edges: boolean;
  /** Clusters that are judged otherwise, or are at another distance. */
  readonly clusters: readonly string[];
  /** Tables whose demand changed. */
  readonly demand: readonly string[];
}

const NOTHING: EdgeNews = { edges: false, clusters: [], demand: [] };
/** Edges have counted failures already (fall 2, rise 3); here the hold and the slow start are added. */
const RULES = { ...DEFAULT_PROBE_RULES, fall: 1, rise: 1 };

/** What the edges said last, put together: probes and distances of clusters, demand for services. */
export class EdgeViews {
  private readonly heard = new Map<string, Heard>();
  private readonly probes = new Map<string, ProbeState>();
  /** By region and cluster. */
  private readonly roundTrips = new Map<string, Map<string, RoundTrip>>();

  /** Takes a report in. Older ones than the last, and edges beyond the limit, are no news. */
  take(report: EdgeReport, now: number): EdgeNews {
    const before = this.heard.get(report.edge)?.report;
    if (before === undefined && this.heard.size >= MAX_EDGES) return NOTHING;
    if (before?.instance === report.instance && before.sequence >= report.sequence) return NOTHING;
    const demand = new Map(report.demand.map(({ table, rps }) => [table, rps]));
    this.heard.set(report.edge, { report, heardAt: now, demand });
    const clusters = [...new Set([...this.judge(report, now), ...this.measure(report, now)])];
    const edges = before === undefined || placeOf(before) !== placeOf(report);
    return { edges, clusters, demand: changedDemand(before, report) };
  }

  forget(edge: string): void {
    this.heard.delete(edge);
  }

  /** Edges that were heard lately, by name. */
  live(now: number): EdgeReport[] {
    return [...this.heard.values()]
      .filter(({ heardAt }) => now - heardAt < EDGE_SILENT_MS)
      .map(({ report }) => report)
      .sort((a, b) => (a.edge < b.edge ? -1 : 1));
  }

  all(): EdgeReport[] {
    return [...this.heard.values()].map(({ report }) => report);
  }

  probeOf(cluster: string, now: number): ReturnType<typeof probeVerdict> {
    const state = this.probes.get(cluster);
    return state === undefined ? { probe: 'unknown', scaler: 1 } : probeVerdict(state, now, RULES);
  }

  /** Clusters on their way back: their capacity grows with time. */
  recovering(): string[] {
    return [...this.probes].flatMap(([cluster, { phase }]) => (phase === 'HEALTHY' ? [] : [cluster]));
  }

  rttOf(region: string, cluster: string): number | undefined {
    return this.roundTrips.get(region)?.get(cluster)?.rttMs;
  }

  /** Requests per second from a region for a service's table. */
  demandOf(region: string, table: string, now: number): number {
    let sum = 0;
    for (const { report, heardAt, demand } of this.heard.values())
      if (report.region === region && now - heardAt < EDGE_SILENT_MS) sum += demand.get(table) ?? 0;
    return sum;
  }

  /** A cluster fails when every edge that has tried says so: one that only one edge cannot reach is that edge's to avoid. */
  private judge(report: EdgeReport, now: number): string[] {
    const live = this.live(now);
    const changed: string[] = [];
    for (const { cluster } of report.gateways) {
      const said = live.flatMap(
        ({ gateways }) => gateways.find((one) => one.cluster === cluster)?.probe ?? [],
      );
      const heard = said.includes('ok') ? 'ok' : said.includes('fail') ? 'fail' : 'none';
      const before = this.probes.get(cluster) ?? newProbeState(now);
      const after = observeProbe(before, heard, now, RULES);
      this.probes.set(cluster, after);
      if (probeVerdict(before, now, RULES).probe !== probeVerdict(after, now, RULES).probe)
        changed.push(cluster);
    }
    return changed;
  }

  private measure({ region, gateways }: EdgeReport, now: number): string[] {
    const cells = this.roundTrips.get(region) ?? new Map<string, RoundTrip>();
    this.roundTrips.set(region, cells);
    const changed: string[] = [];
    for (const { cluster, rttMs } of gateways) {
      if (rttMs === null) continue;
      const before = cells.get(cluster);
      const after = observeRoundTrip(before, rttMs, now);
      cells.set(cluster, after);
      if (before?.rttMs !== after.rttMs) changed.push(cluster);
    }
    return changed;
  }
}

function placeOf({ region, zone, addresses, ports }: EdgeReport): string {
  return JSON.stringify([region, zone, addresses, ports]);
}

function changedDemand(before: EdgeReport | undefined, after: EdgeReport): string[] {
  const old = new Map(before?.demand.map(({ table, rps }) => [table, rps]));
  const gone = new Set(old.keys());
  const changed = after.demand.filter(({ table, rps }) => {
    gone.delete(table);
    return old.get(table) !== rps;
  });
  return [...changed.map(({ table }) => table), ...gone];
}
