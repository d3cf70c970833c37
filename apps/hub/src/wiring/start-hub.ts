import { readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type ObjectClient } from '#libs/apimachinery';
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
import { systemClock, type Logger, type Shutdown } from '#libs/process';
import { fileKeyProvider, openStore, type Store } from '#libs/store';
import { JetStreamStrategy } from '#libs/transport/nest';
import { federationAdmission } from '../apiserver/federation.admission.js';
import { type HubConfig } from '../config.js';
import { ReportIngest } from '../ingest/report.ingest.js';
import { WorkPublisher } from '../outbox/work.publisher.js';
import { renderKubeconfig } from '../trust/admin-kubeconfig.js';
import { BrokerClaims } from '../trust/broker-claims.js';
import { CertificateAuthority } from '../trust/certificate-authority.js';
import { joinRoute } from '../trust/join-route.js';
import { JoinTokens } from '../trust/join-tokens.js';
import { NatsAuthority } from '../trust/nats-authority.js';
import { tokenRoutes } from '../trust/token-route.js';
import { openBroker, type Broker } from './broker.js';
import { createControllers, type Controllers } from './controllers.js';
import { claimDataDir } from './data-dir.js';
import { createMetrics, listenForMetrics, metricsRoute } from './metrics.js';
import { onClusterJoin } from './on-join.js';
import { hubResources, kindOf } from './resources.js';
import { createWebApplication, type WebCertificates } from './web-application.js';

const clock = systemClock;

/** Starts everything in order, each step registered for the stop in reverse. Answers the address that it serves. */
export async function startHub(config: HubConfig, logger: Logger, shutdown: Shutdown): Promise<string> {
  const release = await claimDataDir(config.MERIDIAN_DATA_DIR);
  shutdown.add('data directory', release);
  const store = await openDatabase(config, logger, shutdown);
  const ca = await CertificateAuthority.open(store.vault, clock.now());
  const authority = await NatsAuthority.open(store.vault);
  const broker = await openBroker({ config, ca, authority, logger, shutdown, now: clock.now() });
  const kinds = createSpreadKinds();
  const base: Base = { config, logger, shutdown, store, kinds, ca, authority, broker };
  const routes: ExtraRoute[] = [];
  const server = createServer(base, routes);
  await ensureNamespaces(createLocalClient(server.core, { admission: false }));
  const parts = await createParts(base, server);
  const { ingest, publisher, controllers } = parts;
  const metrics = createMetrics({
    loops: controllers.loops,
    store,
    counts: { publisher: publisher.counts, ingest: ingest.counts },
    connected: () => broker.transport.connected(),
  });
  routes.push(...trustRoutes(base, parts), debugRoute(controllers, store), metricsRoute(metrics));
  await controllers.start();
  publisher.start();
  shutdown.add('outbox', () => publisher.stop());
  if (config.MERIDIAN_METRICS_LISTEN)
    await listenForMetrics(metrics, config.MERIDIAN_METRICS_LISTEN, shutdown);
  return serve(base, server, ingest);
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
}

interface Parts {
  readonly client: ObjectClient;
  readonly controllers: Controllers;
  readonly publisher: WorkPublisher;
  readonly ingest: ReportIngest;
  readonly claims: BrokerClaims;
  readonly hub: { readonly hubUid: string; readonly epoch: number };
}

/** `routes` may grow until the server listens. */
function createServer({ config, store, kinds, logger }: Base, routes: readonly ExtraRoute[]): ApiServer {
  const names = { federation: config.MERIDIAN_FEDERATION_NAME, domain: config.MERIDIAN_DNS_DOMAIN };
  return createApiServer({
    storage: store.storage,
    registry: createRegistry(hubResources()),
    authenticators: [certificateAuthenticator],
    authorizer: mastersOnly,
    admission: [
      namespaceLifecycle(store.storage),
      customDefinitionWarnings,
      federationAdmission(names, kinds),
    ],
    clock,
    logger,
    routes,
    ready: () => store.status().connected,
  });
}

async function createParts(base: Base, server: ApiServer): Promise<Parts> {
  const { store, kinds, broker, logger, shutdown } = base;
  const { transport } = broker;
  const client = createLocalClient(server.core);
  const { registry } = server.core;
  const controllers = createControllers({
    client,
    registry,
    kinds,
    store,
    transport,
    clock,
    logger,
    shutdown,
  });
  const hub = await store.hubState();
  const publisher = new WorkPublisher({
    store,
    transport,
    hub,
    kindOf: (resource) => kindOf(kinds, resource),
    clock,
    logger,
  });
  const ingest = new ReportIngest({
    store,
    hubUid: hub.hubUid,
    resourceOf: (group, kind) => kinds.ofKind(group, kind)?.resource,
    onObject: (key) => controllers.reported(key),
    onHeartbeat: (report, receivedAt) => {
      if (controllers.cluster.hear(report, receivedAt)) controllers.clusterLoop.enqueue(`/${report.cluster}`);
    },
    clock,
    logger,
  });
  const claims = new BrokerClaims(base.authority, broker.connection, clock);
  await followBroker({ broker, store, publisher, claims, logger });
  return { client, controllers, publisher, ingest, claims, hub };
}

/** Tokens, and joining with them. */
function trustRoutes({ config, store, ca, broker, authority }: Base, parts: Parts): ExtraRoute[] {
  // A certificate of the operator's own is judged by the joiner's system, not by our CA.
  const tokens = new JoinTokens(
    store.joinTokens,
    clock,
    config.MERIDIAN_TLS_CERT === undefined ? ca.hash : '',
  );
  const { client, publisher, claims, hub } = parts;
  const join = joinRoute({
    tokens,
    clusters: store.agents,
    clock,
    hub: () => hub,
    broker: {
      url: broker.publicUrl,
      ca: broker.ca,
      issue: (role, name, publicKey) => authority.joinerJwt(role, name, publicKey),
      revoke: (publicKey) => claims.revoke(publicKey),
    },
    onJoin: onClusterJoin({ client, store, transport: broker.transport, publisher }),
  });
  return [...tokenRoutes(tokens), join];
}

/** Reports in, requests in; then the kubeconfig, because now it is true. */
async function serve(
  { config, ca, broker, shutdown }: Base,
  server: ApiServer,
  ingest: ReportIngest,
): Promise<string> {
  const app = await createWebApplication(server, ingest, await webCertificates(config, ca));
  app.connectMicroservice({
    strategy: new JetStreamStrategy({
      sources: { report: (handler) => broker.transport.consumeReports(handler) },
    }),
  });
  shutdown.add('web', () => app.close());
  await app.startAllMicroservices();
  const { host, port } = config.MERIDIAN_LISTEN;
  await app.listen(port, host);
  const url = `https://${host === '0.0.0.0' ? '127.0.0.1' : host}:${boundPort(app.getHttpServer(), port)}`;
  await writeKubeconfig(config, ca, url);
  return url;
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

/** Streams and consumers exist after each connect; a broker that lost its disk gets everything again. */
async function followBroker(deps: {
  readonly broker: Broker;
  readonly store: Store;
  readonly publisher: WorkPublisher;
  readonly claims: BrokerClaims;
  readonly logger: Logger;
}): Promise<void> {
  const { store, publisher, claims, logger } = deps;
  const { transport } = deps.broker;
  transport.onConnect(({ fresh }) => {
    // What was revoked while the broker was away, here or by another hub.
    claims
      .push()
      .catch((error: unknown) => logger.warn({ err: error }, 'the broker did not take the account claims'));
    if (!fresh) return;
    store.work.republish().then(
      (rows) => {
        logger.info({ rows }, 'the broker is new or lost its data: publishing all work again');
        publisher.poke();
      },
      (error: unknown) => logger.error({ err: error }, 'work could not be marked for publishing again'),
    );
  });
  for (const agent of await store.agents.all())
    await transport.ensureWorkConsumer(agent.cluster).catch(() => undefined);
  try {
    await transport.ensureStreams();
  } catch (error) {
    logger.warn({ err: error }, 'the broker is not there yet; the API serves, work waits');
  }
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

async function webCertificates(config: HubConfig, ca: CertificateAuthority): Promise<WebCertificates> {
  if (config.MERIDIAN_TLS_CERT !== undefined && config.MERIDIAN_TLS_KEY !== undefined)
    return {
      cert: await readFile(config.MERIDIAN_TLS_CERT, 'utf8'),
      key: await readFile(config.MERIDIAN_TLS_KEY, 'utf8'),
      ca: ca.certificate,
    };
  const { host } = config.MERIDIAN_LISTEN;
  const hosts = new Set(['127.0.0.1', 'localhost', hostname(), ...(host === '0.0.0.0' ? [] : [host])]);
  const { certificate, privateKey } = await ca.server('meridian-hub', [...hosts], clock.now());
  return { cert: certificate, key: privateKey, ca: ca.certificate };
}

function boundPort(server: { address(): unknown }, fallback: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null && 'port' in address
    ? Number(address.port)
    : fallback;
}

/** Replaced in one step: a kubectl that reads it meanwhile sees the old or the new one. */
async function writeKubeconfig(config: HubConfig, ca: CertificateAuthority, url: string): Promise<void> {
  const admin = await ca.admin(clock.now());
  const text = renderKubeconfig([
    {
      name: 'federation',
      server: url,
      ca: config.MERIDIAN_TLS_CERT === undefined ? ca.certificate : '',
      clientCertificate: admin.certificate,
      clientKey: admin.privateKey,
    },
  ]);
  const file = join(config.MERIDIAN_DATA_DIR, 'kubeconfig');
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
