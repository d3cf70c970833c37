import { formatObjectKey, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { type ExtraSubresource } from '#libs/apiserver';
import { Informer } from '#libs/controller-runtime';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type HeartbeatReport } from '#libs/protocol';
import { type Store } from '#libs/store';
import { type RouteTransport } from '#libs/transport';
import { type FederationNames } from '../apiserver/federation.admission.js';
import { type FollowedListener } from './custom-kinds.js';
import { NameReaders } from '../controllers/ingress/name-readers.js';
import { RouteBook } from '../controllers/ingress/route-book.js';
import { type RouteMetricsSources } from '../controllers/ingress/route-metrics.js';
import { RoutePublisher } from '../controllers/ingress/route.publisher.js';
import { believed, shardFacts, type ShardFacts } from '../controllers/ingress/shard-facts.js';
import { describeRoutes } from '../controllers/ingress/routes-view.js';
import { reportedExports } from '../controllers/mcs/member-exports.js';
import { exportedBy } from './service-exports.js';

const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const SERVICES = { group: '', resource: 'services' };
const SECRETS = { group: '', resource: 'secrets' };
/** Served once the user has applied its definition. */
const EXPORTS = { group: 'multicluster.x-k8s.io', resource: 'serviceexports' };

export interface IngressDeps {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly store: Store;
  readonly transport: RouteTransport;
  readonly names: FederationNames;
  readonly hub: () => { readonly hubUid: string; readonly epoch: number };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

export interface Ingress {
  readonly publisher: RoutePublisher;
  /** A member said something new about this object. */
  reported(key: string): void;
  /** ... about objects that are not known. */
  reportedSome(): void;
  /** A member's heartbeat: its agent may serve names. */
  heard(report: HeartbeatReport): void;
  /** A custom kind is followed by this informer: it may be ServiceExports. */
  readonly followed: FollowedListener;
  /** An edge has joined: its consumer, and certificates that it can open. */
  edgeJoined(edge: string): Promise<void>;
  /** An edge is one no more, and its credentials are void. */
  edgeLeft(edge: string): Promise<void>;
  readonly metrics: RouteMetricsSources;
  /** What `.../ingresses/NAME/routes` answers. */
  readonly read: ExtraSubresource['read'];
  /** Call it when the informer of clusters has synced. */
  start(): Promise<void>;
}

/** The hub's side of global ingress; nothing runs before start(). */
export function createIngress(deps: IngressDeps): Ingress {
  const { client, clusters, store, transport, clock, logger, shutdown } = deps;
  const follow = (
    resource: typeof SERVICES,
    keep: (object: KubeObject) => KubeObject | undefined,
  ): Informer => new Informer({ client, resource, clock, logger, keep });
  const ingresses = follow(INGRESSES, trimmed);
  const services = follow(SERVICES, trimmed);
  const secrets = follow(SECRETS, certificateOnly);
  const book: RouteBook = new RouteBook({
    ingresses,
    services,
    secrets,
    clusters,
    shards: async (namespace, name) => {
      const shards = await shardsOf(store, formatObjectKey({ ...SERVICES, namespace, name }));
      return book.exports.has(`${namespace}/${name}`) ? withExports(store, shards, namespace, name) : shards;
    },
    secret: (namespace, name) => client.get({ ...SECRETS, namespace, name }),
    edgeKeys: () => edgeKeys(store),
    names: deps.names,
    hubUid: deps.hub().hubUid,
    now: () => clock.now(),
  });
  const publisher = new RoutePublisher({ book, transport, store, hub: deps.hub, clock, logger });
  const readers = readNames(deps, publisher);
  const reported = (key: string): void => {
    const service = exportedBy(key);
    if (service !== undefined) book.backendChanged(service);
  };
  return {
    publisher,
    reported,
    reportedSome: () => book.backendChanged(),
    followed: followExports(book),
    heard: (report) => readers.hear(report),
    ...edgeChanges(deps, book),
    metrics: routeMetrics(publisher, () => book.edges.live(clock.now())),
    read: (object, { query }) =>
      describeRoutes(
        { book, wanted: () => publisher.digest(), now: () => clock.now() },
        object,
        query.get('region'),
      ),
    start: async () => {
      const all = [ingresses, services, secrets];
      shutdown.add('ingress', async () => {
        await publisher.stop();
        await Promise.all(all.map((informer) => informer.stop()));
      });
      for (const informer of all) informer.start();
      await Promise.all(all.map(({ synced }) => synced));
      for (const { cluster } of await store.edges.all())
        await transport.ensureEdgeConsumer(cluster).catch(() => undefined);
      publisher.start();
    },
  };
}

function routeMetrics(publisher: RoutePublisher, edges: RouteMetricsSources['edges']): RouteMetricsSources {
  return { published: () => publisher.tables(), version: () => publisher.digest()?.version, edges };
}

function edgeChanges(
  { transport, store }: IngressDeps,
  book: RouteBook,
): Pick<Ingress, 'edgeJoined' | 'edgeLeft'> {
  return {
    edgeJoined: async (edge) => {
      await transport.ensureEdgeConsumer(edge);
      book.edgesChanged();
    },
    edgeLeft: async (edge) => {
      await transport.removeEdge(edge);
      await store.edges.remove(edge);
      book.edgesChanged(edge);
    },
  };
}

function followExports(book: RouteBook): FollowedListener {
  return ({ group, resource }, informer) => {
    if (group === EXPORTS.group && resource === EXPORTS.resource) book.exports.follow(informer);
  };
}

function readNames(
  { clusters, transport, clock, logger }: IngressDeps,
  publisher: RoutePublisher,
): NameReaders {
  const published = (): ReturnType<RoutePublisher['namesDigest']> => publisher.namesDigest();
  const readers = new NameReaders({ transport, published, clock, logger });
  clusters.onChange(({ type, object }) => {
    if (type === 'DELETED') readers.forget(object.metadata.name ?? '');
  });
  return readers;
}

/** The subresource; the object that answers it comes with the controllers, which need the server first. */
export function routesSubresource(ingress: () => Ingress): ExtraSubresource {
  return {
    kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'IngressRoutes' },
    appliesTo: ({ storage }) => storage.group === INGRESSES.group && storage.resource === INGRESSES.resource,
    read: (object, context) => ingress().read(object, context),
  };
}

function trimmed(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, annotations, creationTimestamp, deletionTimestamp } =
    object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    spec: object['spec'],
  };
}

/** Which certificates there are, without their keys. */
function certificateOnly(secret: KubeObject): KubeObject | undefined {
  if (secret['type'] !== 'kubernetes.io/tls') return undefined;
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = secret.metadata;
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, uid, resourceVersion } };
}

async function shardsOf(store: Store, key: string): Promise<ReadonlyMap<string, ShardFacts>> {
  const { work, reports } = await store.work.load(key);
  const wanted = new Set(work.filter(({ action }) => action === 'apply').map(({ cluster }) => cluster));
  const found = new Map<string, ShardFacts>();
  for (const { cluster, report } of reports) {
    const facts = shardFacts(report);
    if (wanted.has(cluster) && facts !== undefined) found.set(cluster, facts);
  }
  return found;
}

/** What clusters export themselves, in place of the hub's Service. */
async function withExports(
  store: Store,
  shards: ReadonlyMap<string, ShardFacts>,
  namespace: string,
  name: string,
): Promise<ReadonlyMap<string, ShardFacts>> {
  const all = new Map(shards);
  for (const { cluster, exported } of await reportedExports(store, namespace, name)) {
    const { backend, addresses } = exported;
    if (backend !== undefined && !all.has(cluster)) all.set(cluster, { ...believed(backend), addresses });
  }
  return all;
}

async function edgeKeys(store: Store): Promise<{ edge: string; publicKey: string; keyId: string }[]> {
  const edges = await store.edges.all();
  return edges.map(({ cluster, sealingPublicKey, sealingKeyId }) => ({
    edge: cluster,
    publicKey: sealingPublicKey,
    keyId: sealingKeyId,
  }));
}
