import { DEFAULT_POLICY, quantiseShares, routeDemand, type RoutingInput } from '#libs/routing';
import { distribution, round, type Distribution } from './figures.js';
import { benchRouteTables, type RouteTableFigures } from './route-tables.js';

/** The routing engine, and the hub's controller around it: no federation is started. */

interface World {
  readonly what: string;
  readonly clusters: number;
  readonly regions: number;
  /** Demand of all regions as a share of the capacity of all clusters. */
  readonly load: number;
  readonly runs: number;
}

const WORLDS: readonly World[] = [
  { what: 'one service', clusters: 6, regions: 3, load: 0.7, runs: 500 },
  { what: 'one service, overloaded', clusters: 6, regions: 3, load: 1.4, runs: 500 },
  { what: 'a service in 50 clusters, 20 regions', clusters: 50, regions: 20, load: 0.7, runs: 100 },
  { what: '1,000 clusters, 100 regions', clusters: 1_000, regions: 100, load: 0.7, runs: 15 },
  { what: '1,000 clusters, 100 regions, overloaded', clusters: 1_000, regions: 100, load: 1.4, runs: 10 },
];
const SERVICES = 5_000;

export interface RoutingFigures {
  /** Milliseconds for one table, by world. */
  readonly tableMs: Readonly<Record<string, Distribution>>;
  /** Seconds of one core for all tables of 5,000 services in 6 clusters, weights included. */
  readonly allServicesS: number;
  /** The same by the hub's controller, from objects and reports. */
  readonly hub: RouteTableFigures;
}

export async function benchRouting(emit: (line: unknown) => void): Promise<RoutingFigures> {
  const tableMs: Record<string, Distribution> = {};
  for (const world of WORLDS) {
    const input = makeInput(world, 1);
    makeTable(input);
    const figures = distribution(Array.from({ length: world.runs }, () => timeMs(() => makeTable(input))));
    tableMs[world.what] = figures;
    emit({ metric: 'table', ...world, ms: figures });
  }
  const services = Array.from({ length: SERVICES }, (_, seed) =>
    makeInput({ what: 'service', clusters: 6, regions: 3, load: 0.7, runs: 1 }, seed),
  );
  const begin = process.cpuUsage();
  for (const input of services) makeTable(input);
  const { user, system } = process.cpuUsage(begin);
  const allServicesS = round((user + system) / 1e5) / 10;
  emit({ metric: 'all services', services: SERVICES, clusters: 6, cpuSeconds: allServicesS });
  const hub = await benchRouteTables();
  emit({ metric: "the hub's tables", ...hub });
  return { tableMs, allServicesS, hub };
}

function makeTable(input: RoutingInput): void {
  for (const { shares } of routeDemand(input).clients.values()) quantiseShares(shares);
}

function timeMs(task: () => void): number {
  const begin = performance.now();
  task();
  return performance.now() - begin;
}

/** Clusters spread over regions, with ready endpoints, round trips and demand by `seed`. */
function makeInput({ clusters, regions, load }: World, seed: number): RoutingInput {
  const random = seeded(seed);
  const facts = Array.from({ length: clusters }, (_, at) => ({
    ...{
      id: `c${at}`,
      region: `r${at % regions}`,
      zone: `z${at % 3}`,
      desired: 10,
      ratePerEndpoint: 10,
      scaler: 1,
    },
    ...({ state: 'active', signal: 'fresh', staleForMs: 0, probe: 'ok' } as const),
    ready: 8 + Math.floor(random() * 3),
  }));
  const capacity = facts.reduce((sum, { ready }) => sum + ready * 10, 0);
  const clients = Array.from({ length: regions }, (_, at) => {
    const region = `r${at}`;
    const rttMs = new Map(
      facts.map((one) => [one.id, one.region === region ? 3 + random() * 9 : 20 + random() * 230] as const),
    );
    return { name: region, region, demandRps: (2 * random() * load * capacity) / regions, rttMs };
  });
  return { clusters: facts, clients, policy: DEFAULT_POLICY };
}

/** The same numbers in every run (Park and Miller). */
function seeded(seed: number): () => number {
  let state = seed * 7_919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
