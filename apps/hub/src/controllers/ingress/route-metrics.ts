import { type EdgeReport } from '#libs/protocol';
import { addGauge, type MetricsRegistry } from '#libs/process/metrics';
import { MAX_METRIC_SERVICES } from './limits.js';
import { type RouteContent } from './published-table.js';

export interface RouteMetricsSources {
  /** What edges should have, at the hub that publishes; none at others. */
  readonly published: () => Iterable<RouteContent>;
  /** The highest version of it; undefined at others. */
  readonly version: () => number | undefined;
  /** Edges that were heard lately. */
  readonly edges: () => readonly EdgeReport[];
}

type ServiceTable = Extract<RouteContent, { type: 'service' }>;

/** Who serves whom, as a monitor sees it; names as in the reference (ingress, section 6). Read when asked. */
export function addRouteMetrics(registry: MetricsRegistry, sources: RouteMetricsSources): void {
  addServiceMetrics(registry, () => servicesOf(sources.published()));
  addGauge(
    registry,
    {
      name: 'fed_edge_behind',
      help: 'Versions between what an edge has and what it should have',
      labelNames: ['edge'],
    },
    (set) => {
      const wanted = sources.version();
      if (wanted === undefined) return;
      for (const { edge, applied } of sources.edges()) set({ edge }, Math.max(0, wanted - applied.version));
    },
  );
  addGauge(
    registry,
    {
      name: 'fed_edge_troubles',
      help: 'Tables that an edge has and does not serve by',
      labelNames: ['edge'],
    },
    (set) => {
      for (const { edge, troubles } of sources.edges()) set({ edge }, troubles.length);
    },
  );
}

function addServiceMetrics(registry: MetricsRegistry, services: () => readonly ServiceTable[]): void {
  addGauge(
    registry,
    {
      name: 'fed_route_share',
      help: 'Share of the requests of a region that a cluster gets, by the published table',
      labelNames: ['svc', 'port', 'region', 'cluster'],
    },
    (set) => {
      for (const table of services())
        for (const { region, clusters } of table.regions)
          for (const { cluster, weight } of clusters)
            if (weight > 0) set({ ...labelsOf(table), region, cluster }, weight / FULL_WEIGHT);
    },
  );
  const byRegion = (
    name: string,
    help: string,
    value: (route: ServiceTable['regions'][number]) => number,
  ): void =>
    addGauge(registry, { name, help, labelNames: ['svc', 'port', 'region'] }, (set) => {
      for (const table of services())
        for (const route of table.regions) set({ ...labelsOf(table), region: route.region }, value(route));
    });
  byRegion('fed_route_shed', 'Share of the requests of a region that is answered 503', ({ shed }) => shed);
  byRegion('fed_route_panic', '1: nothing is ready, the closest are tried', ({ outcome }) =>
    Number(outcome === 'panic'),
  );
  byRegion('fed_route_unserved', '1: no cluster serves the region', ({ outcome }) =>
    Number(outcome === 'noBackends' || outcome === 'failClosed'),
  );
}

const FULL_WEIGHT = 256;

function labelsOf({ namespace, service, port }: ServiceTable): Record<'svc' | 'port', string> {
  return { svc: `${namespace}/${service}`, port };
}

/** So many that a monitor can bear them; the others are counted by nobody. */
function servicesOf(all: Iterable<RouteContent>): ServiceTable[] {
  const found: ServiceTable[] = [];
  for (const content of all) {
    if (content.type === 'service') found.push(content);
    if (found.length === MAX_METRIC_SERVICES) break;
  }
  return found;
}
