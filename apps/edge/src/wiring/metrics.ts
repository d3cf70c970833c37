import { createServer } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type DnsCounts } from '#libs/dns';
import { type ListenAddress, type Shutdown } from '#libs/process';
import { type DriverCounts } from '../driver/edge-driver.js';
import { type EdgeState } from '../report/reporter.js';

export interface MetricsSources {
  readonly state: () => EdgeState;
  readonly counts: () => DriverCounts;
  /** Undefined where no DNS is served. */
  readonly dns: () => DnsCounts | undefined;
  readonly connected: () => boolean;
}

/** The edge in Prometheus' form; read when asked. Names as in the reference (ingress, section 6). */
export function createMetrics({ state, counts, dns, connected }: MetricsSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, ['fed_edge_table_version', 'Highest version of a table in effect'], ['edge'], (set) => {
    const { edge, applied } = state();
    set({ edge }, applied.version);
  });
  gauge(registry, ['fed_edge_tables', 'Tables that are held'], ['edge'], (set) => {
    const { edge, applied } = state();
    set({ edge }, applied.digest.count);
  });
  gauge(registry, ['fed_rtt_ms', 'Time to connect to a cluster'], ['edge', 'cluster'], (set) => {
    const { edge, gateways } = state();
    for (const { cluster, rttMs } of gateways) if (rttMs !== null) set({ edge, cluster }, rttMs);
  });
  gauge(
    registry,
    ['fed_edge_gateway_up', 'Whether a cluster passes the probes'],
    ['edge', 'cluster'],
    (set) => {
      const { edge, gateways } = state();
      for (const { cluster, probe } of gateways) set({ edge, cluster }, Number(probe !== 'fail'));
    },
  );
  gauge(registry, ['fed_route_demand', 'Requests offered per second'], ['edge', 'table'], (set) => {
    const { edge, demand } = state();
    for (const { table, rps } of demand) set({ edge, table }, rps);
  });
  gauge(registry, ['meridian_count', 'Counters of a part'], ['part', 'number'], (set) => {
    for (const [number, value] of Object.entries(counts())) set({ part: 'proxy', number }, value);
    const { answers = {}, truncated = 0, dropped = 0, failed = 0 } = dns() ?? {};
    for (const [number, value] of Object.entries({ ...answers, truncated, dropped, failed }))
      set({ part: 'dns', number }, value);
  });
  gauge(registry, ['meridian_up', 'Whether a dependency answers'], ['dependency'], (set) => {
    set({ dependency: 'broker' }, Number(connected()));
  });
  return registry;
}

/** A listener without authentication, only where the operator asked for one. */
export async function listenForMetrics(
  registry: Registry,
  address: ListenAddress,
  shutdown: Shutdown,
): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  shutdown.add('metrics', () => new Promise<void>((resolve) => void server.close(() => resolve())));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
}

type Set = (labels: Record<string, string>, value: number) => void;

function gauge(
  registry: Registry,
  [name, help]: readonly [string, string],
  labelNames: string[],
  collect: (set: Set) => void,
): void {
  const made: Gauge = new Gauge({
    ...{ name, help, labelNames },
    registers: [registry],
    collect: () => {
      made.reset();
      collect((labels, value) => made.set(labels, value));
    },
  });
}
