import { type KubeObject } from '#libs/apimachinery';
import { type EdgeReport } from '#libs/protocol';
import { RouteBook, type Followed } from '../../../hub/src/controllers/ingress/route-book.js';
import { distribution, round, type Distribution } from './figures.js';

/** The hub's own tables, from Ingresses, Services, Clusters and what edges say: no broker, no database. */

const CLUSTERS = 6;
const REGIONS = 3;
const SERVICES = 5_000;
/** One service in so many has something in the last cluster. */
const SPARSE = 100;
const BATCH = 256;
const SINGLE_RUNS = 200;

export interface RouteTableFigures {
  readonly services: number;
  readonly clusters: number;
  /** Seconds of one core for the tables of all services and hosts, once. */
  readonly allTablesS: number;
  /** From one report of a member to the new table of its service. */
  readonly oneDirtyMs: Distribution;
  /** Tables that are made again when a cluster fails its probes in which one service of `SPARSE` has something. */
  readonly tablesOfOneCluster: number;
}

type Listener = Parameters<Followed['onChange']>[0];

/** What an informer would know. */
class Known implements Followed {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners: Listener[] = [];

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  list(): IterableIterator<KubeObject> {
    return this.objects.values();
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  add(object: KubeObject): void {
    const { namespace = '', name = '' } = object.metadata;
    const key = namespace === '' ? name : `${namespace}/${name}`;
    this.objects.set(key, object);
    for (const listener of this.listeners) listener({ type: 'ADDED', object });
  }
}

export async function benchRouteTables(): Promise<RouteTableFigures> {
  const [ingresses, services, secrets, clusters] = [new Known(), new Known(), new Known(), new Known()];
  const backends = new Map(
    Array.from({ length: CLUSTERS }, (_, at) => [`c${at}`, { ready: 8, wanted: 10, addresses: [] }] as const),
  );
  const sparse = new Map([...backends].slice(0, -1));
  const book = new RouteBook({
    ...{ ingresses, services, secrets, clusters },
    shards: (_namespace, name) => Promise.resolve(Number(name.slice(1)) % SPARSE === 0 ? backends : sparse),
    secret: () => Promise.resolve(undefined),
    edgeKeys: () => Promise.resolve([]),
    names: { federation: 'federation', domain: 'federation.local' },
    hubUid: 'bench',
    now: () => 1_000_000,
  });
  for (let at = 0; at < CLUSTERS; at += 1) clusters.add(cluster(at));
  for (let at = 0; at < REGIONS; at += 1) book.edgeSaid(edgeReport(at, 1, 'ok'));
  for (let at = 0; at < SERVICES; at += 1) addService(at, ingresses, services);
  const begin = process.cpuUsage();
  await makeAll(book);
  const { user, system } = process.cpuUsage(begin);
  const single: number[] = [];
  for (let at = 0; at < SINGLE_RUNS; at += 1) {
    const from = performance.now();
    book.backendChanged(`shop/s${at}`);
    await makeAll(book);
    single.push(performance.now() - from);
  }
  let marked = 0;
  for (let at = 0; at < REGIONS; at += 1) book.edgeSaid(edgeReport(at, 2, 'fail'));
  while (book.hasDirty) marked += book.take(BATCH).length;
  return {
    ...{ services: SERVICES, clusters: CLUSTERS },
    allTablesS: round((user + system) / 1e6),
    oneDirtyMs: distribution(single),
    tablesOfOneCluster: marked,
  };
}

async function makeAll(book: RouteBook): Promise<void> {
  while (book.hasDirty) await Promise.all(book.take(BATCH).map((key) => book.build(key, undefined)));
}

function cluster(at: number): KubeObject {
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'Cluster',
    metadata: { name: `c${at}` },
    spec: { region: `r${at % REGIONS}` },
    status: { gatewayAddresses: [`127.0.2.${at + 1}:80`], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function addService(at: number, ingresses: Known, services: Known): void {
  const metadata = { name: `s${at}`, namespace: 'shop' };
  services.add({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } });
  const backend = { service: { name: `s${at}`, port: { number: 80 } } };
  const rules = [{ host: `s${at}.example`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  ingresses.add({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { rules } });
}

/** Of the edge of a region; the last cluster is judged by `probe`. */
function edgeReport(at: number, sequence: number, probe: 'ok' | 'fail'): EdgeReport {
  const gateways = Array.from({ length: CLUSTERS }, (_, one) => ({
    cluster: `c${one}`,
    probe: one === CLUSTERS - 1 ? probe : ('ok' as const),
    rttMs: one % REGIONS === at ? 4 : 90 + one,
  }));
  return {
    ...{ v: 1, type: 'edge', edge: `e${at}`, hubUid: 'bench', instance: 'i', sequence, edgeVersion: '0' },
    ...{ region: `r${at}`, zone: '', driver: 'embedded', addresses: [`127.0.1.${at + 1}`] },
    ports: { http: 80, https: 443, dns: 53 },
    applied: { epoch: 1, version: 1, digest: { count: 0, sum: 0, mixed: 0 }, at: 0 },
    ...{ troubles: [], gateways, demand: [], wantsAll: false, at: 0 },
  };
}
