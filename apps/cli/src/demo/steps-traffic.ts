import { Resolver } from 'node:dns/promises';
import { at, expectThat, type Step, type StoryContext } from './context.js';
import { Clients, visit } from './clients.js';
import { type EdgePlace } from './edges.js';
import { CLUSTERS, INGRESSES, isReady, REPLICA_SETS, runs } from './steps-create.js';

/** Step 8 of the walkthrough: clients of every region are served by the closest cluster, also while clusters die. */

const EVERY_MS = 50;
const WATCH_MS = 2_000;
const LIMIT_MS = 30_000;
const POLL_MS = 100;

function regionOf(context: StoryContext, cluster: string): string | undefined {
  return context.places.find((place) => place.cluster === cluster)?.region;
}

/** Until a visit at this edge was served by a cluster that `holds`; answers its page. */
export async function servedBy(
  edge: EdgePlace,
  what: string,
  holds: (cluster: string) => boolean,
): Promise<string> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const { cluster, text } = await visit(edge);
    if (cluster !== undefined && holds(cluster)) return text.trim();
    expectThat(performance.now() < deadline, `${what}: not within ${LIMIT_MS / 1000} s, but ${text.trim()}`);
    await pause(POLL_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function traffic(context: StoryContext): Promise<void> {
  for (const edge of context.edges) {
    const near = (cluster: string): boolean => regionOf(context, cluster) === edge.region;
    const page = await servedBy(edge, `clients near ${edge.region} are served there`, near);
    context.typed(`curl http://${edge.http}/`);
    context.said(page);
  }
  await names(context);
  await failover(context);
}

/** The global address leads whoever asks an edge to that edge. */
async function names(context: StoryContext): Promise<void> {
  const ingress = await context.hub.find(`${INGRESSES}/nginx`);
  const name = String(at(ingress, 'status', 'loadBalancer', 'ingress', 0, 'hostname'));
  for (const { region, dns, http } of context.edges) {
    const resolver = new Resolver({ timeout: 1_000, tries: 5 });
    resolver.setServers([`${dns.host}:${dns.port}`]);
    const addresses = await resolver.resolve4(name);
    context.typed(`dig +short @${dns.host} -p ${dns.port} ${name}`);
    context.said(addresses.join('\n'));
    expectThat(
      http.startsWith(`${addresses[0] ?? ''}:`),
      `${name} leads clients near ${region} to ${addresses.join(', ')}, not to ${http}`,
    );
  }
}

interface Victims {
  readonly edge: EdgePlace;
  readonly clusters: readonly string[];
  /** Whether they are nearer to the clients there than all others, and so serve them again afterwards. */
  readonly nearest: boolean;
}

/** All clusters of the last region; where there is but one region, the cluster that serves its clients: its neighbours are as near. */
async function victims({ edges, places }: StoryContext): Promise<Victims> {
  const edge = edges.at(-1);
  if (!edge) throw new Error('there is no edge');
  if (edges.length === 1) {
    const { cluster = '' } = await visit(edge);
    return { edge, clusters: [cluster], nearest: false };
  }
  const inRegion = places.filter(({ region }) => region === edge.region).map(({ cluster }) => cluster);
  return { edge, clusters: inRegion, nearest: true };
}

async function failover(context: StoryContext): Promise<void> {
  const { edge, clusters, nearest } = await victims(context);
  if (clusters.length === context.places.length) {
    context.said('(with one cluster there is nobody to take over)');
    return;
  }
  const isVictim = (cluster: string): boolean => clusters.includes(cluster);
  const visits = new Clients(context.edges, EVERY_MS);
  try {
    await pause(WATCH_MS);
    report(context, visits);
    context.said(`${clusters.join(', ')}: dead`);
    const cut = performance.now();
    await Promise.all(clusters.map((cluster) => context.powerOff(cluster)));
    const others = (cluster: string): boolean => !isVictim(cluster);
    await servedBy(edge, `clients near ${edge.region} are served elsewhere`, others);
    context.said(`clients near ${edge.region} go elsewhere ${Math.round(performance.now() - cut)} ms after`);
    await pause(WATCH_MS);
    report(context, visits);
    await Promise.all(clusters.map((cluster) => context.powerOn(cluster)));
    if (nearest) await servedBy(edge, `clients near ${edge.region} are served there again`, isVictim);
    await pause(WATCH_MS);
    context.said(`${clusters.join(', ')}: back${nearest ? ', and so is the traffic' : ''}`);
    report(context, visits);
  } finally {
    await visits.stop();
  }
  await settled(context);
}

/** Who served whom since the last time; a failed GET ends the demo. */
function report(context: StoryContext, clients: Clients): void {
  const { served, failed } = clients.take();
  const total = [...served.values()].flatMap((counts) => [...counts.values()]).reduce((a, b) => a + b, 0);
  expectThat(failed.length === 0, `${failed.length} GETs failed: ${failed[0]?.text.trim() ?? ''}`);
  const width = Math.max(...[...served.keys()].map((region) => region.length));
  const lines = [...served].map(([region, counts]) => {
    const by = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cluster, n]) => `${cluster} ${n}`);
    return `  ${region.padEnd(width)}  <-  ${by.join(', ')}`;
  });
  context.said([`${total} GETs, none failed; clients near`, ...lines].join('\n'));
}

/** As it was, so that the story can go on. */
async function settled(context: StoryContext): Promise<void> {
  for (const { cluster } of context.places) {
    await context.hub.until(`${CLUSTERS}/${cluster}`, `${cluster} is Ready again`, isReady);
    await context
      .member(cluster)
      .until(`${REPLICA_SETS}/nginx`, `nginx runs in ${cluster}`, (object) => runs(object, 1));
  }
}

export const TRAFFIC_STEP: Step = {
  id: 'traffic',
  number: 8,
  title: 'Traffic through the global address',
  command: 'curl http://EDGE/',
  run: traffic,
};
