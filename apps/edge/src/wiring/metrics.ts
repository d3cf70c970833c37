import { type DnsCounts } from '#libs/dns';
import { addGauge, createRegistry, type MetricsRegistry } from '#libs/process/metrics';
import { type DriverCounts } from '../driver/edge-driver.js';
import { type EdgeState } from '../report/reporter.js';

export interface MetricsSources {
  readonly state: () => EdgeState;
  readonly counts: () => DriverCounts;
  /** Undefined where no DNS is served. */
  readonly dns: () => DnsCounts | undefined;
  readonly connected: () => boolean;
  /** Tables that are not believed. */
  readonly held: () => number;
  /** Nothing answers this edge's probes. */
  readonly cutOff: () => boolean;
}

/** The edge in Prometheus' form; read when asked. Names as in the reference (ingress, section 6). */
export function createMetrics(sources: MetricsSources): MetricsRegistry {
  const { state, counts, dns, connected } = sources;
  const registry = createRegistry();
  addGauge(
    registry,
    { name: 'fed_edge_table_version', help: 'Highest version of a table in effect', labelNames: ['edge'] },
    (set) => {
      const { edge, applied } = state();
      set({ edge }, applied.version);
    },
  );
  addGauge(
    registry,
    { name: 'fed_edge_tables', help: 'Tables that are held', labelNames: ['edge'] },
    (set) => {
      const { edge, applied } = state();
      set({ edge }, applied.digest.count);
    },
  );
  addGauge(
    registry,
    { name: 'fed_rtt_ms', help: 'Time to connect to a cluster', labelNames: ['edge', 'cluster'] },
    (set) => {
      const { edge, gateways } = state();
      for (const { cluster, rttMs } of gateways) if (rttMs !== null) set({ edge, cluster }, rttMs);
    },
  );
  addGauge(
    registry,
    {
      name: 'fed_edge_gateway_up',
      help: 'Whether a cluster passes the probes',
      labelNames: ['edge', 'cluster'],
    },
    (set) => {
      const { edge, gateways } = state();
      for (const { cluster, probe } of gateways) set({ edge, cluster }, Number(probe !== 'fail'));
    },
  );
  addGauge(
    registry,
    { name: 'fed_route_demand', help: 'Requests offered per second', labelNames: ['edge', 'table'] },
    (set) => {
      const { edge, demand } = state();
      for (const { table, rps } of demand) set({ edge, table }, rps);
    },
  );
  addCounts(registry, { counts, dns });
  addGuards(registry, sources);
  addGauge(
    registry,
    { name: 'meridian_up', help: 'Whether a dependency answers', labelNames: ['dependency'] },
    (set) => {
      set({ dependency: 'broker' }, Number(connected()));
    },
  );
  return registry;
}

/** Above 0 somebody should look: the edge serves by what it knew before. */
function addGuards(registry: MetricsRegistry, { state, held, cutOff }: MetricsSources): void {
  addGauge(
    registry,
    { name: 'fed_edge_held_tables', help: 'Tables of a mass withdrawal, not believed', labelNames: ['edge'] },
    (set) => {
      set({ edge: state().edge }, held());
    },
  );
  addGauge(
    registry,
    { name: 'fed_edge_cut_off', help: 'Whether all gateways failed at once', labelNames: ['edge'] },
    (set) => {
      set({ edge: state().edge }, Number(cutOff()));
    },
  );
}

function addCounts(registry: MetricsRegistry, { counts, dns }: Pick<MetricsSources, 'counts' | 'dns'>): void {
  addGauge(
    registry,
    { name: 'meridian_count', help: 'Counters of a part', labelNames: ['part', 'number'] },
    (set) => {
      for (const [number, value] of Object.entries(counts())) set({ part: 'proxy', number }, value);
      const { answers = {}, truncated = 0, dropped = 0, failed = 0 } = dns() ?? {};
      for (const [number, value] of Object.entries({ ...answers, truncated, dropped, failed }))
        set({ part: 'dns', number }, value);
    },
  );
}
