import { join } from 'node:path';
import { StatusError, type GroupResource, type ObjectClient } from '#libs/apimachinery';
import {
  certificateAuthenticator,
  createApiServer,
  createLocalClient,
  createRegistry,
  customDefinitionWarnings,
  ensureNamespaces,
  mastersOnly,
  namespaceLifecycle,
  respondBody,
  type ApiServer,
  type ExtraRoute,
} from '#libs/apiserver';
import { startPostgres } from '#libs/embedded';
import { createSpreadKinds, type SpreadKinds } from '#libs/kinds';
import { systemClock, type Clock, type Logger, type Shutdown } from '#libs/process';
import { listenForMetrics } from '#libs/process/metrics';
import { fileKeyProvider, openStore, type HubState, type Store } from '#libs/store';
import { clusterAdmission } from '../apiserver/cluster.admission.js';
import { federationAdmission } from '../apiserver/federation.admission.js';
import { overrideAdmission } from '../apiserver/override.admission.js';
import { Auditor } from '../audit/auditor.js';
import { policyAdmission } from '../apiserver/policy.admission.js';
import { type HubConfig } from '../config.js';
import { DependencyIndex } from '../controllers/propagation/dependency-index.js';
import { OverrideIndex } from '../controllers/propagation/override-index.js';
import { PolicyIndex } from '../controllers/propagation/policy-index.js';
import { ReportIngest } from '../ingest/report.ingest.js';
import { History } from '../outbox/history.js';
import { WorkPublisher } from '../outbox/work.publisher.js';
import { createPlacements, type Placements } from '../placements/placements.js';
import { BrokerClaims } from '../trust/broker-claims.js';
import { CertificateAuthority } from '../trust/certificate-authority.js';
import { CertificateRenewal } from '../trust/certificate-renewal.js';
import { joinRoute } from '../trust/join-route.js';
import { JoinTokens } from '../trust/join-tokens.js';
import { NatsAuthority } from '../trust/nats-authority.js';
import { restoredRoutes } from '../trust/restored-route.js';
import { edgeRoute } from '../trust/edge-route.js';
import { tokenRoutes } from '../trust/token-route.js';
import { openBroker, type Broker } from './broker.js';
import { createControllers, type Controllers } from './controllers.js';
import { claimDataDir } from './data-dir.js';
import { followBroker, revoker } from './follow-broker.js';
import { createMetrics, metricsRoute } from './metrics.js';
import { forBroker, onClusterJoin, refuseWhileRemoved } from './on-join.js';
import { createIngress, routesSubresource, type Ingress } from './ingress.js';
import { hubResources, kindOf } from './resources.js';
import { serve } from './serve.js';

const clock = systemClock;

/** Starts everything in order, each step registered for the stop in reverse. Answers the address that it serves. */
export async function startHub(config: HubConfig, logger: Logger, shutdown: Shutdown): Promise<string> {
  const release = await claimDataDir(config.MERIDIAN_DATA_DIR);
  shutdown.add('data directory', release);
  const store = await openDatabase(config, logger, shutdown);
  const ca = await CertificateAuthority.open(store.vault, clock.now());
  const authority = await NatsAuthority.open(store.vault);
  const renewal = new CertificateRenewal(clock, logger);
  const broker = await openBroker({ config, ca, authority, renewal, logger, shutdown, clock });
  const { transport } = broker;
  const history = await History.open({ store, transport, clock, logger });
  const kinds = createSpreadKinds();
  const rules = {
    policies: new PolicyIndex(logger),
    overrides: new OverrideIndex(kinds, logger),
    dependencies: new DependencyIndex(),
  };
  const placements = createPlacements({ store, kinds, ...rules, clock });
  const trust = { ca, authority, broker, renewal, history };
  const base: Base = { config, logger, shutdown, store, kinds, ...trust, placements, ...rules, clock };
  const routes: ExtraRoute[] = [];
  const late: { ingress?: Ingress } = {};
  const server = createServer(base, routes, () => needed(late.ingress));
  await ensureNamespaces(createLocalClient(server.core, { admission: false }));
  const parts = await createParts(base, server);
  const { ingest, publisher, controllers, auditor, ingress } = parts;
  late.ingress = ingress;

  const metrics = createMetrics({
    loops: controllers.loops,
    store,
    counts: {
      publisher: publisher.counts,
      routes: ingress.publisher.counts,
      ingest: ingest.counts,
      audit: auditor.counts,
      history: history.counts,
      membership: controllers.members.membership.counts,
      ...controllers.counts,
    },
    connected: () => broker.transport.connected(),
    routes: ingress.metrics,
  });
  routes.push(
    ...trustRoutes(base, parts),
    ...restoredRoutes(history),
    debugRoute(controllers, store),
    metricsRoute(metrics),
  );
  history.start();
  shutdown.add('history', () => history.stop());
  await controllers.start();
  await ingress.start();
  publisher.start();
  shutdown.add('outbox', () => publisher.stop());
  if (config.MERIDIAN_METRICS_LISTEN)
    await listenForMetrics(metrics, config.MERIDIAN_METRICS_LISTEN, shutdown);
  const url = await serve(base, server, ingest);
  renewal.start();
  shutdown.add('certificates', () => renewal.stop());
  return url;
}

/** What everything else is made of. */
interface Base {
  readonly config: HubConfig;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly store: Store;
  readonly kinds: SpreadKinds;
  readonly ca: CertificateAuthority;
  readonly authority: NatsAuthority;
  readonly broker: Broker;
  readonly placements: Placements;
  readonly policies: PolicyIndex;
  readonly overrides: OverrideIndex;
  readonly dependencies: DependencyIndex;
  readonly history: History;
  readonly renewal: CertificateRenewal;
  readonly clock: Clock;
}

interface Parts {
  readonly client: ObjectClient;
  readonly controllers: Controllers;
  readonly ingress: Ingress;
  readonly publisher: WorkPublisher;
  readonly ingest: ReportIngest;
  readonly auditor: Auditor;
  readonly revoke: (natsPublicKey: string) => Promise<void>;
}

/** `routes` may grow until the server listens. */
function createServer(base: Base, routes: readonly ExtraRoute[], ingress: () => Ingress): ApiServer {
  const { store, kinds, history, logger, placements, policies } = base;
  return createApiServer({
    storage: placements.storage,
    registry: createRegistry(hubResources()),
    authenticators: [certificateAuthenticator],
    authorizer: mastersOnly,
    admission: [
      namespaceLifecycle(store.storage),
      customDefinitionWarnings,
      federationAdmission(federationNames(base), kinds, policies),
      overrideAdmission(policies),
      policyAdmission(policies, kinds),
      clusterAdmission(() => history.state.deletionsHeld),
    ],
    clock,
    logger,
    routes,
    subresources: { placement: placements.subresource, routes: routesSubresource(ingress) },
    ready: () => store.status().connected,
  });
}

async function createParts(base: Base, server: ApiServer): Promise<Parts> {
  const { store, kinds, broker, history, logger, shutdown, placements } = base;
  const { policies, overrides, dependencies } = base;
  const { transport } = broker;
  const client = createLocalClient(server.core);
  const { registry } = server.core;
  const claims = new BrokerClaims(base.authority, broker.connection, clock);
  const revoke = revoker(broker, claims);
  const deletionsHeld = (): boolean => history.state.deletionsHeld;
  const shared = {
    client,
    registry,
    kinds,
    store,
    transport,
    placements,
    policies,
    overrides,
    dependencies,
    clock,
    logger,
    shutdown,
  };
  const controllers = createControllers({ ...shared, revoke, deletionsHeld });
  const { clusters } = controllers;
  const hub = (): HubState => history.state;
  const names = federationNames(base);
  const ingress = createIngress({ ...shared, clusters, names, hub, transport: broker.routes });
  controllers.onFollowed(ingress.followed);
  const { hubUid } = history.state;
  history.onRestored((message) => controllers.tellRestored(message));
  const kindFor = (resource: GroupResource): ReturnType<typeof kindOf> => kindOf(kinds, resource);
  const publisher = new WorkPublisher({ store, transport, hubUid, history, kindOf: kindFor, clock, logger });
  const resourceOf = (group: string, kind: string): GroupResource | undefined =>
    kinds.ofKind(group, kind)?.resource;
  const auditor = new Auditor({ store, transport, hub, kindOf: kindFor, resourceOf, clock, logger });
  shutdown.add('audit', () => auditor.stop());
  const ingest = createIngest(base, { auditor, controllers, ingress });
  await followBroker({ broker, store, publisher, claims, logger });
  return { client, controllers, ingress, publisher, ingest, auditor, revoke };
}

/** What reports wake, here and (by the store) at other hubs. */
function createIngest(
  { store, kinds, history, placements, logger }: Base,
  { auditor, controllers, ingress }: Pick<Parts, 'auditor' | 'controllers' | 'ingress'>,
): ReportIngest {
  const { members } = controllers;
  store.onTold((keys) => {
    if (keys === 'some') {
      placements.feed.reset();
      ingress.reportedSome();
    } else
      for (const key of keys) {
        placements.feed.changed(key);
        ingress.reported(key);
      }
  });
  return new ReportIngest({
    store,
    hubUid: history.state.hubUid,
    propagationOf: (group, kind) => kinds.ofKind(group, kind),
    onAudit: (report) => auditor.take(report),
    onEvents: (report) => controllers.memberEvents.take(report),
    onObject: (key, isNews) => {
      if (isNews) controllers.reported(key);
      else placements.feed.changed(key);
      ingress.reported(key);
      store.tell(key);
    },
    onHeartbeat: (report, receivedAt) => {
      history.hear(report.cluster, report.generation);
      ingress.heard(report);
      if (members.cluster.hear(report, receivedAt)) members.clusterLoop.enqueue(`/${report.cluster}`);
    },
    clock,
    logger,
  });
}

/** Tokens, and joining with them. */
function trustRoutes({ config, store, history, ca, broker, authority }: Base, parts: Parts): ExtraRoute[] {
  // A certificate of the operator's own is judged by the joiner's system, not by our CA.
  const tokens = new JoinTokens(
    store.joinTokens,
    clock,
    config.MERIDIAN_TLS_CERT === undefined ? ca.hash : '',
  );
  const { client, publisher, revoke, ingress } = parts;
  const clusterJoined = onClusterJoin({ client, store, transport: broker.transport, publisher });
  const join = joinRoute({
    tokens,
    clusters: store.agents,
    edges: store.edges,
    clock,
    hub: () => history.state,
    broker: {
      url: broker.publicUrl,
      ca: broker.ca,
      issue: (role, name, publicKey) => authority.joinerJwt(role, name, publicKey),
      revoke,
    },
    admit: refuseWhileRemoved(client),
    onJoin: (request) =>
      request.role === 'edge' ? forBroker(ingress.edgeJoined(request.name)) : clusterJoined(request),
  });
  const removal = edgeRoute({
    find: (name) => store.edges.get(name),
    revokeTokens: (name) => store.joinTokens.revokeOf('edge', name),
    revoke,
    forget: (name) => forBroker(ingress.edgeLeft(name)),
  });
  return [...tokenRoutes(tokens), removal, join];
}

/** The ingress controller is made after the server that asks it. */
function needed(ingress: Ingress | undefined): Ingress {
  if (ingress) return ingress;
  throw new StatusError('ServiceUnavailable', 'the hub is starting');
}

function federationNames({ config }: Base): { readonly federation: string; readonly domain: string } {
  return { federation: config.MERIDIAN_FEDERATION_NAME, domain: config.MERIDIAN_DNS_DOMAIN };
}

async function openDatabase(config: HubConfig, logger: Logger, shutdown: Shutdown): Promise<Store> {
  let databaseUrl = config.DATABASE_URL;
  if (databaseUrl === undefined) {
    const postgres = await startPostgres({ dir: join(config.MERIDIAN_DATA_DIR, 'postgres'), logger });
    shutdown.add('postgres', () => postgres.stop());
    databaseUrl = postgres.url;
  }
  const keyProvider = await fileKeyProvider(join(config.MERIDIAN_DATA_DIR, 'data.key'));
  const store = await openStore({ databaseUrl, keyProvider, clock, logger });
  shutdown.add('store', () => store.close());
  return store;
}

/** Every loop and queue of this process, for admins. */
function debugRoute(controllers: Controllers, store: Store): ExtraRoute {
  return {
    method: 'GET',
    path: '/debug/loops',
    authenticated: true,
    handle: () => respondBody(200, { loops: controllers.loops.stats(), store: store.status() }),
  };
}
