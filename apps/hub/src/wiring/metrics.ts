import { type ExtraRoute } from '#libs/apiserver';
import { LOOP_NUMBERS, type LoopRegistry } from '#libs/controller-runtime';
import { addGauge, createRegistry, type MetricsRegistry } from '#libs/process/metrics';
import { addRouteMetrics, type RouteMetricsSources } from '../controllers/ingress/route-metrics.js';
import { type Store } from '#libs/store';

export interface MetricsSources {
  readonly loops: LoopRegistry;
  readonly store: Store;
  /** Plain counters by part and name: `{publisher: {published: 3}}`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly connected: () => boolean;
  readonly routes: RouteMetricsSources;
}

/** Every loop, queue and counter of the hub in Prometheus' form; read when asked, so that nothing is counted twice. */
export function createMetrics(sources: MetricsSources): MetricsRegistry {
  const registry = createRegistry();
  addGauge(
    registry,
    { name: 'meridian_loop', help: 'Numbers of a control loop', labelNames: ['loop', 'number'] },
    (set) => {
      for (const stats of sources.loops.stats())
        for (const number of LOOP_NUMBERS) set({ loop: stats.name, number }, stats[number]);
    },
  );
  addGauge(
    registry,
    {
      name: 'meridian_queue',
      help: 'Numbers of a batching queue of the store',
      labelNames: ['queue', 'number'],
    },
    (set) => {
      for (const [queue, status] of Object.entries(sources.store.status().queues))
        for (const [number, value] of Object.entries(status))
          if (typeof value === 'number') set({ queue, number }, value);
    },
  );
  addGauge(
    registry,
    { name: 'meridian_count', help: 'Counters of a part', labelNames: ['part', 'number'] },
    (set) => {
      for (const [part, counts] of Object.entries(sources.counts))
        for (const [number, value] of Object.entries(counts)) set({ part, number }, value);
    },
  );
  addGauge(
    registry,
    { name: 'meridian_up', help: 'Whether a dependency answers', labelNames: ['dependency'] },
    (set) => {
      set({ dependency: 'database' }, Number(sources.store.status().connected));
      set({ dependency: 'broker' }, Number(sources.connected()));
    },
  );
  addRouteMetrics(registry, sources.routes);
  return registry;
}

/** `GET /metrics` of the federation API, for admins. */
export function metricsRoute(registry: MetricsRegistry): ExtraRoute {
  return {
    method: 'GET',
    path: '/metrics',
    authenticated: true,
    handle: async () => ({
      status: 200,
      headers: { 'content-type': registry.contentType },
      body: await registry.metrics(),
    }),
  };
}
