import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DnsServer, serviceRecords, Zone, Zones, type NamedPlaces } from '#libs/dns';
import { silentLogger, systemClock } from '#libs/process';
import { type LoadOrder } from './dns-load.js';
import { round } from './figures.js';

/** Names of federated services, answered over UDP: no federation is started. */

const SERVICES = 2_000;
const REGIONS = ['us-central1', 'europe-west1', 'asia-east1'];
const CLUSTERS = REGIONS.flatMap((region) =>
  ['a', 'b', 'c'].map((zone) => ({ cluster: `${region}-${zone}`, region, zones: [zone] })),
);
const PLACES: NamedPlaces = {
  federation: 'fed',
  domain: 'example.com',
  clusters: CLUSTERS,
  nearest: Object.fromEntries(REGIONS.map((one) => [one, REGIONS.filter((other) => other !== one)])),
};
/** Half of them A of the zone itself, the others over one or two CNAMEs, and every tenth a name that is not there. */
const QUESTIONS = 1_000;
const LOAD = { sockets: 4, window: 32, forMs: 4_000 };

export interface DnsFigures {
  readonly recordSets: number;
  /** Milliseconds of CPU to expand all services, and microseconds to change one. */
  readonly expandMs: number;
  readonly changeUs: number;
  readonly answersPerSecond: number;
  /** Of the server's process, its sockets included; and what one core would answer. */
  readonly cpuUsPerAnswer: number;
  readonly perCoreSecond: number;
}

export async function benchDns(emit: (line: unknown) => void): Promise<DnsFigures> {
  const zone = new Zone({ domain: PLACES.domain, nameservers: [] });
  const expandMs = round(
    cpuUs(() => {
      for (let at = 0; at < SERVICES; at += 1) hold(zone, at, true);
    }) / 1_000,
  );
  const changeUs = round(
    cpuUs(() => {
      for (let at = 0; at < SERVICES; at += 1) hold(zone, at, at % 2 === 0);
    }) / SERVICES,
  );
  emit({
    metric: 'names',
    services: SERVICES,
    clusters: CLUSTERS.length,
    recordSets: zone.size,
    expandMs,
    changeUs,
  });
  const served = await serve(zone);
  emit({ metric: 'answers', ...LOAD, ...served });
  return { recordSets: zone.size, expandMs, changeUs, ...served };
}

/** In two of three regions it has a shard in each zone; the first one fails where it is not `healthy`. */
function hold(zone: Zone, at: number, healthy: boolean): void {
  const service = { namespace: `ns-${at % 50}`, service: `service-${at}` };
  const shards = CLUSTERS.slice(0, 6).map(({ cluster }, index) => ({
    cluster,
    addresses: [`10.${index}.${at >> 8}.${at & 255}`],
    healthy: healthy || index > 0,
  }));
  const named = { ...service, mode: 'nearest', panic: 'failOpen', shards } as const;
  zone.replace(`${service.namespace}/${service.service}`, serviceRecords(named, PLACES));
}

async function serve(
  zone: Zone,
): Promise<Pick<DnsFigures, 'answersPerSecond' | 'cpuUsPerAnswer' | 'perCoreSecond'>> {
  const server = new DnsServer({
    listen: { host: '127.0.0.1', port: 0 },
    zones: new Zones([zone]),
    locate: () => REGIONS[0],
    clock: systemClock,
    logger: silentLogger,
  });
  const { port } = await server.start();
  const child = fork(join(import.meta.dirname, 'dns-load.js'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const order: LoadOrder = { port, questions: questions(), ...LOAD };
    const begin = process.cpuUsage();
    child.send(order);
    const [{ answers }] = (await once(child, 'message')) as [{ readonly answers: number }];
    const { user, system } = process.cpuUsage(begin);
    if (answers === 0) throw new Error('nothing was answered');
    return {
      answersPerSecond: Math.round((answers * 1_000) / LOAD.forMs),
      cpuUsPerAnswer: round((user + system) / answers),
      perCoreSecond: Math.round((answers * 1e6) / (user + system)),
    };
  } finally {
    child.kill();
    await server.close();
  }
}

function questions(): string[] {
  return Array.from({ length: QUESTIONS }, (_, at) => {
    const place = CLUSTERS[(at * 7) % CLUSTERS.length];
    const region = place?.region ?? '';
    const where = at % 4 === 3 ? '' : at % 4 === 2 ? `.${region}` : `.${place?.zones[0] ?? ''}.${region}`;
    const service = at % 10 === 9 ? `missing-${at}` : `service-${at}`;
    return question(at, `${service}.ns-${at % 50}.fed.svc${where}.example.com`).toString('base64');
  });
}

/** For A, with EDNS and no subnet, as resolvers ask. */
function question(id: number, name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  const tail = Buffer.from([0, 0, 1, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, tail]);
}

/** Microseconds of CPU that a task takes. */
function cpuUs(task: () => void): number {
  const begin = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
