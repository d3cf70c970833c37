import { createServer } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type ExtraRoute } from '#libs/apiserver';
import { type LoopRegistry } from '#libs/controller-runtime';
import { type ListenAddress, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';

export interface MetricsSources {
  readonly loops: LoopRegistry;
  readonly store: Store;
  /** Plain counters by part and name: `{publisher: {published: 3}}`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly connected: () => boolean;
}

const LOOP_NUMBERS = [
  'depth',
  'delayed',
  'running',
  'runs',
  'failed',
  'terminal',
  'refused',
  'busyMs',
] as const;

/** Every loop, queue and counter of the hub in Prometheus' form; read when asked, so that nothing is counted twice. */
export function createMetrics(sources: MetricsSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(
    registry,
    { name: 'meridian_loop', help: 'Numbers of a control loop', labelNames: ['loop', 'number'] },
    (set) => {
      for (const stats of sources.loops.stats())
        for (const number of LOOP_NUMBERS) set({ loop: stats.name, number }, stats[number]);
    },
  );
  gauge(
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
  gauge(
    registry,
    { name: 'meridian_count', help: 'Counters of a part', labelNames: ['part', 'number'] },
    (set) => {
      for (const [part, counts] of Object.entries(sources.counts))
        for (const [number, value] of Object.entries(counts)) set({ part, number }, value);
    },
  );
  gauge(
    registry,
    { name: 'meridian_up', help: 'Whether a dependency answers', labelNames: ['dependency'] },
    (set) => {
      set({ dependency: 'database' }, Number(sources.store.status().connected));
      set({ dependency: 'broker' }, Number(sources.connected()));
    },
  );
  return registry;
}

/** `GET /metrics` of the federation API, for admins. */
export function metricsRoute(registry: Registry): ExtraRoute {
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

/** A listener without authentication, only where the operator asked for one. */
export function listenForMetrics(
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
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
}

type Set = (labels: Record<string, string>, value: number) => void;

function gauge(
  registry: Registry,
  what: { readonly name: string; readonly help: string; readonly labelNames: string[] },
  collect: (set: Set) => void,
): void {
  const made: Gauge = new Gauge({
    ...what,
    registers: [registry],
    collect: () => {
      made.reset();
      collect((labels, value) => made.set(labels, value));
    },
  });
}
